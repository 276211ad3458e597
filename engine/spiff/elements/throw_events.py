"""Intermediate throw events, and which definitions events may throw: the one table for them and for end events."""

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.defaults import IntermediateThrowEvent as SpiffThrowEvent

from engine.spiff.elements.compensation import read_compensation_throw
from engine.spiff.elements.error_events import read_error_throw
from engine.spiff.elements.escalation_events import read_escalation_throw
from engine.spiff.elements.event_settings import definitions_of
from engine.spiff.elements.kind import Kind, Reader
from engine.spiff.elements.link_events import LinkThrow, read_link_throw
from engine.spiff.elements.message_throw import read_message_throw
from engine.spiff.elements.signal_events import read_signal_throw
from engine.spiff.elements.throwing import Throwing
from engine.spiff.findings import local_name
from engine.spiff.reading import Reading
from engine.spiff.tokens import Token
from engine.untrusted_xml import Node


class IntermediateThrowEvent(Throwing, SpiffThrowEvent):
    """Throws and goes on; without a definition it only marks a point."""

    def _on_complete_hook(self, my_task: Token) -> None:
        super()._on_complete_hook(my_task)
        if isinstance(self.details.work, LinkThrow):
            my_task.arrive(self._wf_spec.task_specs[self.details.work.target_id])


_EVERYWHERE: Mapping[str, Reader] = {
    "signalEventDefinition": read_signal_throw,
    "escalationEventDefinition": read_escalation_throw,
    "messageEventDefinition": read_message_throw,
    "compensateEventDefinition": read_compensation_throw,
}
THROWN_AT_ENDS: Mapping[str, Reader] = {**_EVERYWHERE, "errorEventDefinition": read_error_throw}
THROWN_BETWEEN: Mapping[str, Reader] = {**_EVERYWHERE, "linkEventDefinition": read_link_throw}
JOB_SETTINGS = frozenset({"taskDefinition", "taskHeaders"})


def read_thrown(node: Node, reading: Reading, readers: Mapping[str, Reader]) -> object:
    """Read the event's one definition, if it has any; job settings belong to a message only."""
    definitions = definitions_of(node)
    if len(definitions) > 1:
        reading.findings.add(
            "event_definition",
            node,
            "Sự kiện ném hoặc kết thúc chỉ có tối đa một định nghĩa.",
            "An event that throws or ends has one definition at most.",
        )
    name = local_name(definitions[0]) if definitions else ""
    for setting in sorted(JOB_SETTINGS):
        found = None if name == "messageEventDefinition" else reading.extension(node, setting)
        if found is not None:
            reading.findings.add(
                "unsupported_extension",
                found,
                f"zeebe:{setting} chỉ dùng cho sự kiện gửi thông điệp.",
                f"zeebe:{setting} belongs to an event that throws a message.",
            )
    read = readers.get(name)
    return None if read is None else read(definitions[0], reading)


def read_intermediate_throw(node: Node, reading: Reading) -> object:
    """Read what the event throws."""
    return read_thrown(node, reading, THROWN_BETWEEN)


KINDS = (
    Kind(
        tag="intermediateThrowEvent",
        spec=IntermediateThrowEvent,
        read=read_intermediate_throw,
        children=frozenset(THROWN_BETWEEN),
        extensions=JOB_SETTINGS,
        inputs=True,
        outputs=True,
    ),
)
