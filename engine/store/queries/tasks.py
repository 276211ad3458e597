"""Find user tasks, with the case and process that each belongs to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from engine.store.queries.counting import bounded, count_by
from engine.store.queries.suspended import IS_SUSPENDED
from engine.store.statements import Statement
from engine.store.tables import Document, FormDefinition, ProcessDefinition, ProcessInstance, UserTask
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_TASK, _INSTANCE, _PROCESS, _FORM, _DOCUMENT = (
    core(UserTask),
    core(ProcessInstance),
    core(ProcessDefinition),
    core(FormDefinition),
    core(Document),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """What the commands on a task need to know of it."""

    key: int
    instance_key: int
    element_instance_key: int
    element_id: str
    name: str
    about: str | None
    state: str
    assignee: str | None
    asked_by: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    form_key: int | None
    version: int
    completed_by: str | None
    completed_at: datetime | None
    draft: dict[str, Any] | None
    process_id: str
    restricted: bool  # of its case


def task_row(tx: Transaction, task_key: int) -> TaskRow | None:
    """Give the task as it is now, None for an unknown key."""
    [found] = tx.read((_TASK_ROW, {"task_key": task_key}))
    return task_of(found[0]) if found else None


def task_of(row: Mapping[str, Any]) -> TaskRow:
    """Take what commands need out of a row of `full_tasks`."""
    values: dict[str, Any] = {
        name: tuple(row[name]) if name in _LISTS else row[name] for name in TaskRow.__dataclass_fields__
    }
    return TaskRow(**values)


def task_list(
    connection: Connection,
    where: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    *,
    offset: int,
    limit: int,
) -> list[dict[str, Any]]:
    """Give tasks in full, ready for a TaskRecord: those of the page are found first, then all that is told of them."""
    order = (*order, _TASK.c.key)
    page = _tasks_where(where).order_by(*order).offset(offset).limit(limit)
    statement = full_tasks().where(_TASK.c.key.in_(page.correlate(None))).order_by(*order)
    return [dict(row) for row in connection.execute(statement).mappings()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Tasks to count, at most one more than `most`: those that `where` holds for, in an `order` that an index gives."""

    where: Sequence[ColumnElement[bool]]
    most: int
    order: Sequence[ColumnElement[Any]] = ()


def count_tasks(connection: Connection, wanted: Counted) -> int:
    """Count tasks."""
    return int(connection.execute(_count_of(wanted)).scalar_one())


def task_moments(
    connection: Connection, where: Sequence[ColumnElement[bool]], *, limit: int
) -> list[tuple[datetime, int]]:
    """Give the moments at which the tasks that `where` holds for were made, newest first, and how many at each."""
    statement = (
        select(_TASK.c.created_at, func.count())
        .join(_INSTANCE, _INSTANCE.c.key == _TASK.c.instance_key)
        .where(*where)
        .group_by(_TASK.c.created_at)
        .order_by(_TASK.c.created_at.desc())
        .limit(limit)
    )
    return [(moment, count) for moment, count in connection.execute(statement)]


def count_each(connection: Connection, wanted: Mapping[str, Counted]) -> dict[str, int]:
    """Count several sets of tasks in one statement, each as `count_tasks` does."""
    counts = [_count_of(each).scalar_subquery().label(name) for name, each in wanted.items()]
    return dict(connection.execute(select(*counts)).mappings().one())


def count_tasks_by(
    connection: Connection, what: ColumnElement[Any], where: Sequence[ColumnElement[bool]], most: int
) -> dict[Any, int]:
    """Count the tasks that `where` holds for by what they have in a column, together at most one more than `most`."""
    return count_by(connection, what, _tasks_where(where), most)


def _count_of(wanted: Counted) -> Select[Any]:
    return bounded(_tasks_where(wanted.where).order_by(*wanted.order), wanted.most)


def _tasks_where(where: Sequence[ColumnElement[bool]]) -> Select[Any]:
    joined = _TASK.join(_INSTANCE, _INSTANCE.c.key == _TASK.c.instance_key)
    return select(_TASK.c.key).select_from(joined).where(*where)


def task_headers(connection: Connection, visits: Sequence[int]) -> dict[int, dict[str, str]]:
    """Give, by element instance, what only the store can tell a task's listener, under Camunda 8's names of headers."""
    if not visits:
        return {}
    wanted = select(_TASK.c.element_instance_key, _TASK.c.key, _TASK.c.form_key).where(
        _TASK.c.element_instance_key.in_(visits)
    )
    return {
        row.element_instance_key: {
            "io.camunda.zeebe:userTaskKey": str(row.key),
            **({} if row.form_key is None else {"io.camunda.zeebe:formKey": str(row.form_key)}),
        }
        for row in connection.execute(wanted)
    }


def holders_of_open_tasks(connection: Connection, instance_keys: Collection[int]) -> frozenset[str]:
    """Name those who have open tasks of cases, and those to whom ones that nobody has are offered by name."""
    wanted = (_TASK.c.instance_key.in_(instance_keys), _TASK.c.state == "CREATED")
    rows = connection.execute(select(_TASK.c.assignee, _TASK.c.candidate_users).where(*wanted)).all()
    return frozenset(name for row in rows for name in ([row.assignee] if row.assignee else row.candidate_users))


def full_tasks() -> Select[Any]:
    """Select every column of a TaskRecord."""
    documents = (
        select(func.count())
        .where(_DOCUMENT.c.instance_key == _TASK.c.instance_key, _DOCUMENT.c.state == "STORED")
        .scalar_subquery()
    )
    return (
        select(
            _TASK,
            _INSTANCE.c.definition_key,
            _INSTANCE.c.process_id,
            _INSTANCE.c.restricted,
            IS_SUSPENDED.label("suspended"),
            _INSTANCE.c.business_id,
            _INSTANCE.c.root_key,
            _INSTANCE.c.title.label("case_title"),
            _PROCESS.c.name.label("process_name"),
            _PROCESS.c.properties["name-en"].astext.label("process_name_en"),
            _PROCESS.c.version.label("process_version"),
            _FORM.c.form_id,
            documents.label("document_count"),
        )
        .join(_INSTANCE, _INSTANCE.c.key == _TASK.c.instance_key)
        .join(_PROCESS, _PROCESS.c.key == _INSTANCE.c.definition_key)
        .outerjoin(_FORM, _FORM.c.key == _TASK.c.form_key)
    )


_LISTS = frozenset({"candidate_groups", "candidate_users"})
_OF_CASE = ("process_id", "restricted")
_THIS = _TASK.c.key == bindparam("task_key")
FULL_TASK = Statement(full_tasks().where(_THIS))
_TASK_ROW = Statement(
    select(
        *(_TASK.c[name] for name in TaskRow.__dataclass_fields__ if name not in _OF_CASE),
        *(_INSTANCE.c[name] for name in _OF_CASE),
    )
    .join(_INSTANCE, _INSTANCE.c.key == _TASK.c.instance_key)
    .where(_THIS)
)
