"""Find incidents in all cases that the reader may see."""

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.case_detail import IncidentFilter, IncidentOfCase
from engine.model.records import Page
from engine.operations.access import grants
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries import case_details
from engine.store.queries.access import visible_cases


def find_incidents(
    uow: UnitOfWork,
    actor: Actor,
    *,
    filter: IncidentFilter,
    offset: int = 0,
    limit: int = 50,
) -> Page[IncidentOfCase]:
    """Give the incidents that match, newest first, of all cases that the actor may see."""
    return case_details.incidents(
        uow.connection,
        readable=visible_cases(actor, grants(uow, actor)),
        wanted=filter,
        offset=offset,
        limit=limit,
    )


def get_incident(uow: UnitOfWork, actor: Actor, *, incident_key: int) -> IncidentOfCase:
    """Give one incident; raise NotFound when there is none that the actor may see."""
    readable = visible_cases(actor, grants(uow, actor))
    incident = case_details.incident(uow.connection, incident_key, readable=readable)
    if incident is None:
        raise NotFound(Text(vi="Không tìm thấy lỗi này.", en="Incident not found."), code="incident_not_found")
    return incident
