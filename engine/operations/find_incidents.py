"""Find incidents in all cases that the reader may see."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.case_detail import IncidentOfCase
from engine.model.lifecycle import IncidentState
from engine.model.records import IncidentRecord, Page
from engine.operations.access import grants
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import visible_cases
from engine.store.tables import Incident, ProcessInstance
from engine.store.tables.core import core

_INCIDENT, _INSTANCE = core(Incident), core(ProcessInstance)


def find_incidents(
    uow: UnitOfWork,
    actor: Actor,
    *,
    instance_key: int | None = None,
    state: IncidentState | None = None,
    offset: int = 0,
    limit: int = 50,
) -> Page[IncidentOfCase]:
    """Give incidents, newest first, of one case or of all that the actor may see."""
    where: list[ColumnElement[bool]] = [visible_cases(actor, grants(uow, actor))]
    if instance_key is not None:
        where.append(_INCIDENT.c.instance_key == instance_key)
    if state is not None:
        where.append(_INCIDENT.c.state == state.value)
    counting = _joined(select(func.count()).select_from(_INCIDENT)).where(*where)
    page = _full().where(*where).order_by(_INCIDENT.c.key.desc()).offset(offset).limit(limit)
    return Page(
        items=tuple(_found(row) for row in uow.connection.execute(page)),
        total=uow.connection.execute(counting).scalar_one(),
    )


def get_incident(uow: UnitOfWork, actor: Actor, *, incident_key: int) -> IncidentOfCase:
    """Give one incident; raise NotFound when there is none that the actor may see."""
    statement = _full().where(_INCIDENT.c.key == incident_key, visible_cases(actor, grants(uow, actor)))
    row = uow.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(Text(vi="Không tìm thấy lỗi này.", en="Incident not found."), code="incident_not_found")
    return _found(row)


def _full() -> Select[Any]:
    return _joined(select(_INCIDENT, _INSTANCE.c.process_id, _INSTANCE.c.definition_key))


def _joined(statement: Select[Any]) -> Select[Any]:
    return statement.join(_INSTANCE, _INSTANCE.c.key == _INCIDENT.c.instance_key)


def _found(row: Row[Any]) -> IncidentOfCase:
    return IncidentOfCase(
        incident=IncidentRecord(
            key=row.key,
            instance_key=row.instance_key,
            element_instance_key=row.element_instance_key,
            element_id=row.element_id,
            job_key=row.job_key,
            error_type=row.error_type,
            message=Text(vi=row.message_vi, en=row.message_en),
            state=IncidentState(row.state),
            created_at=row.created_at,
            resolved_at=row.resolved_at,
        ),
        process_id=row.process_id,
        definition_key=row.definition_key,
    )
