"""Boundary event (timer, message, signal, condition, error, escalation; interrupting or not): waits with its activity.

The wait for a timer, message, signal or condition belongs to the activity's token. When it fires, or what is thrown
finds the event, the event gets a token of its own, which is done at once. An interrupting event takes the activity away
first.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent as SpiffBoundaryEvent

from engine.spiff.details import Details
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.event_settings import read_event
from engine.spiff.elements.kind import Kind
from engine.spiff.reading import Reading, child
from engine.spiff.tokens import Token
from engine.untrusted_xml import Node


class BoundaryEvent(ElementSpec, SpiffBoundaryEvent):
    """Passes on what its message or timer brought."""

    def __init__(self, wf_spec: Any, bpmn_id: str, *, details: Details, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, details=details, cancel_activity=details.interrupting, **kwargs)

    def act(self, token: Token, prepared: object) -> bool:
        """Keep the variables that fired the event."""
        self.take_result(token, token.payload or {})
        token.payload = None
        return True


def read_boundary(node: Node, reading: Reading) -> object:
    """Read what it catches; only an event that does not interrupt may repeat, and an error always interrupts."""
    if node.get("cancelActivity") == "false" and child(node, "errorEventDefinition") is not None:
        reading.findings.add(
            "error_must_interrupt",
            node,
            "Sự kiện biên bắt lỗi luôn ngắt bước của nó (cancelActivity=true).",
            "A boundary event that catches an error always interrupts its activity (cancelActivity=true).",
        )
    return read_event(node, reading, may_repeat=node.get("cancelActivity") == "false")


KINDS = (
    Kind(
        tag="boundaryEvent",
        spec=BoundaryEvent,
        read=read_boundary,
        attributes=frozenset({"attachedToRef", "cancelActivity"}),
        children=frozenset(
            {
                "timerEventDefinition",
                "messageEventDefinition",
                "signalEventDefinition",
                "conditionalEventDefinition",
                "errorEventDefinition",
                "escalationEventDefinition",
                "compensateEventDefinition",
                "cancelEventDefinition",
            }
        ),
        outputs=True,
        max_incoming=0,
    ),
)
