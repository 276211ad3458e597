"""Chờ phân công: heads of division give out what waits for a group of their division and nobody has taken yet.

A head holds UPDATE_USER_TASK on their OWN_UNIT. A group is of a division when all its people are: what waits for a
group of the whole Office is nobody's to give out. A restricted case waits for those alone whom it names.
"""

from sqlalchemy import ColumnElement, and_, false

from engine.model.actor import Actor
from engine.model.lifecycle import TaskState
from engine.operations.access import grants, reaches_by_group
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import group_may_know
from engine.store.queries.membership import groups_within
from engine.store.queries.tasks import TaskRow
from engine.store.tables import UserTask
from engine.store.tables.core import core

_TASK = core(UserTask)


def is_head(uow: UnitOfWork, actor: Actor) -> bool:
    """Tell whether the actor gives out the work of their own unit."""
    return actor.unit is not None and grants(uow, actor).allows("OWN_UNIT", "UPDATE_USER_TASK")


def assignable(uow: UnitOfWork, actor: Actor) -> ColumnElement[bool]:
    """Give the predicate over `user_task` and its `process_instance` for what the actor may give out."""
    groups = unit_groups(uow, actor)
    if not groups:
        return false()
    return and_(
        _TASK.c.state == TaskState.CREATED.value,
        _TASK.c.assignee.is_(None),
        _TASK.c.candidate_groups.overlap(sorted(groups)),
        group_may_know(actor, uow.now),
    )


def may_assign(uow: UnitOfWork, actor: Actor, task: TaskRow) -> bool:
    """Tell whether the actor may give this task to somebody of their unit."""
    if task.state != TaskState.CREATED or task.assignee is not None or not is_head(uow, actor):
        return False
    if unit_groups(uow, actor).isdisjoint(task.candidate_groups):
        return False
    return not task.restricted or reaches_by_group(uow, actor, task.instance_key)


def unit_groups(uow: UnitOfWork, actor: Actor) -> frozenset[str]:
    """Give the groups whose work a head gives out; nobody else has any."""
    if actor.unit is None or not is_head(uow, actor):
        return frozenset()
    return groups_within(uow.connection, actor.unit)
