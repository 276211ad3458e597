"""Project incidents: raised ones wait for a person, cleared ones are resolved."""

from collections.abc import Iterable

from sqlalchemy import insert, update

from engine.model.events import ElementTerminated, Event, IncidentCleared, IncidentRaised
from engine.model.lifecycle import IncidentState
from engine.store.tables import Incident
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_INCIDENT = core(Incident)


def project_incidents(tx: Transaction, instance_key: int, events: Iterable[Event], *, any_open: bool) -> int:
    """Insert the incidents raised, resolve those whose token moved on or went; give the change in open ones.

    `any_open` tells whether the case had open incidents before; without any, nothing needs resolving.
    """
    raised = [
        {
            "key": tx.new_key(),
            "instance_key": instance_key,
            "element_instance_key": event.element_instance_key,
            "element_id": event.element_id,
            "error_type": event.error_type,
            "message_vi": event.message.vi,
            "message_en": event.message.en,
            "state": IncidentState.ACTIVE.value,
            "created_at": tx.now,
        }
        for event in events
        if isinstance(event, IncidentRaised)
    ]
    over = [event.element_instance_key for event in events if isinstance(event, IncidentCleared | ElementTerminated)]
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
    return len(raised) - resolved
