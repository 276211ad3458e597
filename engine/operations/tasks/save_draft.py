"""Keep what somebody has typed and not yet sent (Đã lưu tạm), for a task or for a case not yet started."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.errors import Conflict, LimitExceeded, Text
from engine.model.actor import Actor
from engine.model.json_value import Variables
from engine.model.lifecycle import TASK, TaskState, next_state
from engine.operations.access import find_task, require_worker, task_not_found
from engine.operations.commands import first_result
from engine.operations.definitions.start_forms import start_form_key
from engine.operations.identities.sealed_answers import without_sealed
from engine.operations.unit_of_work import UnitOfWork
from engine.store import json_codec
from engine.store.queries.definitions import definition_rows
from engine.store.queries.tasks import task_row
from engine.store.tables import StartDraft, UserTask
from engine.store.tables.core import core

_START, _TASK = core(StartDraft), core(UserTask)


def save_draft(uow: UnitOfWork, actor: Actor, *, task_key: int, data: Variables, seen: str | None = None) -> None:
    """Keep the draft of an open task (it is nobody's record and not audited).

    `seen` tells which draft the page had before it, as `draft_mark` writes it: another one now, kept by another window,
    stays, and Conflict `draft_newer` is raised. Without `seen` the last one wins. Raises NotFound, NotPermitted,
    Conflict, LimitExceeded.
    """
    _require_small(uow, data)
    task = find_task(uow, actor, task_key)
    if task is None:
        raise task_not_found()
    require_worker(uow, actor, task)
    next_state(TASK, TaskState(task.state), "save_draft")
    if task.form_key is not None:
        data = without_sealed(uow.definitions.form(uow.connection, task.form_key), data)
    # A draft is not a change of the task: its version stays, so that an open page of the same person is not stale.
    values = {"draft": dict(data), "draft_saved_at": uow.now}
    now = uow.connection.execute(select(_TASK.c.draft_saved_at).where(_TASK.c.key == task.key).with_for_update())
    _require_seen(now.scalar_one_or_none(), seen)
    still_open = (_TASK.c.key == task.key) & (_TASK.c.state == TaskState.CREATED.value)
    if uow.connection.execute(update(_TASK).where(still_open).values(values)).rowcount == 0:
        # Done meanwhile, perhaps while this waited for its row: what was typed must not come back to an ended task.
        ended = task_row(uow.transaction, task_key)
        next_state(TASK, TaskState(ended.state if ended is not None else TaskState.CANCELED), "save_draft")


def read_draft(uow: UnitOfWork, actor: Actor, *, task_key: int) -> dict[str, Any] | None:
    """Give the draft of an open task, None when nothing was kept."""
    task = find_task(uow, actor, task_key)
    if task is None:
        raise task_not_found()
    require_worker(uow, actor, task)
    return task.draft


def save_start_draft(
    uow: UnitOfWork,
    actor: Actor,
    *,
    process_id: str,
    data: Variables,
    seen: str | None = None,
    command_id: str | None = None,
) -> None:
    """Keep what the actor has typed into a process's start form; `seen` as for `save_draft`.

    A draft that was still on its way when the case of the page's `command_id` was started is dropped in silence: the
    next form must not begin with it.
    """
    _require_small(uow, data)
    data = _without_sealed_of_start(uow, process_id, data)
    hold_start_draft(uow, actor, process_id=process_id)
    if command_id is not None and first_result(uow, actor, command_id) is not None:
        return
    mine = (_START.c.username == actor.username) & (_START.c.process_id == process_id)
    now = uow.connection.execute(select(_START.c.saved_at).where(mine).with_for_update())
    _require_seen(now.scalar_one_or_none(), seen)
    row = {"username": actor.username, "process_id": process_id, "data": dict(data), "saved_at": uow.now}
    statement = insert(_START).values(row)
    uow.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["username", "process_id"],
            set_={"data": statement.excluded.data, "saved_at": statement.excluded.saved_at},
        )
    )


def hold_start_draft(uow: UnitOfWork, actor: Actor, *, process_id: str) -> None:
    """Keep out every other draft and start of the actor's in this process until the transaction ends."""
    slot = f"start_draft\x1f{actor.username}\x1f{process_id}"
    uow.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(slot, 0))))


def read_start_draft(uow: UnitOfWork, actor: Actor, *, process_id: str) -> dict[str, Any] | None:
    """Give the actor's own start draft, None when nothing was kept."""
    mine = (_START.c.username == actor.username) & (_START.c.process_id == process_id)
    return uow.connection.execute(select(_START.c.data).where(mine)).scalar_one_or_none()


def start_draft_saved_at(uow: UnitOfWork, actor: Actor, *, process_id: str) -> datetime | None:
    """Tell when the actor's own start draft was kept, None when there is none."""
    mine = (_START.c.username == actor.username) & (_START.c.process_id == process_id)
    return uow.connection.execute(select(_START.c.saved_at).where(mine)).scalar_one_or_none()


def draft_mark(saved_at: datetime | None) -> str:
    """Name a draft by its moment, as pages carry it; the empty text for none."""
    return "" if saved_at is None else saved_at.astimezone(UTC).isoformat()


def _without_sealed_of_start(uow: UnitOfWork, process_id: str, data: Variables) -> Variables:
    rows = definition_rows(uow.connection, process_id=process_id, latest_only=True)
    form_key = start_form_key(uow, rows[0].key) if rows else None
    return data if form_key is None else without_sealed(uow.definitions.form(uow.connection, form_key), data)


def _require_seen(saved_at: datetime | None, seen: str | None) -> None:
    if seen is None or saved_at is None or draft_mark(saved_at) == seen:
        return
    raise Conflict(
        Text(
            vi="Nội dung này vừa được lưu tạm ở một cửa sổ khác. Cửa sổ này chưa lưu.",
            en="Another window has just kept this form. This window has not been saved.",
        ),
        code="draft_newer",
        details={"saved_at": draft_mark(saved_at)},
    )


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
