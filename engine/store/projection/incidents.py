"""Project incidents: raised ones wait for a person, cleared ones are resolved."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, update

from engine.model.events import (
    ElementCompleted,
    ElementTerminated,
    Event,
    IncidentCleared,
    IncidentRaised,
    JobCanceled,
)
from engine.model.lifecycle import IncidentState
from engine.store.tables import Incident
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_INCIDENT = core(Incident)


def project_incidents(tx: Transaction, instance_key: int, events: Iterable[Event], *, any_open: bool) -> int:
    """Insert the incidents raised, resolve those whose token moved on or went; give the change in open ones.

    `any_open` tells whether the case had open incidents before; without any, nothing needs resolving.
    """
    raised, over = _sorted_out(tx, instance_key, events)
    resolved = 0
    if any_open and over:
        resolved = tx.connection.execute(
            update(_INCIDENT)
            .where(
                _INCIDENT.c.instance_key == instance_key,
                _INCIDENT.c.element_instance_key.in_(over),
                _INCIDENT.c.state == IncidentState.ACTIVE.value,
            )
            .values(state=IncidentState.RESOLVED.value, resolved_at=tx.now)
        ).rowcount
    if raised:
        tx.connection.execute(insert(_INCIDENT), raised)
    return sum(1 for row in raised if row["state"] == IncidentState.ACTIVE.value) - resolved


def _sorted_out(tx: Transaction, instance_key: int, events: Iterable[Event]) -> tuple[list[dict[str, Any]], list[int]]:
    """Give the rows of the incidents raised in this command, and the element instances whose earlier ones are over."""
    rows: list[dict[str, Any]] = []
    still_open: dict[int, dict[str, Any]] = {}
    over: list[int] = []
    for event in events:
        match event:
            case IncidentRaised():
                still_open[event.element_instance_key] = row = _row(tx, instance_key, event)
                rows.append(row)
            case IncidentCleared() | ElementCompleted() | ElementTerminated() if (
                event.element_instance_key in still_open
            ):
                # Raised and over within one command: a terminate end took the token away.
                still_open.pop(event.element_instance_key).update(
                    state=IncidentState.RESOLVED.value, resolved_at=tx.now
                )
            case IncidentCleared() | ElementCompleted() | ElementTerminated() | JobCanceled():
                over.append(event.element_instance_key)
            case _:
                pass
    return rows, over


def _row(tx: Transaction, instance_key: int, event: IncidentRaised) -> dict[str, Any]:
    return {
        "key": tx.new_key(),
        "instance_key": instance_key,
        "element_instance_key": event.element_instance_key,
        "element_id": event.element_id,
        "error_type": event.error_type,
        "message_vi": event.message.vi,
        "message_en": event.message.en,
        "state": IncidentState.ACTIVE.value,
        "created_at": tx.now,
        "resolved_at": None,
    }
