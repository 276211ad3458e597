"""Find the visits of a case's tokens to its elements, for those who may read the case."""

from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from engine.model.actor import Actor
from engine.model.case_detail import ElementOfCase
from engine.model.definition import Definition
from engine.model.lifecycle import ElementState, IncidentState
from engine.model.records import ElementRecord, InstanceRecord, Page
from engine.operations.search_instances import get_instance
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import ElementInstance, Incident
from engine.store.tables.core import core

_ELEMENT, _INCIDENT = core(ElementInstance), core(Incident)


def find_elements(
    uow: UnitOfWork,
    actor: Actor,
    *,
    instance_key: int,
    element_id: str | None = None,
    state: ElementState | None = None,
    offset: int = 0,
    limit: int = 50,
) -> Page[ElementOfCase]:
    """Give visits in the order they began; raise NotFound for a case that the actor may not see."""
    instance = get_instance(uow, actor, instance_key=instance_key)
    definition = uow.definitions.model(uow.connection, instance.definition_key).definition
    where: list[ColumnElement[bool]] = [_ELEMENT.c.instance_key == instance_key]
    if element_id is not None:
        where.append(_ELEMENT.c.element_id == element_id)
    if state is not None:
        where.append(_ELEMENT.c.state == state.value)
    failed = select(func.max(_INCIDENT.c.key)).where(
        _INCIDENT.c.element_instance_key == _ELEMENT.c.key, _INCIDENT.c.state == IncidentState.ACTIVE.value
    )
    page = select(_ELEMENT, failed.scalar_subquery().label("incident_key")).where(*where)
    rows = uow.connection.execute(page.order_by(_ELEMENT.c.key).offset(offset).limit(limit)).all()
    total = uow.connection.execute(select(func.count()).select_from(_ELEMENT).where(*where)).scalar_one()
    return Page(items=tuple(_found(row, instance, definition) for row in rows), total=total)


def _found(row: Row[Any], instance: InstanceRecord, definition: Definition) -> ElementOfCase:
    element = definition.elements.get(row.element_id)
    return ElementOfCase(
        element=ElementRecord(
            key=row.key,
            element_id=row.element_id,
            element_type=row.element_type,
            name=element.name if element else row.element_id,
            state=ElementState(row.state),
            started_at=row.started_at,
            ended_at=row.ended_at,
        ),
        instance_key=instance.key,
        process_id=instance.process_id,
        definition_key=instance.definition_key,
        incident_key=row.incident_key,
    )
