"""Draw the settings of the scenario notation: `zeebe:` extension elements, attributes and loop characteristics."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from tests.unit.spiff import drawing as d

Settings = Mapping[str, Any]

# A setting of the notation → the extension element and the attributes that it becomes. The first one opens it.
EXTENSIONS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "job": ("taskDefinition", {"job": "type", "retries": "retries"}),
    "script": ("script", {"script": "expression", "result": "resultVariable"}),
    "decision": (
        "calledDecision",
        {"decision": "decisionId", "result": "resultVariable", "binding": "bindingType", "versionTag": "versionTag"},
    ),
    "call": (
        "calledElement",
        {
            "call": "processId",
            "binding": "bindingType",
            "versionTag": "versionTag",
            "parentVariables": "propagateAllParentVariables",
            "childVariables": "propagateAllChildVariables",
        },
    ),
    "assignment": (
        "assignmentDefinition",
        {"assignee": "assignee", "groups": "candidateGroups", "users": "candidateUsers"},
    ),
    "schedule": ("taskSchedule", {"due": "dueDate", "followUp": "followUpDate"}),
    "priority": ("priorityDefinition", {"priority": "priority"}),
    "form": ("formDefinition", {"form": "formId", "binding": "bindingType", "versionTag": "versionTag"}),
    "adHoc": (
        "adHoc",
        {"activate": "activeElementsCollection", "gather": "outputCollection", "gatherFrom": "outputElement"},
    ),
}
LOOP = frozenset({"each", "as", "collect", "from", "sequential", "until", "times", "while", "before", "most"})
ATTRIBUTES: Mapping[str, str] = {
    "default": "default",
    "name": "name",
    "cancelRemaining": "cancelRemainingInstances",
}
OTHERS = frozenset({"enough", "listen", "headers", "input", "output", "properties", "xml", "extensions"})
KNOWN = frozenset(name for _, names in EXTENSIONS.values() for name in names) | LOOP | {*ATTRIBUTES} | OTHERS


def extension_elements(tag: str, of: Settings) -> str:
    """Draw what goes into `extensionElements`."""
    parts = ["<zeebe:userTask/>"] if tag == "userTask" else []
    for name, names in EXTENSIONS.values():
        attributes = {written: _text(of[key]) for key, written in names.items() if key in of}
        opens = next(iter(names)) in of or name in {"assignmentDefinition", "taskSchedule", "adHoc"}
        if attributes and opens:
            parts.append(d.zeebe(name, **attributes))
    if "headers" in of:
        headers = (d.zeebe("header", key=key, value=_text(value)) for key, value in of["headers"].items())
        parts.append(d.zeebe("taskHeaders", "".join(headers)))
    if "listen" in of:
        parts.append(listeners(of["listen"]))
    if "properties" in of:
        found = (d.zeebe("property", name=key, value=_text(value)) for key, value in of["properties"].items())
        parts.append(d.zeebe("properties", "".join(found)))
    mappings = d.inputs(**_texts(of.get("input", {}))) + d.outputs(**_texts(of.get("output", {})))
    if mappings:
        parts.append(d.io_mapping(mappings))
    return d.extensions(*parts, of.get("extensions", ""))


def loop(of: Settings) -> str:
    """Draw how an activity repeats; nothing for one that does not."""
    if "each" in of or "times" in of:
        return _multi_instance(of)
    if "while" in of:
        maximum = str(of["most"]) if "most" in of else None
        return d.standard_loop(of["while"], before=of.get("before", False), maximum=maximum)
    return ""


def listeners(found: Sequence[Settings]) -> str:
    """Draw listeners; each is `{event: type}`, with retries and headers: of execution, else of a user task."""
    drawn: dict[str, list[str]] = {}
    for of in found:
        event = next(iter(of))
        more = {"retries": _text(of["retries"])} if "retries" in of else {}
        headers = (d.zeebe("header", key=key, value=_text(value)) for key, value in of.get("headers", {}).items())
        inside = d.zeebe("taskHeaders", "".join(headers)) if "headers" in of else ""
        name = "executionListener" if event in {"start", "end"} else "taskListener"
        drawn.setdefault(name, []).append(d.zeebe(name, inside, eventType=event, type=_text(of[event]), **more))
    return "".join(d.zeebe(f"{name}s", "".join(parts)) for name, parts in drawn.items())


def enough(of: Settings) -> str:
    """Draw the completion condition of an ad-hoc sub-process."""
    return _completion(of["enough"]) if "enough" in of else ""


def attributes(of: Settings) -> dict[str, str]:
    """Give the plain attributes."""
    return {written: _text(of[key]) for key, written in ATTRIBUTES.items() if key in of}


def _multi_instance(of: Settings) -> str:
    names = {"each": "inputCollection", "as": "inputElement", "collect": "outputCollection", "from": "outputElement"}
    written = {names[key]: _text(of[key]) for key in names if key in of}
    inside = d.extensions(d.zeebe("loopCharacteristics", **written)) if written else ""
    bpmn: list[tuple[str, Callable[[Any], str]]] = [("times", _cardinality), ("until", _completion)]
    inside += "".join(draw(of[key]) for key, draw in bpmn if key in of)
    sequential = _text(of.get("sequential", False))
    name = "multiInstanceLoopCharacteristics"
    return f'<bpmn:{name} isSequential="{sequential}">{inside}</bpmn:{name}>'


def _cardinality(value: object) -> str:
    return f"<bpmn:loopCardinality>{escape(str(value))}</bpmn:loopCardinality>"


def _completion(value: object) -> str:
    return f"<bpmn:completionCondition>{escape(str(value))}</bpmn:completionCondition>"


def _texts(of: Mapping[str, object]) -> dict[str, str]:
    return {key: _text(value) for key, value in of.items()}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
