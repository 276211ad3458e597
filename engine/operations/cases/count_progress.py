"""The figures of Theo dõi tiến độ, each to the last case. What one may not see is not counted."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Subquery, func, or_, select

from engine.model.actor import Actor
from engine.operations.access import grants
from engine.operations.cases.progress_groups import (
    NEVER,
    PROGRESS_GROUPS,
    ProgressFilter,
    ProgressGroup,
    held,
    is_warned,
    running,
    this_second,
)
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import visible_cases
from engine.store.queries.failing_cases import is_failing
from engine.store.queries.running import IS_OPEN
from engine.store.tables import ProcessInstance, UserTask
from engine.store.tables.core import core

_INSTANCE, _TASK = core(ProcessInstance), core(UserTask)


def count_progress(uow: UnitOfWork, actor: Actor, *, filter: ProgressFilter) -> Mapping[ProgressGroup, int]:
    """Count the cases of each group.

    Two indexes of what is running hold all that is asked for here, so that no case and no task is read: what has ended
    costs nothing, and twenty thousand running cases take a few milliseconds.
    """
    visible = visible_cases(actor, grants(uow, actor))
    cases, at = running(filter, visible), this_second(uow)
    if filter.holders is not None:
        cases.append(_INSTANCE.c.key.in_(select(_TASK.c.instance_key).where(IS_OPEN, *held(_TASK, filter))))
    known = select(_INSTANCE.c.key).where(*cases).cte("known")  # looked at once, for all that follows
    every = select(func.count()).select_from(known)
    urgent = _urgent(known, filter, at)
    counts: Mapping[ProgressGroup, ColumnElement[int]] = {
        "all": every.scalar_subquery(),
        "due_soon": func.count().filter(urgent.c.office >= at),
        "overdue": func.count().filter(urgent.c.office < at),
        "outside": func.count(urgent.c.outside),
        "outside_late": func.count().filter(urgent.c.outside < at),
        "failed": every.where(is_failing(visible, known.c.key)).scalar_subquery(),
    }
    found = uow.connection.execute(select(*(counts[group].label(group) for group in PROGRESS_GROUPS))).mappings().one()
    return {group: found[group] for group in PROGRESS_GROUPS}


def _urgent(known: CTE, wanted: ProgressFilter, at: datetime) -> Subquery:
    """Select, for each case, the first due date of the Office's tasks that it is warned of, and of those outside.

    Null where there is no such task; a task outside without a date is due never.
    """
    first, first_or_never = func.min(_TASK.c.due_at), func.min(func.coalesce(_TASK.c.due_at, NEVER))
    return (
        select(first.filter(~_TASK.c.outside).label("office"), first_or_never.filter(_TASK.c.outside).label("outside"))
        .join_from(_TASK, known, known.c.key == _TASK.c.instance_key)
        .where(IS_OPEN, or_(_TASK.c.outside, is_warned(_TASK, at)), *held(_TASK, wanted))
        .group_by(_TASK.c.instance_key)
        .subquery("urgent")
    )
