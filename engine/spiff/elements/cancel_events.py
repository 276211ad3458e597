"""Cancel end event: a transaction is given up, undone, and left by its cancel boundary event.

The cancel end event takes every other token of the transaction away, lets the compensation handlers of what completed
in it run, the latest first, and then hands over to the boundary event (BPMN 2.0.2 §10.3.3, §13.5.3).
"""

from dataclasses import dataclass

from engine.model.json_value import Variables
from engine.spiff.case import too_many_tokens
from engine.spiff.details import CancelSetting, Details
from engine.spiff.elements.cancel_boundary import TRANSACTION
from engine.spiff.elements.compensation import undo_next
from engine.spiff.findings import local_name
from engine.spiff.firing import enter_boundary
from engine.spiff.reading import Reading, child
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token
from engine.untrusted_xml import Node


@dataclass(frozen=True, slots=True)
class CancelThrow:
    """The end gives the transaction around it up."""

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Check that one more token may live."""
        case = token.case
        if case.live_count >= case.limits.active_elements:
            raise too_many_tokens(case.limits.active_elements)
        return None

    def throw(self, token: Token, prepared: object, variables: Variables) -> None:
        """Take all other tokens away and begin with the latest handler."""
        space = token.workflow
        for other in space.live():
            if other is not token:
                token.case.terminate(other)
        token.to_undo, space.completed_work = space.completed_work[::-1], []
        undo_next(token)


def leave_transaction(token: Token) -> None:
    """Let the cancel boundary event take the transaction, and with it the end event itself."""
    host = token.workflow.owner
    boundaries: tuple[Details, ...] = host.task_spec.details.boundaries
    enter_boundary(host, next(event for event in boundaries if isinstance(event.work, CancelSetting)), {})


def read_cancel_throw(definition: Node, reading: Reading) -> CancelThrow:
    """Check that the end stands in a transaction that catches it."""
    holder = definition.getparent().getparent()
    caught = [
        node
        for node in holder.getparent()
        if node.get("attachedToRef") == holder.get("id") and child(node, "cancelEventDefinition") is not None
    ]
    if local_name(holder) != TRANSACTION or len(caught) != 1:
        reading.findings.add(
            "cancel_outside_transaction",
            definition,
            "Sự kiện kết thúc hủy chỉ đặt ngay trong giao dịch (transaction) có đúng một sự kiện biên hủy.",
            "A cancel end event stands directly in a transaction with exactly one cancel boundary event.",
        )
    return CancelThrow()
