"""Run again what failed, once its cause is mended (Chạy lại)."""

from sqlalchemy import select

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.lifecycle import INCIDENT, IncidentState, next_state
from engine.operations.access import NOTHING, require_case_access, require_permission
from engine.operations.cases.case import lock_case
from engine.operations.running.jobs import retry_job
from engine.operations.running.keep_incident import end_incident
from engine.operations.running.timer_incidents import TIMER_FAILED
from engine.operations.unit_of_work import UnitOfWork
from engine.store import timers
from engine.store.tables import Incident
from engine.store.tables.core import core

_INCIDENT = core(Incident)


def resolve_incident(uow: UnitOfWork, actor: Actor, *, incident_key: int, instance_key: int | None = None) -> None:
    """Resolve an open incident and run its step again; if it fails again, a new incident says why.

    With `instance_key` it must be one of that case. Needs UPDATE_PROCESS_INSTANCE on the process. Raises NotFound,
    NotPermitted, Conflict (resolved already).
    """
    found = uow.connection.execute(select(_INCIDENT).where(_INCIDENT.c.key == incident_key)).one_or_none()
    require_case_access(uow, actor, found.instance_key if found is not None else NOTHING, missing=_not_found)
    if found is None or instance_key not in (None, found.instance_key):
        raise _not_found()
    next_state(INCIDENT, IncidentState(found.state), "resolve")
    case = lock_case(uow, actor, found.instance_key)
    require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE", case.row["process_id"])
    incident = uow.connection.execute(select(_INCIDENT).where(_INCIDENT.c.key == incident_key)).one()
    next_state(INCIDENT, IncidentState(incident.state), "resolve")
    case.record("IncidentResolved", element_id=incident.element_id, error_type=incident.error_type)
    if incident.job_key is not None:
        end_incident(case, incident)
        retry_job(uow, incident.job_key)
    elif incident.error_type == TIMER_FAILED:
        end_incident(case, incident)
        timers.release(uow.transaction, incident.element_instance_key)
    else:
        case.execution.retry(incident.element_instance_key)
    case.save()


def _not_found() -> NotFound:
    return NotFound(Text(vi="Không tìm thấy lỗi này.", en="Incident not found."), code="incident_not_found")
