"""The groups of Theo dõi tiến độ: running cases by how their open tasks stand, at the Office and at bodies outside it.

A case is overdue at the Office when the earliest due date among the tasks that the Office has to do is past, and due
soon when that date is near. It waits for a body outside when such a task is open in it, and is late there when that
one's date is past: no lateness of the Office.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import ColumnElement, FromClause, func, literal_column, or_

from engine.operations.cases.search_instances import matches_words
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.running import IS_RUNNING
from engine.store.tables import ProcessInstance
from engine.store.tables.core import core

_INSTANCE = core(ProcessInstance)
NEVER: ColumnElement[datetime] = literal_column("'infinity'::timestamptz")
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


def running(wanted: ProgressFilter, visible: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Hold for the running cases that are `visible` and that were asked for, whatever their tasks."""
    where = [IS_RUNNING, visible]
    if wanted.process_id is not None:
        where.append(_INSTANCE.c.process_id == wanted.process_id)
    if wanted.text:
        where.extend(matches_words(wanted.text))
    return where


def of_group(task: FromClause, group: ProgressGroup, at: datetime) -> list[ColumnElement[bool]]:
    """Hold for the tasks that matter to a group; nothing to hold where any case belongs to it."""
    match group:
        case "due_soon":  # with those overdue already: a case that has one is not near its date but past it
            return [~task.c.outside, is_warned(task, at)]
        case "overdue":
            return [~task.c.outside, task.c.due_at < at]
        case "outside":
            return [task.c.outside]
        case "outside_late":
            return [task.c.outside, task.c.due_at < at]
        case _:
            return []


def is_warned(task: FromClause, at: datetime) -> ColumnElement[bool]:
    """Hold for the tasks whose day of warning or due date has come."""
    return func.least(task.c.warn_at, task.c.due_at) <= at


def held(task: FromClause, wanted: ProgressFilter) -> list[ColumnElement[bool]]:
    """Hold for the tasks of the holders that were asked for; nothing to hold where none were."""
    if wanted.holders is None:
        return []
    names, queues = sorted(wanted.holders), sorted(wanted.queues)
    waits = task.c.assignee.is_(None)
    offered = or_(task.c.candidate_users.overlap(names), task.c.candidate_groups.overlap(queues))
    return [or_(task.c.assignee.in_(names), waits & offered)]


def this_second(uow: UnitOfWork) -> datetime:
    """Give the second that it is now: the due second itself is in time."""
    return uow.now.replace(microsecond=0)
