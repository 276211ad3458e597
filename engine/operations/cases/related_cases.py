"""The cases around one: its caller, those that it called, and those linked with it, as far as the reader may see."""

from engine.model.actor import Actor
from engine.model.records import InstanceRecord
from engine.operations.cases.search_instances import InstanceFilter, search_instances
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.around import linked_keys

_MOST = 100


def caller_of(uow: UnitOfWork, actor: Actor, case: InstanceRecord) -> InstanceRecord | None:
    """Give the case that called this one; None when none did, or none that the actor may see."""
    if case.parent_key is None:
        return None
    found = search_instances(uow, actor, filter=InstanceFilter(keys=(case.parent_key,)), limit=1).items
    return found[0] if found else None


def called_by(uow: UnitOfWork, actor: Actor, case: InstanceRecord) -> tuple[InstanceRecord, ...]:
    """Give the cases that this one called and the actor may see, newest first."""
    elements = uow.definitions.model(uow.connection, case.definition_key).definition.elements.values()
    if not any(element.type == "callActivity" for element in elements):
        return ()
    return search_instances(uow, actor, filter=InstanceFilter(parent_key=case.key), limit=_MOST).items


def linked_with(uow: UnitOfWork, actor: Actor, case: InstanceRecord) -> tuple[InstanceRecord, ...]:
    """Give the cases that this one names, or that name it, and that the actor may see, newest first."""
    keys = linked_keys(uow.connection, case.key)
    if not keys:
        return ()
    return search_instances(uow, actor, filter=InstanceFilter(keys=keys), limit=_MOST).items
