"""What the commands on a user task share: finding it under its case's lock, and refusing a stale page."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.lifecycle import TASK, InstanceState, TaskState, next_state
from engine.model.records import TaskRecord
from engine.operations.access import (
    find_task,
    is_own,
    may_take,
    require_task_access,
    require_worker,
    stands_in,
    task_not_found,
)
from engine.operations.cases.case import Case, CaseSuspended, lock_case
from engine.operations.documents.signatures import refuse_signing_for
from engine.operations.tasks.assigning import may_assign
from engine.operations.tasks.awaited_act import SIGNATURE
from engine.operations.tasks.done_before import done_before
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.people import display_name
from engine.store.queries.tasks import FULL_TASK, TaskRow, task_of, task_row
from engine.store.statements import update_by_key
from engine.store.tables import UserTask
from engine.store.tables.core import core

_TASK = core(UserTask)
# What nobody does for another at a step that is a signature, whatever permissions they have on tasks.
_IN_PERSON = frozenset({"claim", "complete"})
Permit = Callable[[UnitOfWork, Actor, TaskRow], None]
_KEPT = Text(
    vi="Nội dung vừa nhập còn nguyên, chưa gửi; hãy lưu tạm, rồi gửi khi hồ sơ tiếp tục.",
    en="What you typed is kept and was not sent; save it as a draft and send it when the case goes on.",
)


def lock_case_of_task(uow: UnitOfWork, actor: Actor, task_key: int) -> Case:
    """Lock the case of a task.

    Raises NotFound for a task that is not there or not for this actor to know of. When the case has ended, a task that
    was done tells by whom; anything else is the Conflict of an ended case.
    """
    task = find_task(uow, actor, task_key)
    if task is None:
        raise task_not_found()
    if not (may_take(uow, actor, task) or may_assign(uow, actor, task)):
        require_task_access(uow, actor, task)
    try:
        case = lock_case(uow, actor, task.instance_key, along=[(FULL_TASK, {"task_key": task_key})], suspended=True)
    except Conflict:
        task = task_row(uow.transaction, task_key)  # anew: a colleague may have been quicker while this one waited
        if task is not None and task.state == TaskState.COMPLETED.value:
            raise _already_done(uow, actor, task) from None
        raise
    [found] = case.along
    case.task = found[0] if found else None
    return case


def open_task(case: Case, action: str, version: int | None, *, permit: Permit = require_worker) -> TaskRow:
    """Give the open task of a case from `lock_case_of_task`, on which the case's actor may work.

    `permit` raises for an actor who may not do this `action`. What a stand-in does is recorded in both names.
    Raises NotFound, NotPermitted, or Conflict (already done, taken by a colleague, or changed since `version`). What
    moves the case (`complete`) waits while it is suspended; handing out its tasks does not.
    """
    uow, actor = case.uow, case.actor
    if case.task is None:
        raise task_not_found()
    task = task_of(case.task)
    if task.state == TaskState.COMPLETED.value:
        require_task_access(uow, actor, task)
        raise _already_done(uow, actor, task)
    permit(uow, actor, task)
    if action == "complete" and case.row["state"] == InstanceState.SUSPENDED.value:
        raise CaseSuspended(_KEPT)
    absence = stands_in(uow, actor, task) if permit is require_worker else None
    element = case.definition.elements[task.element_id]
    foreign = action in _IN_PERSON and SIGNATURE in element.properties and not is_own(uow, actor, task)
    if absence is not None or foreign:
        refuse_signing_for(uow, element, case.root)
    if absence is not None:
        case.on_behalf_of = absence.person.username
    next_state(TASK, TaskState(task.state), action)
    if version is not None and version != task.version:
        raise _stale(task, typed=action == "complete")
    return task


def change_task(uow: UnitOfWork, task: TaskRow, **values: Any) -> None:
    """Write columns of a task whose case is locked, and count its version up."""
    changed = {**values, "version": task.version + 1}
    uow.transaction.write(update_by_key(_TASK, tuple(changed)), [{"row_key": task.key, **changed}])


def held_by(assignee: str | None, *, asked_by: str | None = None) -> dict[str, JsonValue]:
    """Give the columns of a task that somebody has now; who asked them to work on it, if anybody, has it back later."""
    return {"assignee": assignee, "asked_by": asked_by}


def read_task(uow: UnitOfWork, task_key: int) -> TaskRecord:
    """Give the task's record as it is now in this transaction."""
    [[row]] = uow.transaction.read((FULL_TASK, {"task_key": task_key}))
    return task_record(row)


def task_record(row: Mapping[str, Any]) -> TaskRecord:
    """Make the record of a row of `full_tasks`."""
    explained = row["due_explained"]
    return TaskRecord(
        key=row["key"],
        instance_key=row["instance_key"],
        element_instance_key=row["element_instance_key"],
        element_id=row["element_id"],
        name=row["name"],
        name_en=row["name_en"],
        about=row["about"],
        outside=row["outside"],
        awaits=row["awaits"],
        state=TaskState(row["state"]),
        assignee=row["assignee"],
        asked_by=row["asked_by"],
        candidate_groups=tuple(row["candidate_groups"]),
        candidate_users=tuple(row["candidate_users"]),
        form_key=row["form_key"],
        form_id=row["form_id"],
        priority=row["priority"],
        created_at=row["created_at"],
        completed_at=row["completed_at"],
        completed_by=row["completed_by"],
        due_at=row["due_at"],
        warn_at=row["warn_at"],
        follow_up_at=row["follow_up_at"],
        due_explained=explained and Text(vi=explained["vi"], en=explained["en"]),
        due_rule=explained and explained.get("rule"),
        version=row["version"],
        definition_key=row["definition_key"],
        process_id=row["process_id"],
        process_name=row["process_name"],
        process_name_en=row["process_name_en"],
        process_version=row["process_version"],
        business_id=row["business_id"],
        root_key=row["root_key"] or row["instance_key"],
        case_title=row["case_title"],
        suspended=row["suspended"],
        document_count=row["document_count"],
        draft_saved_at=row["draft_saved_at"],
    )


def _stale(task: TaskRow, *, typed: bool) -> Conflict:
    """Make the answer to a page older than the task; `typed` when something was filled in on it."""
    kept = ("Nội dung vừa nhập còn nguyên, chưa gửi", "What you typed is kept and was not sent")
    vi, en = kept if typed else ("Không có gì thay đổi", "Nothing was changed by you")
    return Conflict(
        Text(
            vi=f"Việc này vừa thay đổi ở nơi khác. {vi}; hãy tải lại trang.",
            en=f"This task has just changed elsewhere. {en}; reload the page.",
        ),
        code="stale_task",
        details={"version": task.version},
    )


def _already_done(uow: UnitOfWork, actor: Actor, task: TaskRow) -> Conflict:
    by = display_name(uow.connection, task.completed_by) if task.completed_by else "?"
    zone = uow.law.current(uow.transaction).rule_book.calendar.zone
    at = task.completed_at.astimezone(zone) if task.completed_at else uow.now
    if task.completed_by == actor.username:
        return done_before(uow, task, at)
    return Conflict(
        Text(
            vi=f"{by} đã xử lý việc này lúc {at:%H:%M %d/%m/%Y}. Nội dung vừa nhập còn nguyên, chưa gửi.",
            en=f"{by} completed this task at {at:%H:%M %d/%m/%Y}. What you typed is kept and was not sent.",
        ),
        code="task_completed",
        details={"completed_by": task.completed_by or "", "completed_at": at.isoformat()},
    )
