"""Make BPMN from the scenario notation, which docs/howto/scenarios.md explains to designers.

A process is a list: `a -> b -> c` are sequence flows, `{a -> b: condition}` is one with a condition, and
`{userTask: a, …}` is an element with its settings. What flows name and nothing declares is a start event (`start…`),
an end event (`end…`) or else a user task.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from engine.spiff.elements.registry import KINDS
from tests.conformance.scenario import drawn_settings as s
from tests.conformance.scenario.drawn_events import EVENT_TAGS, EVENTS, Roots
from tests.unit.spiff import drawing as d

EVENT_SUB_PROCESS = "eventSubProcess"
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess", EVENT_SUB_PROCESS})
TAGS = frozenset({*KINDS, *SUB_PROCESSES, "complexGateway"})
STRUCTURE = frozenset({"inside", "on", "interrupting", "handler", "attributes"})
_START = re.compile(r"start(\d+|_\w+)?")
_END = re.compile(r"end(\d+|_\w+)?")


class NotationError(ValueError):
    """A scenario's process is not written as the notation asks."""


def bpmn(process: Sequence[Any], *, process_id: str = "main", version_tag: str | None = None) -> bytes:
    """Give the BPMN file of one executable process."""
    roots = Roots()
    own = [entry["listen"] for entry in process if isinstance(entry, Mapping) and {*entry} == {"listen"}]
    inside = _Level(roots).draw(entry for entry in process if not isinstance(entry, Mapping) or {*entry} != {"listen"})
    tag = d.zeebe("versionTag", value=version_tag) if version_tag else ""
    return d.process(
        d.extensions(tag, *map(s.listeners, own)) if tag or own else "",
        inside,
        around=roots.xml,
        process_id=process_id,
    )


class _Level:
    """The elements and flows of a process or sub-process."""

    def __init__(self, roots: Roots) -> None:
        self.roots = roots
        self.flows: dict[str, tuple[str, str, str | None]] = {}
        self.defaults: dict[str, str] = {}
        self.elements: dict[str, tuple[str, Mapping[str, Any]]] = {}

    def draw(self, entries: Iterable[Any]) -> str:
        for entry in entries:
            self._take(entry)
        handlers = {of["handler"] for _, of in self.elements.values() if "handler" in of}
        named = [found for source, target, _ in self.flows.values() for found in (source, target)]
        for element_id in dict.fromkeys([*named, *handlers]):
            self.elements.setdefault(element_id, (_kind_of(element_id), {}))
        parts = [self._element(element_id, *found, handlers) for element_id, found in self.elements.items()]
        parts += [d.flow(source, target, condition, flow_id) for flow_id, (source, target, condition) in self._flows()]
        return "".join(parts)

    def _take(self, entry: Any) -> None:
        if isinstance(entry, str):
            self._path(entry, None)
        elif isinstance(entry, Mapping) and len(entry) == 1 and "->" in next(iter(entry)):
            ((path, condition),) = entry.items()
            self._path(path, str(condition))
        elif isinstance(entry, Mapping):
            self._declare(entry)
        else:
            raise NotationError(f"neither flows nor an element: {entry!r}")

    def _path(self, path: str, condition: str | None) -> None:
        ids = [part.strip() for part in path.split("->")]
        if len(ids) < 2 or not all(ids):
            raise NotationError(f"no flow: {path!r}")
        for source, target in pairwise(ids):
            flow_id = f"{source}-{target}"
            while flow_id in self.flows:
                flow_id += "-again"
            if condition == "default":
                self.defaults[source] = flow_id
            self.flows[flow_id] = (source, target, None if condition == "default" else condition)
            condition = None

    def _declare(self, entry: Mapping[str, Any]) -> None:
        tags = [key for key in entry if key in TAGS]
        if len(tags) != 1:
            raise NotationError(f"an element has exactly one kind: {entry!r}")
        element_id = str(entry[tags[0]])
        if element_id in self.elements:
            raise NotationError(f"declared twice: {element_id}")
        unknown = {*entry} - {tags[0]} - s.KNOWN - STRUCTURE - {*EVENTS}
        if unknown:
            raise NotationError(f"{element_id} has unknown settings: {', '.join(sorted(unknown))}")
        self.elements[element_id] = (tags[0], {key: value for key, value in entry.items() if key != tags[0]})

    def _flows(self) -> list[tuple[str, tuple[str, str, str | None]]]:
        return list(self.flows.items())

    def _element(self, element_id: str, tag: str, of: Mapping[str, Any], handlers: set[str]) -> str:
        attributes = {**s.attributes(of), **of.get("attributes", {})}
        if element_id in self.defaults:
            attributes["default"] = self.defaults[element_id]
        if element_id in handlers:
            attributes["isForCompensation"] = "true"
        if "on" in of:
            attributes["attachedToRef"] = str(of["on"])
        if of.get("interrupting") is not None:
            name = "cancelActivity" if tag == "boundaryEvent" else "isInterrupting"
            attributes[name] = "true" if of["interrupting"] else "false"
        if tag == EVENT_SUB_PROCESS:
            tag, attributes["triggeredByEvent"] = "subProcess", "true"
        inside = s.extension_elements(tag, of) + self._inside(tag, of, attributes) + s.enough(of) + s.loop(of)
        return d.element(tag, element_id, inside + of.get("xml", ""), **attributes) + _association(element_id, of)

    def _inside(self, tag: str, of: Mapping[str, Any], attributes: dict[str, str]) -> str:
        if tag in SUB_PROCESSES:
            return _Level(self.roots).draw(of.get("inside", ()))
        if tag in EVENT_TAGS:
            return "".join(draw(of[name], self.roots) for name, draw in EVENTS.items() if name in of)
        if tag == "receiveTask" and "message" in of:
            attributes["messageRef"] = self.roots.message(of["message"])
        return ""


def _kind_of(element_id: str) -> str:
    if _START.fullmatch(element_id):
        return "startEvent"
    return "endEvent" if _END.fullmatch(element_id) else "userTask"


def _association(element_id: str, of: Mapping[str, Any]) -> str:
    if "handler" not in of:
        return ""
    return d.element("association", f"{element_id}-handler", sourceRef=element_id, targetRef=str(of["handler"]))
