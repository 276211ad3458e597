"""Keep what failed outside the case's own run (a job, a timer) as an incident on the case, and end it again."""

from typing import Any

from sqlalchemy import Row, insert, update

from engine.errors import Text
from engine.model.lifecycle import INCIDENT, IncidentState, next_state
from engine.operations.cases.case import Case
from engine.store.tables import Incident
from engine.store.tables.core import core

_INCIDENT = core(Incident)


def keep_incident(
    case: Case, *, element_instance_key: int, element_id: str, error_type: str, text: Text, job_key: int | None = None
) -> None:
    """Store an incident of the locked case and save the case."""
    row = {
        "key": case.uow.new_key(),
        "instance_key": case.key,
        "element_instance_key": element_instance_key,
        "element_id": element_id,
        "job_key": job_key,
        "error_type": error_type,
        "message_vi": text.vi,
        "message_en": text.en,
        "state": IncidentState.ACTIVE.value,
        "created_at": case.uow.now,
    }
    case.uow.connection.execute(insert(_INCIDENT), [row])
    case.record("IncidentRaised", element_id=element_id, error_type=error_type, vi=text.vi, en=text.en)
    case.row = {**case.row, "open_incidents": case.row["open_incidents"] + 1}
    case.save()


def end_incident(case: Case, incident: Row[Any]) -> None:
    """Mark an incident that `keep_incident` stored as resolved; the caller saves the case."""
    state = next_state(INCIDENT, IncidentState(incident.state), "resolve")
    case.uow.connection.execute(
        update(_INCIDENT).where(_INCIDENT.c.key == incident.key).values(state=state.value, resolved_at=case.uow.now)
    )
    case.row = {**case.row, "open_incidents": case.row["open_incidents"] - 1}
