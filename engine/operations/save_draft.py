"""Keep what somebody has typed and not yet sent (Đã lưu tạm), for a task or for a case not yet started."""

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.errors import LimitExceeded, Text
from engine.model.actor import Actor
from engine.model.json_value import Variables
from engine.model.lifecycle import TASK, TaskState, next_state
from engine.operations.access import require_worker, task_not_found
from engine.operations.unit_of_work import UnitOfWork
from engine.store import json_codec
from engine.store.queries.tasks import task_row
from engine.store.tables import StartDraft, UserTask
from engine.store.tables.core import core

_START, _TASK = core(StartDraft), core(UserTask)


def save_draft(uow: UnitOfWork, actor: Actor, *, task_key: int, data: Variables) -> None:
    """Keep the draft of an open task (last one wins; it is nobody's record and not audited).

    Raises NotFound, NotPermitted, Conflict, LimitExceeded.
    """
    _require_small(uow, data)
    task = task_row(uow.transaction, task_key)
    if task is None:
        raise task_not_found()
    require_worker(uow, actor, task)
    next_state(TASK, TaskState(task.state), "save_draft")
    # A draft is not a change of the task: its version stays, so that an open page of the same person is not stale.
    values = {"draft": dict(data), "draft_saved_at": uow.now}
    still_open = (_TASK.c.key == task.key) & (_TASK.c.state == TaskState.CREATED.value)
    if uow.connection.execute(update(_TASK).where(still_open).values(values)).rowcount == 0:
        # Done meanwhile, perhaps while this waited for its row: what was typed must not come back to an ended task.
        ended = task_row(uow.transaction, task_key)
        next_state(TASK, TaskState(ended.state if ended is not None else TaskState.CANCELED), "save_draft")


def read_draft(uow: UnitOfWork, actor: Actor, *, task_key: int) -> dict[str, Any] | None:
    """Give the draft of an open task, None when nothing was kept."""
    task = task_row(uow.transaction, task_key)
    if task is None:
        raise task_not_found()
    require_worker(uow, actor, task)
    return task.draft


def save_start_draft(uow: UnitOfWork, actor: Actor, *, process_id: str, data: Variables) -> None:
    """Keep what the actor has typed into a process's start form."""
    _require_small(uow, data)
    row = {"username": actor.username, "process_id": process_id, "data": dict(data), "saved_at": uow.now}
    statement = insert(_START).values(row)
    uow.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["username", "process_id"],
            set_={"data": statement.excluded.data, "saved_at": statement.excluded.saved_at},
        )
    )


def read_start_draft(uow: UnitOfWork, actor: Actor, *, process_id: str) -> dict[str, Any] | None:
    """Give the actor's own start draft, None when nothing was kept."""
    mine = (_START.c.username == actor.username) & (_START.c.process_id == process_id)
    return uow.connection.execute(select(_START.c.data).where(mine)).scalar_one_or_none()


def drop_start_draft(uow: UnitOfWork, actor: Actor, *, process_id: str) -> None:
    """Forget the start draft (the case has been started)."""
    mine = (_START.c.username == actor.username) & (_START.c.process_id == process_id)
    uow.connection.execute(delete(_START).where(mine))


def _require_small(uow: UnitOfWork, data: Variables) -> None:
    if len(json_codec.dumps(dict(data)).encode()) > uow.limits.variable_bytes:
        raise LimitExceeded(
            Text(
                vi="Nội dung nhập quá dài nên chưa lưu tạm được. Hãy chuyển phần dài thành tệp đính kèm.",
                en="What was typed is too long to be kept. Attach the long part as a file.",
            ),
            code="draft_too_large",
        )
