"""Find user tasks, with the case and process that each belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from engine.store.tables import Document, FormDefinition, ProcessDefinition, ProcessInstance, UserTask
from engine.store.tables.core import core

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
    state: str
    assignee: str | None
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    form_key: int | None
    version: int
    completed_by: str | None
    completed_at: datetime | None
    draft: dict[str, Any] | None
    process_id: str


def task_row(connection: Connection, task_key: int) -> TaskRow | None:
    """Give the task as it is now, None for an unknown key."""
    names = [name for name in TaskRow.__dataclass_fields__ if name != "process_id"]
    statement = (
        select(*(_TASK.c[name] for name in names), _INSTANCE.c.process_id)
        .join(_INSTANCE, _INSTANCE.c.key == _TASK.c.instance_key)
        .where(_TASK.c.key == task_key)
    )
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        return None
    lists = {name: tuple(row[name]) for name in ("candidate_groups", "candidate_users")}
    return TaskRow(**{**row, **lists})


def task_list(
    connection: Connection,
    where: Sequence[ColumnElement[bool]],
    order: Sequence[Any],
    *,
    offset: int,
    limit: int,
) -> Sequence[Row[Any]]:
    """Give tasks in full, ready for a TaskRecord."""
    statement = full_tasks().where(*where).order_by(*order, _TASK.c.key).offset(offset).limit(limit)
    return connection.execute(statement).all()


def count_tasks(connection: Connection, where: Sequence[ColumnElement[bool]]) -> int:
    """Count the tasks that `where` holds for."""
    joined = _TASK.join(_INSTANCE, _INSTANCE.c.key == _TASK.c.instance_key)
    return int(connection.execute(select(func.count()).select_from(joined).where(*where)).scalar_one())


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
            _INSTANCE.c.business_id,
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
