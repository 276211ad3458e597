"""Which cases' jobs somebody may work on.

A person works on jobs of cases that they may see. A machine is trusted with what ordinary cases hold; a restricted case
names whom it is for, so a machine works on it only where UPDATE_PROCESS_INSTANCE was given for that very process.
"""

from sqlalchemy import ColumnElement, or_, select

from engine.model.actor import Actor, ActorKind
from engine.operations.access import grants
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import ANY, visible_cases
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core

_INSTANCE = core(ProcessInstance)


def workable(uow: UnitOfWork, actor: Actor) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` for the cases whose jobs the actor may work on."""
    held = grants(uow, actor)
    if actor.kind is not ActorKind.MACHINE:
        return visible_cases(actor, held)
    entrusted = held.resources("PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE") - {ANY}
    return or_(_INSTANCE.c.restricted.is_(False), _INSTANCE.c.process_id.in_(entrusted))


def may_work_on(uow: UnitOfWork, actor: Actor, instance_key: int) -> bool:
    """Tell whether the actor may work on the jobs of a case."""
    if actor.is_system:
        return True
    theirs = select(_INSTANCE.c.key).where(_INSTANCE.c.key == instance_key, workable(uow, actor))
    return uow.connection.execute(theirs).scalar_one_or_none() is not None
