"""Find the visits of a case's tokens to its elements, for those who may read the case."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.case_detail import CountedElement, ElementOfCase
from engine.model.definition import Element
from engine.model.lifecycle import ElementState
from engine.model.records import ElementRecord, InstanceRecord, Page
from engine.operations.access import NOTHING, grants
from engine.operations.cases.search_instances import get_instance
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries import case_details
from engine.store.queries.access import visible_cases


def find_elements(
    uow: UnitOfWork,
    actor: Actor,
    *,
    instance_key: int,
    element_id: str | None = None,
    element_type: str | None = None,
    state: ElementState | None = None,
    offset: int = 0,
    limit: int = 50,
) -> Page[ElementOfCase]:
    """Give visits in the order they began; raise NotFound for a case that the actor may not see."""
    instance = get_instance(uow, actor, instance_key=instance_key)
    wanted = {"element_id": element_id, "element_type": element_type, "state": state and state.value}
    rows, total = case_details.visits(
        uow.connection,
        instance_key=instance_key,
        wanted={name: value for name, value in wanted.items() if value is not None},
        readable=visible_cases(actor, grants(uow, actor)),
        offset=offset,
        limit=limit,
    )
    elements = _elements(uow, instance)
    return Page(items=tuple(_visit(row, instance, elements) for row in rows), total=total)


def get_element(uow: UnitOfWork, actor: Actor, *, element_instance_key: int) -> ElementOfCase:
    """Give one visit; an unknown key and a case that the actor may not see answer alike (NotFound)."""
    readable = visible_cases(actor, grants(uow, actor))
    row = case_details.visit(uow.connection, element_instance_key, readable=readable)
    try:
        instance = get_instance(uow, actor, instance_key=row.instance_key if row is not None else NOTHING)
    except NotFound:
        raise _not_found() from None
    if row is None:
        raise _not_found()
    return _visit(row, instance, _elements(uow, instance))


def count_elements(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> tuple[CountedElement, ...]:
    """Count a case's visits to each element by state; raise NotFound for a case that the actor may not see."""
    get_instance(uow, actor, instance_key=instance_key)
    return tuple(
        CountedElement(
            element_id=row.element_id,
            active=row.active,
            canceled=row.terminated,
            incidents=row.incidents,
            completed=row.completed,
        )
        for row in case_details.counted_visits(uow.connection, instance_key)
    )


def _elements(uow: UnitOfWork, instance: InstanceRecord) -> Mapping[str, Element]:
    return uow.definitions.model(uow.connection, instance.definition_key).definition.elements


def _visit(row: Row[Any], instance: InstanceRecord, elements: Mapping[str, Element]) -> ElementOfCase:
    return ElementOfCase(
        element=ElementRecord(
            key=row.key,
            element_id=row.element_id,
            element_type=row.element_type,
            name=elements[row.element_id].name if row.element_id in elements else row.element_id,
            state=ElementState(row.state),
            started_at=row.started_at,
            ended_at=row.ended_at,
        ),
        instance_key=instance.key,
        root_key=instance.root_key or instance.key,
        process_id=instance.process_id,
        definition_key=instance.definition_key,
        incident_key=row.incident_key,
        has_incident=row.incident_key is not None or row.failed_below,
    )


def _not_found() -> NotFound:
    return NotFound(
        Text(vi="Không tìm thấy bước này của hồ sơ.", en="Element instance not found."),
        code="element_instance_not_found",
    )
