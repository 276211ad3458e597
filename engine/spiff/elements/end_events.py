"""End events: none, terminate, and those that throw."""

from collections.abc import Mapping
from dataclasses import dataclass

from SpiffWorkflow.bpmn.specs.defaults import EndEvent as SpiffEndEvent

from engine.spiff.elements.cancel_events import CancelThrow, leave_transaction, read_cancel_throw
from engine.spiff.elements.kind import Kind, Reader
from engine.spiff.elements.throw_events import JOB_SETTINGS, THROWN_AT_ENDS, read_thrown
from engine.spiff.elements.throwing import Throwing
from engine.spiff.reading import Reading
from engine.spiff.tokens import Token
from engine.untrusted_xml import Node


@dataclass(frozen=True, slots=True)
class Terminate:
    """The end takes all other tokens of its process or sub-process with it."""


class EndEvent(Throwing, SpiffEndEvent):
    """Consumes its token; a terminate end event takes away every other token of the same scope (BPMN 2.0.2 §10.5.3)."""

    def leave(self, token: Token) -> None:
        """Leave in the ordinary way; a cancel end event leaves with its whole transaction."""
        if isinstance(self.details.work, CancelThrow):
            leave_transaction(token)
        else:
            super().leave(token)

    def after_completion(self, token: Token) -> None:
        """Take the other tokens away."""
        if isinstance(self.details.work, Terminate):
            for other in token.workflow.live():
                if other is not token:
                    token.case.terminate(other)


def read_terminate(_definition: Node, _reading: Reading) -> Terminate:
    """Read nothing more."""
    return Terminate()


ENDS: Mapping[str, Reader] = {
    **THROWN_AT_ENDS,
    "terminateEventDefinition": read_terminate,
    "cancelEventDefinition": read_cancel_throw,
}


def read_end(node: Node, reading: Reading) -> object:
    """Read which kind of end it is; without a definition it is a plain one."""
    return read_thrown(node, reading, ENDS)


KINDS = (
    Kind(
        tag="endEvent",
        spec=EndEvent,
        read=read_end,
        children=frozenset(ENDS),
        extensions=JOB_SETTINGS,
        inputs=True,
        outputs=True,
        max_outgoing=0,
    ),
)
