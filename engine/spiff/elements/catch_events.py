"""Intermediate catch event (timer, message, signal, condition, link) and receive task: the token waits for its event.

A link does not wait: the token that came by it goes on at once.
"""

from SpiffWorkflow.bpmn.specs.defaults import IntermediateCatchEvent as SpiffCatchEvent
from SpiffWorkflow.bpmn.specs.defaults import ReceiveTask as SpiffReceiveTask

from engine.spiff.details import LinkSetting
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.event_settings import read_event
from engine.spiff.elements.kind import Kind
from engine.spiff.reading import Reading
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token
from engine.spiff.waits import Wait, plan_wait
from engine.untrusted_xml import Node


class Catching(ElementSpec):
    """Opens one wait of its own when it is entered, unless its event has come already (event-based gateway)."""

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Plan the wait."""
        if token.payload is not None or isinstance(self.details.work, LinkSetting):
            return None
        return plan_wait(token.case, self.details, view, token.enclosing_key)

    def act(self, token: Token, prepared: object) -> bool:
        """Open the wait, or keep what the event has brought."""
        if token.payload is not None:
            self.take_result(token, token.payload)
            token.payload = None
            return True
        if prepared is None:
            return True
        assert isinstance(prepared, Wait)  # noqa: S101 - made above
        token.case.open_wait(token, prepared)
        return False


class IntermediateCatchEvent(Catching, SpiffCatchEvent):
    """Waits for its timer, message, signal or condition; a link goes on at once."""


class ReceiveTask(Catching, SpiffReceiveTask):
    """Waits for its message; may carry boundary events."""


def read_catch(node: Node, reading: Reading) -> object:
    """Read the timer or message."""
    return read_event(node, reading, may_repeat=False)


def read_receive(node: Node, reading: Reading) -> object:
    """Read the message."""
    return reading.message(node, node.get("messageRef"))


KINDS = (
    Kind(
        tag="intermediateCatchEvent",
        spec=IntermediateCatchEvent,
        read=read_catch,
        children=frozenset(
            {
                "timerEventDefinition",
                "messageEventDefinition",
                "signalEventDefinition",
                "conditionalEventDefinition",
                "linkEventDefinition",
            }
        ),
        inputs=True,
        outputs=True,
    ),
    Kind(
        tag="receiveTask",
        spec=ReceiveTask,
        read=read_receive,
        attributes=frozenset({"messageRef"}),
        inputs=True,
        outputs=True,
        waits=True,
    ),
)
