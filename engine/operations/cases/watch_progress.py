"""Theo dõi tiến độ: running cases by how their open tasks stand, at the Office and at bodies outside it.

A case is overdue at the Office when the earliest due date among the tasks that the Office has to do is past, and due
soon when that date is near. It waits for a body outside when such a task is open in it, and is late there when that
one's date is past: no lateness of the Office. What one may not see is neither listed nor counted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, FromClause, Select, exists, func, literal_column, or_, select, tuple_

from engine.model.actor import Actor
from engine.model.lifecycle import RUNNING, TaskState
from engine.model.records import MOST_COUNTED, InstanceRecord, TaskRecord
from engine.operations.access import grants
from engine.operations.cases.search_instances import full_instances, instance_record, matches_words
from engine.operations.tasks.tasks import task_record
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import visible_cases
from engine.store.queries.counting import bounded
from engine.store.queries.failing_cases import has_incident
from engine.store.queries.tasks import task_list
from engine.store.tables import ProcessInstance, UserTask
from engine.store.tables.core import core

_INSTANCE, _TASK = core(ProcessInstance), core(UserTask)
_OPEN = _TASK.c.state == TaskState.CREATED.value
_NEVER: ColumnElement[datetime] = literal_column("'infinity'::timestamptz")
_MOST_TASKS = 1000  # of the cases of one page
ProgressGroup = Literal["all", "due_soon", "overdue", "outside", "outside_late", "failed"]
PROGRESS_GROUPS: tuple[ProgressGroup, ...] = get_args(ProgressGroup)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressFilter:
    """Which running cases to look at; everything given must hold.

    `holders` are sign-in names: a task counts that one of them has or is offered by name, or that waits for nobody yet
    in one of the groups `queues`.
    """

    text: str | None = None
    process_id: str | None = None
    holders: Collection[str] | None = None
    queues: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedCase:
    """A case with those of its open tasks that put it in the list, the most urgent first."""

    case: InstanceRecord
    tasks: tuple[TaskRecord, ...]


def count_progress(
    uow: UnitOfWork, actor: Actor, *, filter: ProgressFilter, most: int = MOST_COUNTED
) -> Mapping[ProgressGroup, int]:
    """Count the cases of each group, at most one more than `most`."""
    counts = [
        bounded(_counted(uow, actor, filter, group), most).scalar_subquery().label(group) for group in PROGRESS_GROUPS
    ]
    found = uow.connection.execute(select(*counts)).mappings().one()
    return {group: found[group] for group in PROGRESS_GROUPS}


def watch_progress(
    uow: UnitOfWork,
    actor: Actor,
    *,
    filter: ProgressFilter,
    group: ProgressGroup = "all",
    offset: int = 0,
    limit: int = 50,
) -> tuple[WatchedCase, ...]:
    """Give the cases of a group: those with a date by that date, the others newest first."""
    statement = _cases(
        uow, actor, filter, group, full_instances(visible_cases(actor, grants(uow, actor))), ordered=True
    )
    rows = uow.connection.execute(statement.offset(offset).limit(limit)).all()
    cases = [instance_record(row) for row in rows]
    tasks = _tasks(uow, filter, group, [case.key for case in cases])
    return tuple(WatchedCase(case=case, tasks=tuple(tasks.get(case.key, ()))) for case in cases)


def _counted(uow: UnitOfWork, actor: Actor, wanted: ProgressFilter, group: ProgressGroup) -> Select[Any]:
    """Select the cases of a group for counting: no order, so no first task of each is looked for."""
    at = _this_second(uow)
    cases = select(_INSTANCE.c.key).where(*_running(uow, actor, wanted, group))
    counts = _counts(_TASK, wanted, group, at)
    if not counts:
        return cases
    first = func.min(func.coalesce(_TASK.c.due_at, _NEVER))
    tasks = cases.join(_TASK, _TASK.c.instance_key == _INSTANCE.c.key).where(_OPEN, *counts).group_by(_INSTANCE.c.key)
    return tasks.having(first >= at) if group == "due_soon" else tasks


def _running(uow: UnitOfWork, actor: Actor, wanted: ProgressFilter, group: ProgressGroup) -> list[ColumnElement[bool]]:
    """Hold for the running cases that the actor may see and that were asked for, whatever their tasks."""
    visible = visible_cases(actor, grants(uow, actor))
    where = [_INSTANCE.c.state.in_(RUNNING), visible]
    if wanted.process_id is not None:
        where.append(_INSTANCE.c.process_id == wanted.process_id)
    if wanted.text:
        where.extend(matches_words(wanted.text))
    if group == "failed":
        where.append(has_incident(visible))
    return where


def _cases(
    uow: UnitOfWork,
    actor: Actor,
    wanted: ProgressFilter,
    group: ProgressGroup,
    statement: Select[Any],
    *,
    ordered: bool = False,
) -> Select[Any]:
    """Narrow a select of cases to those of a group that the actor may see."""
    statement = statement.where(*_running(uow, actor, wanted, group))
    order: Sequence[Any] = (_INSTANCE.c.started_at.desc(), _INSTANCE.c.key.desc())
    if _counts(_TASK, wanted, group, _this_second(uow)):
        first = _first_of_case(wanted, group, _this_second(uow))
        statement = statement.join(_TASK, _TASK.c.instance_key == _INSTANCE.c.key).where(*first)
        order = (_TASK.c.due_at.asc().nulls_last(), _INSTANCE.c.key)
    return statement.order_by(*order) if ordered else statement


def _first_of_case(wanted: ProgressFilter, group: ProgressGroup, at: datetime) -> list[ColumnElement[bool]]:
    """Hold for the task that puts its case in the group: of several the one that is due first.

    So a list of fifty begins at the index on the due date and ends after fifty cases.
    """
    other = _TASK.alias("other")
    rank, others_rank = (tuple_(func.coalesce(each.c.due_at, _NEVER), each.c.key) for each in (_TASK, other))
    earlier = exists().where(
        other.c.instance_key == _TASK.c.instance_key,
        other.c.state == TaskState.CREATED.value,
        *_counts(other, wanted, group, at),
        others_rank < rank,
    )
    near = [_TASK.c.due_at >= at] if group == "due_soon" else []
    return [_OPEN, *_counts(_TASK, wanted, group, at), *near, ~earlier]


def _counts(task: FromClause, wanted: ProgressFilter, group: ProgressGroup, at: datetime) -> list[ColumnElement[bool]]:
    """Hold for the tasks that matter to a group; nothing to hold where any case belongs to it."""
    return [*_of_group(task, group, at), *_held(task, wanted)]


def _of_group(task: FromClause, group: ProgressGroup, at: datetime) -> list[ColumnElement[bool]]:
    match group:
        case "due_soon":  # with those overdue already: a case that has one is not near its date but past it
            return [~task.c.outside, func.coalesce(task.c.warn_at, task.c.due_at) <= at]
        case "overdue":
            return [~task.c.outside, task.c.due_at < at]
        case "outside":
            return [task.c.outside]
        case "outside_late":
            return [task.c.outside, task.c.due_at < at]
        case _:
            return []


def _held(task: FromClause, wanted: ProgressFilter) -> list[ColumnElement[bool]]:
    if wanted.holders is None:
        return []
    names, queues = sorted(wanted.holders), sorted(wanted.queues)
    waits = task.c.assignee.is_(None)
    offered = or_(task.c.candidate_users.overlap(names), task.c.candidate_groups.overlap(queues))
    return [or_(task.c.assignee.in_(names), waits & offered)]


def _tasks(
    uow: UnitOfWork, wanted: ProgressFilter, group: ProgressGroup, keys: Sequence[int]
) -> Mapping[int, list[TaskRecord]]:
    where = [_OPEN, _TASK.c.instance_key.in_(keys), *_counts(_TASK, wanted, group, _this_second(uow))]
    order = (_TASK.c.due_at.asc().nulls_last(), _TASK.c.created_at)
    found: dict[int, list[TaskRecord]] = {}
    for row in task_list(uow.connection, where, order, offset=0, limit=_MOST_TASKS):
        found.setdefault(row["instance_key"], []).append(task_record(row))
    return found


def _this_second(uow: UnitOfWork) -> datetime:
    """Give the second that it is now: the due second itself is in time."""
    return uow.now.replace(microsecond=0)
