"""Let somebody sign in no more, with the work that they hold: it goes to a colleague in the same command.

Tasks of restricted cases are not shown to an administrator whom the case does not name, nor counted, nor handed to
anybody new: the people whom such a case names get a notice that its task needs another holder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import RowMapping, select

from engine.errors import Finding, InputRejected, Text
from engine.model.actor import Actor, ActorKind
from engine.operations.cases.case import lock_case
from engine.operations.people.administration import record, require_administrator
from engine.operations.people.change_person import set_active
from engine.operations.reasons import require_reason
from engine.operations.tasks.tasks import change_task, held_by
from engine.operations.unit_of_work import UnitOfWork
from engine.store import organisation
from engine.store.notices import insert_notices, insert_task_notices, people_of
from engine.store.queries.people import find_person
from engine.store.queries.tasks import task_row
from engine.store.tables import CaseMember
from engine.store.tables.core import core

_MEMBER = core(CaseMember)
CODE: Final = "holder_gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """A task in the hands of somebody: the case's number, no content."""

    key: int
    business_id: str
    name: Text
    due_at: datetime | None


def list_open_work(uow: UnitOfWork, actor: Actor, username: str) -> tuple[OpenTask, ...]:
    """Give the open tasks of ordinary cases that somebody holds."""
    require_administrator(uow, actor)
    return tuple(
        OpenTask(
            key=row["key"],
            business_id=row["business_id"],
            name=Text(vi=row["name"], en=row["name_en"] or row["name"]),
            due_at=row["due_at"],
        )
        for row in organisation.open_work(uow.transaction, username)
        if not row["restricted"]
    )


def deactivate_person(uow: UnitOfWork, actor: Actor, *, username: str, receiver: str | None, reason: str) -> None:
    """Hand over the open work, end every session, and let the person sign in no more.

    Raises NotFound, and InputRejected: no reason, oneself, or no receiver for work that is shown.
    """
    require_administrator(uow, actor)
    require_reason(reason)
    if username == actor.username:
        raise _refused("username", "Không tự ngừng sử dụng tài khoản của mình.", "You cannot deactivate yourself.")
    work = organisation.open_work(uow.transaction, username)
    ordinary = [row for row in work if not row["restricted"]]
    if ordinary:
        _hand_over(uow, actor, ordinary, _receiver(uow, username, receiver), reason)
    _tell_named(uow, [row for row in work if row["restricted"]], username)
    _leave_with_colleagues(uow, actor, username)
    ended = set_active(uow, username=username, active=False)
    record(
        uow,
        actor,
        "PersonDeactivated",
        username,
        receiver=receiver if ordinary else None,
        tasks=len(ordinary),
        sessions_ended=ended,
        reason=reason,
    )


def _receiver(uow: UnitOfWork, username: str, receiver: str | None) -> str:
    person = find_person(uow.connection, receiver) if receiver and receiver != username else None
    if person is None or not person.active or person.kind != ActorKind.PERSON:
        raise _refused(
            "receiver", "Còn việc đang mở: hãy chọn người nhận.", "There is open work: choose who shall have it."
        )
    return person.username


def _hand_over(uow: UnitOfWork, actor: Actor, work: Sequence[RowMapping], receiver: str, reason: str) -> None:
    for row in work:  # in the order of the cases' keys, as every command locks them
        case = lock_case(uow, actor, row["instance_key"], suspended=True)
        task = task_row(uow.transaction, row["key"])
        if task is None or task.restricted or task.assignee is None:
            continue
        asked_by = task.asked_by if task.asked_by != receiver else None
        change_task(uow, task, **held_by(receiver, asked_by=asked_by))
        case.members[f"user:{receiver}"] = "worker"
        case.record(
            "TaskAssigned",
            element_id=task.element_id,
            task=task.key,
            name=task.name,
            old=task.assignee,
            new=receiver,
            reason=reason,
        )
        case.save()
        insert_task_notices(
            uow.transaction,
            [receiver],
            instance_key=case.key,
            code="task_handed_over",
            data={
                "vi": f"Quản trị hệ thống chuyển cho anh/chị việc “{task.name}”, hồ sơ {row['business_id']}: {reason}",
                "en": f"An administrator handed you a task of case {row['business_id']}: {reason}",
            },
            source_key=f"task:{task.key}",
        )


def _leave_with_colleagues(uow: UnitOfWork, actor: Actor, username: str) -> None:
    """Leave what the person asked colleagues to work on with these: there is nobody any more to give it back to."""
    for key, instance_key in organisation.open_asked(uow.transaction, username):
        case = lock_case(uow, actor, instance_key, suspended=True)
        task = task_row(uow.transaction, key)
        if task is None or task.asked_by != username:
            continue
        change_task(uow, task, **held_by(task.assignee))
        case.record("TaskLeft", element_id=task.element_id, task=key, name=task.name, old=username, new=task.assignee)
        case.save()


def _tell_named(uow: UnitOfWork, work: Sequence[RowMapping], username: str) -> None:
    for row in work:
        named = select(_MEMBER.c.principal).where(
            _MEMBER.c.instance_key == row["instance_key"], _MEMBER.c.principal.startswith("user:")
        )
        names = {name.removeprefix("user:") for name in uow.connection.execute(named).scalars()} - {username}
        who = people_of(uow.connection, usernames=names, groups=(), instance_key=row["instance_key"])
        insert_notices(
            uow.transaction,
            who,
            instance_key=row["instance_key"],
            code=CODE,
            data={
                "vi": f"Người giữ việc “{row['name']}”, hồ sơ {row['business_id']}, không còn sử dụng hệ thống. "
                "Hãy chuyển việc cho người khác có tên trong hồ sơ.",
                "en": f"The holder of a task of case {row['business_id']} uses the system no more. "
                "Hand the task to somebody whom the case names.",
            },
            source_key=f"task:{row['key']}",
        )


def _refused(field: str, vi: str, en: str) -> InputRejected:
    text = Text(vi=vi, en=en)
    return InputRejected(text, code="deactivation_refused", findings=(Finding(code="refused", text=text, field=field),))
