"""Start events: none, those by which a process is started, and those of event sub-processes.

A space's first start event also opens the waits of the event sub-processes that may start beside it, so that a fault in
one of their settings is an incident there.
"""

from SpiffWorkflow.bpmn.specs.defaults import StartEvent as SpiffStartEvent

from engine.feel import from_json
from engine.model.definition import StartTrigger
from engine.model.json_value import Variables
from engine.spiff.details import ConditionStart, TimerSetting
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.compensation import read_compensation_start
from engine.spiff.elements.conditional_events import read_condition_start
from engine.spiff.elements.event_settings import definitions_of, read_event
from engine.spiff.elements.kind import Kind
from engine.spiff.findings import local_name
from engine.spiff.reading import Reading, child
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token
from engine.spiff.waits import Wait, plan_event_starts
from engine.untrusted_xml import Node

STARTING = frozenset(
    {
        "timerEventDefinition",
        "messageEventDefinition",
        "signalEventDefinition",
        "conditionalEventDefinition",
        "errorEventDefinition",
        "escalationEventDefinition",
        "compensateEventDefinition",
    }
)


class StartEvent(ElementSpec, SpiffStartEvent):
    """Begins a process or a sub-process, with what the event brought that started it."""

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Plan the waits of the event sub-processes around, which may already use what the event brought."""
        space, brought = token.workflow, {name: from_json(value) for name, value in (token.payload or {}).items()}
        seen = token.case.scopes.view(token.enclosing_key, brought)
        return plan_event_starts(token.case, space.event_starts, seen, token.enclosing_key)

    def act(self, token: Token, prepared: object) -> bool:
        """Open the waits and keep what the event brought."""
        assert isinstance(prepared, tuple)  # noqa: S101 - made above
        for wait in prepared:
            assert isinstance(wait, Wait)  # noqa: S101 - made above
            token.case.open_wait(token.workflow.task_tree, wait)
        if token.payload is not None:
            self.take_result(token, token.payload)
            token.payload = None
        return True

    def take_result(self, token: Token, variables: Variables) -> None:
        """Keep it in the new scope: each run of an event sub-process has its own (Camunda 8)."""
        key = token.key if self.details.outputs else token.enclosing_key
        token.case.scopes.set_local(key, variables)


def read_start(node: Node, reading: Reading) -> object:
    """Read what starts an event sub-process; without a definition it is a none start event."""
    if not definitions_of(node):
        return None
    gentle = node.get("isInterrupting") == "false"
    holder = node.getparent()
    if local_name(holder) == "process":
        return _read_trigger(node, reading)
    if local_name(holder) != "subProcess" or holder.get("triggeredByEvent") != "true":
        reading.findings.add(
            "unsupported_element",
            node,
            "Sự kiện bắt đầu có điều kiện kích hoạt chỉ dùng trong tiểu quy trình sự kiện.",
            "A start event with a trigger belongs to an event sub-process.",
        )
        return None
    if gentle and child(node, "errorEventDefinition") is not None:
        reading.findings.add(
            "error_must_interrupt",
            node,
            "Sự kiện bắt đầu bắt lỗi luôn ngắt phần bao quanh (isInterrupting=true).",
            "A start event that catches an error always interrupts (isInterrupting=true).",
        )
    if child(node, "compensateEventDefinition") is not None:
        return read_compensation_start(node, reading)
    return read_event(node, reading, may_repeat=gentle)


def _read_trigger(node: Node, reading: Reading) -> StartTrigger | ConditionStart | None:
    """Read by which message or signal a process is started; no case is there yet when its name is evaluated."""
    definitions = definitions_of(node)
    kind = local_name(definitions[0]).removesuffix("EventDefinition")
    if len(definitions) == 1 and kind == "timer":
        return _read_start_timer(node, reading)
    if len(definitions) == 1 and kind == "conditional":
        return read_condition_start(definitions[0], reading)
    if len(definitions) > 1 or kind not in _REFERENCES:
        reading.findings.add(
            "unsupported_element",
            definitions[0],
            "Quy trình chỉ bắt đầu bằng sự kiện thường, thông điệp, tín hiệu, hẹn giờ hoặc điều kiện.",
            "A process starts by a plain event, a message, a signal, a timer or a condition only.",
        )
        return None
    reference = definitions[0].get(_REFERENCES[kind]) or ""
    declared = (reading.messages if kind == "message" else reading.declared).get(reference)
    name = reading.value(declared, "name", "Tên sự kiện bắt đầu", "The name of the start event")
    if declared is None or not (declared.get("name") or "").strip():
        reading.findings.add(
            "missing_setting",
            definitions[0],
            "Thông điệp hoặc tín hiệu bắt đầu quy trình cần một tên.",
            "The message or signal that starts a process needs a name.",
        )
    if name is None:
        return None
    return StartTrigger(element_id=node.get("id"), kind=kind, name=name.text.strip(), line=node.sourceline)


def _read_start_timer(node: Node, reading: Reading) -> StartTrigger | None:
    setting = read_event(node, reading, may_repeat=True)
    if not isinstance(setting, TimerSetting):
        return None
    return StartTrigger(
        element_id=node.get("id"), kind="timer", name=setting.value.text, timer=setting.kind, line=node.sourceline
    )


_REFERENCES = {"message": "messageRef", "signal": "signalRef"}
KINDS = (
    Kind(
        tag="startEvent",
        spec=StartEvent,
        read=read_start,
        attributes=frozenset({"isInterrupting"}),
        children=STARTING,
        extensions=frozenset({"formDefinition"}),
        outputs=True,
        max_incoming=0,
        min_outgoing=1,
    ),
)
