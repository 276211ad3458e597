"""The lists of Theo dõi tiến độ: the cases of a group that one may see, with the tasks that put them there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, exists, func, tuple_

from engine.model.actor import Actor
from engine.model.lifecycle import TaskState
from engine.model.records import InstanceRecord, TaskRecord
from engine.operations.access import grants
from engine.operations.cases.progress_groups import (
    NEVER,
    ProgressFilter,
    ProgressGroup,
    held,
    of_group,
    running,
    this_second,
)
from engine.operations.cases.search_instances import full_instances, instance_record
from engine.operations.tasks.tasks import task_record
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import visible_cases
from engine.store.queries.failing_cases import is_failing
from engine.store.queries.running import IS_OPEN
from engine.store.queries.tasks import task_list
from engine.store.tables import ProcessInstance, UserTask
from engine.store.tables.core import core

_INSTANCE, _TASK = core(ProcessInstance), core(UserTask)
_MOST_TASKS = 1000  # of the cases of one page


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedCase:
    """A case with those of its open tasks that put it in the list, the most urgent first."""

    case: InstanceRecord
    tasks: tuple[TaskRecord, ...]


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
    statement = _cases(visible_cases(actor, grants(uow, actor)), filter, group, this_second(uow))
    rows = uow.connection.execute(statement.offset(offset).limit(limit)).all()
    cases = [instance_record(row) for row in rows]
    tasks = _tasks(uow, filter, group, [case.key for case in cases])
    return tuple(WatchedCase(case=case, tasks=tuple(tasks.get(case.key, ()))) for case in cases)


def _cases(visible: ColumnElement[bool], wanted: ProgressFilter, group: ProgressGroup, at: datetime) -> Select[Any]:
    """Select the cases of a group that are `visible`, in the order of its list."""
    statement = full_instances(visible).where(*running(wanted, visible))
    if group == "failed":
        statement = statement.where(is_failing(visible))
    if not _counts(_TASK, wanted, group, at):
        return statement.order_by(_INSTANCE.c.started_at.desc(), _INSTANCE.c.key.desc())
    first = _first_of_case(wanted, group, at)
    statement = statement.join(_TASK, _TASK.c.instance_key == _INSTANCE.c.key).where(*first)
    return statement.order_by(_TASK.c.due_at.asc().nulls_last(), _INSTANCE.c.key)


def _first_of_case(wanted: ProgressFilter, group: ProgressGroup, at: datetime) -> list[ColumnElement[bool]]:
    """Hold for the task that puts its case in the group: of several the one that is due first.

    So a list of fifty begins at the index on the due date and ends after fifty cases.
    """
    other = _TASK.alias("other")
    rank, others_rank = (tuple_(func.coalesce(each.c.due_at, NEVER), each.c.key) for each in (_TASK, other))
    earlier = exists().where(
        other.c.instance_key == _TASK.c.instance_key,
        other.c.state == TaskState.CREATED.value,
        *_counts(other, wanted, group, at),
        others_rank < rank,
    )
    near = [_TASK.c.due_at >= at] if group == "due_soon" else []
    return [IS_OPEN, *_counts(_TASK, wanted, group, at), *near, ~earlier]


def _counts(task: FromClause, wanted: ProgressFilter, group: ProgressGroup, at: datetime) -> list[ColumnElement[bool]]:
    """Hold for the tasks that matter to a group; nothing to hold where any case belongs to it."""
    return [*of_group(task, group, at), *held(task, wanted)]


def _tasks(
    uow: UnitOfWork, wanted: ProgressFilter, group: ProgressGroup, keys: Sequence[int]
) -> Mapping[int, list[TaskRecord]]:
    where = [IS_OPEN, _TASK.c.instance_key.in_(keys), *_counts(_TASK, wanted, group, this_second(uow))]
    order = (_TASK.c.due_at.asc().nulls_last(), _TASK.c.created_at)
    found: dict[int, list[TaskRecord]] = {}
    for row in task_list(uow.connection, where, order, offset=0, limit=_MOST_TASKS):
        found.setdefault(row["instance_key"], []).append(task_record(row))
    return found
