"""Tell people of tasks that are soon due or have just become overdue (Sắp đến hạn, Quá hạn): once for each date.

Only what came within the last day is told: a system that begins to remind, or was away for long, buries nobody in old
news; Việc and Theo dõi tiến độ show those. While a case is suspended nobody is told of its tasks, for nobody can finish
them; when it goes on they are told what came meanwhile (`remind_of_meantime`). A task whose clock stands has no date.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, or_, select

from engine.model.lifecycle import TaskState
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store.notices import insert_task_notices, people_of
from engine.store.queries.suspended import IS_SUSPENDED
from engine.store.tables import Notice, ProcessInstance, UserTask
from engine.store.tables.core import core

_TASK, _INSTANCE, _NOTICE = core(UserTask), core(ProcessInstance), core(Notice)
SOON: Final = "task_due_soon"
OVERDUE: Final = "task_overdue"
_A_BATCH: Final = 200  # tasks a transaction
_BACK: Final = timedelta(days=1)


def remind_due(engine: Engine) -> int:
    """Leave the notices that are due; give how many tasks they are about. Run by the worker every few minutes."""
    told, after = 0, 0
    while True:
        with engine.unit_of_work() as uow:
            rows = _untold(uow, after)
            for row in rows:
                _tell(uow, row)
        told += len(rows)
        if len(rows) < _A_BATCH:
            return told
        after = rows[-1].key


def remind_of_meantime(uow: UnitOfWork, instance_keys: Collection[int], *, since: datetime) -> None:
    """Tell, for cases that go on now, of dates that came since the moment `since` at which they were suspended."""
    for row in uow.connection.execute(_tasks(uow, since - _BACK, _TASK.c.instance_key.in_(instance_keys))).all():
        _tell(uow, row)


def _untold(uow: UnitOfWork, after: int) -> Sequence[Any]:
    """Give a batch of tasks of which nobody has been told at their present date, with what to say of each."""
    statement = _tasks(uow, uow.now - _BACK, and_(~IS_SUSPENDED, _TASK.c.key > after))
    return uow.connection.execute(statement.limit(_A_BATCH)).all()


def _tasks(uow: UnitOfWork, since: datetime, wanted: ColumnElement[bool]) -> Select[Any]:
    """Select the wanted open tasks whose date came after `since`, and is untold."""
    now = uow.now
    overdue = and_(_TASK.c.due_at <= now, _TASK.c.due_at > since)
    soon = and_(_TASK.c.warn_at <= now, _TASK.c.warn_at > since, _TASK.c.due_at > now)
    return (
        select(
            *(_TASK.c[name] for name in ("key", "instance_key", "name", "name_en", "due_at", "assignee")),
            _TASK.c.candidate_groups,
            _TASK.c.candidate_users,
            _INSTANCE.c.business_id,
        )
        .join(_INSTANCE, _INSTANCE.c.key == _TASK.c.instance_key)
        .where(
            _TASK.c.state == TaskState.CREATED.value,
            wanted,
            or_(and_(overdue, ~_told(OVERDUE)), and_(soon, ~_told(SOON))),
        )
        .order_by(_TASK.c.key)
    )


def _told(code: str) -> ColumnElement[bool]:
    due = cast(func.floor(func.extract("epoch", _TASK.c.due_at)), String)
    source = func.concat("due:", _TASK.c.key, ":", due)
    return exists().where(_NOTICE.c.source_key == source, _NOTICE.c.code == code)


def _tell(uow: UnitOfWork, row: Any) -> None:
    holder = [row.assignee] if row.assignee is not None else row.candidate_users
    groups = [] if row.assignee is not None else row.candidate_groups
    people = people_of(uow.connection, usernames=holder, groups=groups, instance_key=row.instance_key)
    zone = uow.law.current(uow.transaction).rule_book.calendar.zone
    due = f"{row.due_at.astimezone(zone):%H:%M %d/%m/%Y}"
    late = row.due_at <= uow.now
    insert_task_notices(
        uow.transaction,
        people,
        instance_key=row.instance_key,
        code=OVERDUE if late else SOON,
        data={
            "vi": f"{'Quá hạn' if late else 'Sắp đến hạn'}: việc “{row.name}”, hồ sơ {row.business_id}, hạn {due}.",
            "en": f"{'Overdue' if late else 'Soon due'}: the task “{row.name_en or row.name}” of case "
            f"{row.business_id}, due {due}.",
        },
        source_key=f"due:{row.key}:{int(row.due_at.timestamp() // 1)}",
    )
