"""Find the visits of a case's tokens to its elements, for those who may read the case."""

from engine.model.actor import Actor
from engine.model.case_detail import ElementOfCase
from engine.model.lifecycle import ElementState
from engine.model.records import ElementRecord, Page
from engine.operations.search_instances import get_instance
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries import case_details


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
    elements = uow.definitions.model(uow.connection, instance.definition_key).definition.elements
    rows, total = case_details.visits(
        uow.connection, instance_key=instance_key, element_id=element_id, state=state, offset=offset, limit=limit
    )
    items = tuple(
        ElementOfCase(
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
        )
        for row in rows
    )
    return Page(items=items, total=total)
