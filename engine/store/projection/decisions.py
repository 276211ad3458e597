"""Project decisions made: each one with its trace, for whoever may read the case."""

from collections.abc import Iterable

from engine.model.events import DecisionEvaluated, Event
from engine.store.statements import InsertRows
from engine.store.tables import DecisionInstance
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_MADE = core(DecisionInstance)
_INSERT = InsertRows(
    _MADE,
    ("key", "instance_key", "element_instance_key", "element_id", "decision_key", "evaluated_at", "trace"),
)


def project_decisions(tx: Transaction, instance_key: int, events: Iterable[Event]) -> None:
    """Insert the decisions made in this command."""
    rows = [
        {
            "key": tx.new_key(),
            "instance_key": instance_key,
            "element_instance_key": event.element_instance_key,
            "element_id": event.element_id,
            "decision_key": event.decision_key,
            "evaluated_at": tx.now,
            "trace": event.trace,
        }
        for event in events
        if isinstance(event, DecisionEvaluated)
    ]
    tx.write(_INSERT, rows)
