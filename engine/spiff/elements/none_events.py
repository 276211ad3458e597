"""None start event, none end event and terminate end event."""

from dataclasses import dataclass

from SpiffWorkflow.bpmn.specs.defaults import EndEvent as SpiffEndEvent
from SpiffWorkflow.bpmn.specs.defaults import StartEvent as SpiffStartEvent

from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.kind import Kind
from engine.spiff.findings import Node
from engine.spiff.reading import Reading, child
from engine.spiff.tokens import Token


class StartEvent(ElementSpec, SpiffStartEvent):
    """Begins a process or an embedded sub-process; does nothing itself."""


@dataclass(frozen=True, slots=True)
class EndWork:
    """Whether the end takes all other tokens of its process or sub-process with it."""

    terminates: bool


class EndEvent(ElementSpec, SpiffEndEvent):
    """Consumes its token; a terminate end event takes away every other token of the same scope (BPMN 2.0.2 §10.5.3)."""

    def after_completion(self, token: Token) -> None:
        """Take the other tokens away."""
        work = self.details.work
        if isinstance(work, EndWork) and work.terminates:
            for other in token.workflow.live():
                if other is not token:
                    token.case.terminate(other)


def read_end(node: Node, _reading: Reading) -> EndWork:
    """Read which kind of end it is."""
    return EndWork(child(node, "terminateEventDefinition") is not None)


KINDS = (
    Kind(
        tag="startEvent",
        spec=StartEvent,
        extensions=frozenset({"formDefinition"}),
        outputs=True,
        max_incoming=0,
        min_outgoing=1,
    ),
    Kind(
        tag="endEvent", spec=EndEvent, read=read_end, children=frozenset({"terminateEventDefinition"}), max_outgoing=0
    ),
)
