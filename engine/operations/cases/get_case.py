"""Everything that the page of one case shows, for those who may read it."""

from typing import Any

from sqlalchemy import select

from engine.errors import Text
from engine.model.actor import Actor
from engine.model.lifecycle import ElementState, IncidentState, InstanceState
from engine.model.records import CaseRecord, ElementRecord, IncidentRecord, Page, TaskRecord
from engine.operations.cases.message_actions import actions_of_case
from engine.operations.cases.related_cases import called_by, caller_of, linked_with
from engine.operations.cases.search_instances import get_instance
from engine.operations.cases.timeline import read_timeline
from engine.operations.decisions.read_decisions import made_in_case
from engine.operations.documents.list_documents import list_documents
from engine.operations.tasks.search_tasks import TaskFilter, search_tasks
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import ElementInstance, Incident, Variable
from engine.store.tables.core import core

_ELEMENT, _INCIDENT, _VARIABLE = core(ElementInstance), core(Incident), core(Variable)
_MOST_TASKS = 500


def get_case(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> CaseRecord:
    """Give a case with its variables, tasks, files, timeline, diagram marks and the messages the actor may send.

    Raises NotFound when there is none that the actor may see.
    """
    instance = get_instance(uow, actor, instance_key=instance_key)
    definition = uow.definitions.model(uow.connection, instance.definition_key).definition
    elements = search_elements(uow, actor, instance_key=instance_key).items
    tasks = search_tasks(uow, actor, filter=TaskFilter(instance_key=instance_key), limit=_MOST_TASKS)
    held = select(_VARIABLE.c.name, _VARIABLE.c.value).where(_VARIABLE.c.scope_key == instance_key)
    flows = select(_ELEMENT.c.flows_out).where(_ELEMENT.c.instance_key == instance_key)
    variables = {row.name: row.value for row in uow.connection.execute(held)}
    running = instance.state is InstanceState.ACTIVE
    return CaseRecord(
        instance=instance,
        variables=variables,
        tasks=_newest_first(tasks.items),
        incidents=search_incidents(uow, actor, instance_key=instance_key),
        documents=list_documents(uow, actor, instance_key=instance_key),
        timeline=read_timeline(uow, definition, instance_key),
        active_elements=_ids(elements, ElementState.ACTIVE),
        completed_elements=_ids(elements, ElementState.COMPLETED),
        taken_flows=tuple(dict.fromkeys(flow for row in uow.connection.execute(flows).scalars() for flow in row)),
        decisions=made_in_case(uow, instance_key),
        caller=caller_of(uow, actor, instance),
        called=called_by(uow, actor, instance),
        linked=linked_with(uow, actor, instance),
        actions=actions_of_case(uow, actor, definition, instance_key, variables) if running else (),
    )


def search_elements(uow: UnitOfWork, actor: Actor, *, instance_key: int) -> Page[ElementRecord]:
    """Give the visits of a case's tokens in the order they began."""
    instance = get_instance(uow, actor, instance_key=instance_key)
    names = uow.definitions.model(uow.connection, instance.definition_key).definition.elements
    statement = select(_ELEMENT).where(_ELEMENT.c.instance_key == instance_key).order_by(_ELEMENT.c.key)
    rows = uow.connection.execute(statement).all()
    items = tuple(
        ElementRecord(
            key=row.key,
            element_id=row.element_id,
            element_type=row.element_type,
            name=names[row.element_id].name if row.element_id in names else row.element_id,
            state=ElementState(row.state),
            started_at=row.started_at,
            ended_at=row.ended_at,
        )
        for row in rows
    )
    return Page(items=items, total=len(items))


def search_incidents(
    uow: UnitOfWork, actor: Actor, *, instance_key: int, active_only: bool = False
) -> tuple[IncidentRecord, ...]:
    """Give the incidents of a case, newest first."""
    get_instance(uow, actor, instance_key=instance_key)
    statement = select(_INCIDENT).where(_INCIDENT.c.instance_key == instance_key).order_by(_INCIDENT.c.key.desc())
    if active_only:
        statement = statement.where(_INCIDENT.c.state == IncidentState.ACTIVE.value)
    return tuple(_incident(row) for row in uow.connection.execute(statement))


def _incident(row: Any) -> IncidentRecord:
    return IncidentRecord(
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
    )


def _ids(elements: tuple[ElementRecord, ...], state: ElementState) -> tuple[str, ...]:
    return tuple(dict.fromkeys(element.element_id for element in elements if element.state is state))


def _newest_first(tasks: tuple[TaskRecord, ...]) -> tuple[TaskRecord, ...]:
    return tuple(sorted(tasks, key=lambda task: (task.created_at, task.key), reverse=True))
