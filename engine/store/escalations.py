"""Escalations on their way out of a called case: kept until the case that called takes them, in the order thrown."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete

from engine.model.json_value import Variables
from engine.store.statements import InsertRows
from engine.store.tables import EventDelivery
from engine.store.tables.core import core
from engine.store.transaction import Transaction

ESCALATION = "escalation"
_DELIVERY = core(EventDelivery)
_NOTE = InsertRows(_DELIVERY, _DELIVERY.c.keys())


def note_escalation(
    tx: Transaction, *, called_key: int, call_visit: int, element_id: str, code: str, variables: Variables
) -> None:
    """Send an escalation to the case that called, at the visit of its call activity.

    The row names the case that throws, whose lock is held: naming the caller would wait for the caller's.
    """
    row: dict[str, Any] = {
        "key": tx.new_key(),
        "kind": ESCALATION,
        "name": code,
        "correlation_key": "",
        "wait_key": call_visit,
        "instance_key": called_key,
        "definition_key": None,
        "element_id": element_id,
        "variables": dict(variables),
        "sent_at": tx.now,
        "expires_at": tx.now,
        "available_at": tx.now,
    }
    tx.write(_NOTE, [row])


def take_escalations(tx: Transaction, call_visit: int) -> Sequence[Row[Any]]:
    """Take what was thrown to the visit of a call activity off its way, oldest first; the caller's lock is held."""
    taken = delete(_DELIVERY).where(_DELIVERY.c.kind == ESCALATION, _DELIVERY.c.wait_key == call_visit)
    return sorted(tx.connection.execute(taken.returning(*_DELIVERY.c)).all(), key=lambda row: int(row.key))
