"""Find user tasks: the tabs of a desk, and the filters of lists and API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal, get_args

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from engine.errors import Text
from engine.model.actor import Absence, Actor
from engine.model.json_value import JsonValue
from engine.model.lifecycle import TaskState
from engine.model.records import AWAITS, MOST_BESIDE, MOST_COUNTED, MOST_ON_PAGES, Awaits, Page, TaskRecord
from engine.operations.access import (
    find_task,
    grants,
    may_take,
    readable_cases,
    require_task_access,
    stands_in,
    task_not_found,
)
from engine.operations.cases.search_instances import matches_words
from engine.operations.documents.signatures import signing_authority
from engine.operations.tasks.assigning import assignable, may_assign
from engine.operations.tasks.awaited_act import SIGNATURE
from engine.operations.tasks.tasks import read_task, task_record
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents
from engine.store.queries.access import known_tasks, offered, within_reach
from engine.store.queries.tasks import (
    Counted,
    count_each,
    count_tasks,
    count_tasks_by,
    task_list,
    task_moments,
)
from engine.store.queries.visible_variables import visible_variables
from engine.store.tables import CaseMember, ProcessInstance, UserTask, Variable
from engine.store.tables.core import core

_TASK, _INSTANCE, _MEMBER, _VARIABLE = core(UserTask), core(ProcessInstance), core(CaseMember), core(Variable)
Tab = Literal["mine", "assign", "cooperate", "inform", "waiting", "done"]
TABS: tuple[Tab, ...] = get_args(Tab)
_LATEST = (_TASK.c.completed_at.desc(),)
URGENT: Final = 70  # the priority from which work goes before other work, whatever is due (Khẩn and above)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What tasks to find; everything given must hold."""

    tab: Tab | None = None
    awaits: Awaits | None = None
    keys: tuple[int, ...] | None = None
    state: TaskState | None = None
    assignee: str | None = None
    assigned: bool | None = None
    candidate_group: str | None = None
    candidate_user: str | None = None
    instance_key: int | None = None
    definition_key: int | None = None
    process_id: str | None = None
    element_id: str | None = None
    text: str | None = None
    overdue: bool | None = None
    due_soon: bool | None = None


def search_tasks(
    uow: UnitOfWork,
    actor: Actor,
    *,
    filter: TaskFilter,
    offset: int = 0,
    limit: int = 50,
    total: int | None = None,
    most: int = MOST_COUNTED,
) -> Page[TaskRecord]:
    """Give the tasks that match and that the actor may see: urgent ones, then by due date; done ones latest first.

    They are counted, to one more than `most`, unless the caller has done it and gives the `total`.
    """
    where = _conditions(uow, actor, filter)
    order: Sequence[Any] = (_TASK.c.due_at.asc().nulls_last(), _TASK.c.priority.desc(), _TASK.c.created_at)
    if filter.tab == "mine":
        order = ((_TASK.c.priority >= URGENT).desc(), *order)
    if filter.tab == "done":
        order = _LATEST
    rows = task_list(uow.connection, where, order, offset=offset, limit=limit)
    items = tuple(task_record(row) for row in rows)
    if actor.outside:
        items = _with_own_files(uow, actor, items)
    if total is None:
        total = count_tasks(uow.connection, _counted(filter.tab, where, most))
    return Page(items=items, total=total)


def _with_own_files(uow: UnitOfWork, actor: Actor, tasks: tuple[TaskRecord, ...]) -> tuple[TaskRecord, ...]:
    """Count, beside tasks of cases that are closed to the actor, only the files that they have handed in."""
    cases = {task.instance_key for task in tasks}
    closed = cases - readable_cases(uow, actor, cases)
    counted = documents.count_handed_in(uow.connection, actor, closed, uow.now) if closed else {}
    return tuple(
        replace(task, document_count=counted.get(task.instance_key, 0)) if task.instance_key in closed else task
        for task in tasks
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCounts:
    """How many tasks a desk holds: by tab, and of those that wait for the actor by the act of a leader they await.

    A tab is counted to one more than its bound, an act to one more than MOST_ON_PAGES.
    """

    tabs: Mapping[Tab, int]
    bounds: Mapping[Tab, int]
    awaits: Mapping[Awaits, int]


def count_inbox(uow: UnitOfWork, actor: Actor, *, tab: Tab = "mine") -> DeskCounts:
    """Count what is in each tab of the actor's desk, in the one that is looked at further, and in a leader's cards."""
    mine, *others = TABS
    bounds = {each: MOST_ON_PAGES if each in {mine, tab} else MOST_BESIDE for each in TABS}
    wanted = _conditions(uow, actor, TaskFilter(tab=mine))
    waiting = count_tasks_by(uow.connection, _TASK.c.awaits, wanted, MOST_ON_PAGES)
    known = _known(uow, actor)
    sets: dict[str, Counted] = {
        each: _counted(each, _conditions(uow, actor, TaskFilter(tab=each), known), bounds[each]) for each in others
    }
    counted = count_each(uow.connection, sets)
    counted[mine] = sum(waiting.values())
    return DeskCounts(
        tabs={each: counted[each] for each in TABS},
        bounds=bounds,
        awaits={act: waiting.get(act, 0) for act in AWAITS},
    )


def count_waiting(uow: UnitOfWork, actor: Actor) -> int:
    """Count the tasks that wait for the actor, to one more than MOST_ON_PAGES."""
    where = _conditions(uow, actor, TaskFilter(tab="mine"))
    return count_tasks(uow.connection, Counted(where=where, most=MOST_ON_PAGES))


def newest_of_desk(
    uow: UnitOfWork, actor: Actor, *, limit: int
) -> tuple[list[tuple[datetime, int]], TaskRecord | None]:
    """Give when the tasks that wait for the actor were made (newest first, how many at each moment), and the newest."""
    where = _conditions(uow, actor, TaskFilter(tab="mine"))
    moments = task_moments(uow.connection, where, limit=limit)
    rows = task_list(uow.connection, where, (_TASK.c.created_at.desc(),), offset=0, limit=1) if moments else []
    return moments, task_record(rows[0]) if rows else None


def get_task(uow: UnitOfWork, actor: Actor, *, task_key: int) -> TaskRecord:
    """Give one task that is offered to the actor, is theirs to assign, or whose case they may read; else NotFound."""
    task = find_task(uow, actor, task_key)
    if task is None:
        raise task_not_found()
    if not (may_take(uow, actor, task) or may_assign(uow, actor, task)):
        require_task_access(uow, actor, task)
    return read_task(uow, task_key)


def is_offered(uow: UnitOfWork, actor: Actor, *, task_key: int) -> bool:
    """Tell whether a task is assigned or offered to the actor: by name, through a group or by a role in its case."""
    task = find_task(uow, actor, task_key)
    return task is not None and may_take(uow, actor, task)


def whose_place(uow: UnitOfWork, actor: Actor, *, task_key: int) -> Absence | None:
    """Give in whose place the actor would work on a task, None when it would be their own work or none."""
    task = find_task(uow, actor, task_key)
    return stands_in(uow, actor, task) if task is not None else None


def task_signature(uow: UnitOfWork, actor: Actor, *, task_key: int) -> Text | None:
    """Say who may sign at the step of a task; None when it is no signature. Raises NotFound as `get_task`."""
    task = get_task(uow, actor, task_key=task_key)
    element = uow.definitions.model(uow.connection, task.definition_key).definition.elements[task.element_id]
    if SIGNATURE not in element.properties:
        return None
    return signing_authority(uow, element, task_variables(uow, actor, task_key=task_key))


def task_variables(uow: UnitOfWork, actor: Actor, *, task_key: int) -> dict[str, JsonValue]:
    """Give the variables that a task's form starts from: its case's, and over them those of the scopes around it."""
    task = get_task(uow, actor, task_key=task_key)
    return visible_variables(uow.connection, [task.element_instance_key])[task.element_instance_key]


def _counted(tab: Tab | None, where: Sequence[ColumnElement[bool]], most: int) -> Counted:
    return Counted(where=where, most=most, order=_LATEST if tab == "done" else ())


def _known(uow: UnitOfWork, actor: Actor) -> ColumnElement[bool]:
    return true() if actor.is_system else known_tasks(actor, grants(uow, actor))


def _conditions(
    uow: UnitOfWork, actor: Actor, wanted: TaskFilter, known: ColumnElement[bool] | None = None
) -> list[ColumnElement[bool]]:
    """Give what must hold for the tasks wanted; `known` is what `_known` gives, where several ask for it."""
    where: list[ColumnElement[bool]] = []
    if wanted.tab == "assign":
        where.append(assignable(uow, actor))
    elif wanted.tab != "mine":  # what is in the tab `mine` is offered, which is enough
        where.append(_known(uow, actor) if known is None else known)
    if wanted.tab is not None:
        where.extend(_tab(actor, wanted.tab, uow.now))
    where.extend(_equal(wanted))
    if wanted.assigned is not None:
        where.append(_TASK.c.assignee.is_not(None) if wanted.assigned else _TASK.c.assignee.is_(None))
    if wanted.overdue is not None:
        where.append((_TASK.c.due_at < uow.now).is_(wanted.overdue))
    if wanted.due_soon is not None:
        where.append(((_TASK.c.warn_at <= uow.now) & (_TASK.c.due_at >= uow.now)).is_(wanted.due_soon))
    where.extend(matches_words(wanted.text) if wanted.text else ())
    return where


def _in_cases_begun_by(actor: Actor) -> ColumnElement[bool]:
    """Hold for the tasks of running cases that the actor began; these are found first, or all cases would be read."""
    case = _INSTANCE.alias("begun")
    begun = select(case.c.key).where(case.c.started_by == actor.username, case.c.ended_at.is_(None)).scalar_subquery()
    return _TASK.c.instance_key == func.any(func.array(begun))


def _equal(wanted: TaskFilter) -> list[ColumnElement[bool]]:
    equal = [
        (_TASK.c.state, wanted.state and wanted.state.value),
        (_TASK.c.assignee, wanted.assignee),
        (_TASK.c.instance_key, wanted.instance_key),
        (_TASK.c.element_id, wanted.element_id),
        (_TASK.c.awaits, wanted.awaits),
        (_INSTANCE.c.definition_key, wanted.definition_key),
        (_INSTANCE.c.process_id, wanted.process_id),
    ]
    where: list[ColumnElement[bool]] = [column == value for column, value in equal if value is not None]
    if wanted.keys is not None:
        where.append(_TASK.c.key.in_(wanted.keys))
    if wanted.candidate_group is not None:
        where.append(_TASK.c.candidate_groups.contains([wanted.candidate_group]))
    if wanted.candidate_user is not None:
        where.append(_TASK.c.candidate_users.contains([wanted.candidate_user]))
    return where


def _tab(actor: Actor, tab: Tab, at: datetime) -> list[ColumnElement[bool]]:
    is_open = _TASK.c.state == TaskState.CREATED.value
    match tab:
        case "mine":
            held = [actor.username, *(absence.person.username for absence in actor.stands_in_for)]
            free = or_(_TASK.c.assignee.is_(None), _TASK.c.assignee.in_(held))
            return [is_open, within_reach(actor), free, offered(actor, at)]
        case "waiting":
            others = and_(_in_cases_begun_by(actor), _TASK.c.assignee.is_distinct_from(actor.username))
            # An officer waits for the body whose answer they will record; the body's own contact does not.
            owed = and_(_TASK.c.outside, _TASK.c.assignee == actor.username)
            asked = and_(_TASK.c.asked_by.is_not(None), _TASK.c.asked_by == actor.username)
            return [is_open, or_(others, asked) if actor.outside else or_(others, owed, asked)]
        case "assign":
            return []
        case "done":
            return [_TASK.c.state == TaskState.COMPLETED.value, _TASK.c.completed_by == actor.username]
        case _:
            member = select(_MEMBER.c.instance_key).where(
                _MEMBER.c.instance_key == _TASK.c.instance_key,
                _MEMBER.c.principal == f"user:{actor.username}",
                _MEMBER.c.role == tab,
            )
            return [is_open, member.exists()]
