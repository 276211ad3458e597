"""Project the visits of tokens: inserts of the new ones, updates of those that ended."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from engine.model.events import ElementActivated, ElementCompleted, ElementTerminated, Event, SequenceFlowTaken
from engine.model.lifecycle import ElementState
from engine.store.statements import InsertRows, update_by_key
from engine.store.tables import ElementInstance
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_ELEMENT = core(ElementInstance)
_INSERT = InsertRows(
    _ELEMENT,
    (
        "key",
        "instance_key",
        "scope_key",
        "element_id",
        "element_type",
        "state",
        "started_at",
        "ended_at",
        "flows_out",
    ),
)
_END = update_by_key(_ELEMENT, ("state", "ended_at", "flows_out"))


def project_elements(tx: Transaction, instance_key: int, events: Iterable[Event]) -> None:
    """Insert the visits begun in this command and update those begun earlier that ended in it."""
    begun: dict[int, dict[str, Any]] = {}
    ended: dict[int, dict[str, Any]] = {}
    leaving: dict[str, dict[str, Any]] = {}  # element id → its visit that left last: the source of the flows after it
    for event in events:
        match event:
            case ElementActivated():
                begun[event.element_instance_key] = _visit(instance_key, event, tx.now)
            case ElementCompleted():
                leaving[event.element_id] = _end(begun, ended, event.element_instance_key, tx.now, completed=True)
            case ElementTerminated():
                _end(begun, ended, event.element_instance_key, tx.now, completed=False)
            case SequenceFlowTaken() if event.source_id in leaving:
                leaving[event.source_id]["flows_out"].append(event.flow_id)
            case _:
                pass
    tx.write(_INSERT, begun.values())
    tx.write(_END, ended.values())


def _visit(instance_key: int, event: ElementActivated, now: datetime) -> dict[str, Any]:
    return {
        "key": event.element_instance_key,
        "instance_key": instance_key,
        "scope_key": event.scope_key,
        "element_id": event.element_id,
        "element_type": event.element_type,
        "state": ElementState.ACTIVE.value,
        "started_at": now,
        "ended_at": None,
        "flows_out": [],
    }


def _end(
    begun: dict[int, dict[str, Any]], ended: dict[int, dict[str, Any]], key: int, now: datetime, *, completed: bool
) -> dict[str, Any]:
    visit = begun.get(key)
    if visit is None:
        visit = ended[key] = {"row_key": key, "flows_out": []}
    visit["state"] = (ElementState.COMPLETED if completed else ElementState.TERMINATED).value
    visit["ended_at"] = now
    return visit
