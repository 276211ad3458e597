"""Keep a file for whoever has it open: lock it, hold the lock, give it back. For RFC 4918's exclusive write locks.

A program that died holds nobody up for long: its lock runs out, and then another one may take its place. Until somebody
does, whoever comes back with the old one (a laptop that slept) goes on as if nothing had been.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from engine.errors import Conflict, Text
from engine.model.editing import Condition, EditedFile, EditLock
from engine.operations.editing.edited import (
    Edited,
    Reached,
    address_of,
    edit_locked,
    edit_unmet,
    find_edited,
    hold_case,
)
from engine.operations.signing_in.sign_in_rules import SignInRules
from engine.operations.unit_of_work import UnitOfWork
from engine.store import edited_files

LONGEST: Final = timedelta(minutes=10)
SHORTEST: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A lock just given, or given for longer."""

    lock: EditLock
    lasts: timedelta


def lock_file(
    uow: UnitOfWork, rules: SignInRules, at: Reached, *, condition: Condition, wanted: timedelta = LONGEST
) -> Locked:
    """Open a file for editing as the person of an address; what is saved under the lock becomes one version.

    Raises NotFound, and Conflict: `edit_locked` while somebody has it, `edit_condition_unmet`, `edit_ended`.
    """
    edited = find_edited(uow, rules, at, writing=True)
    case = hold_case(uow, edited)
    file, now = _held(uow, edited), rules.now()
    if not condition.met(file.lock.token if file.lock else None, edited.document.record.sha256):
        raise edit_unmet()
    if file.lock is not None and file.lock.holds_at(now):
        raise edit_locked(file.lock.holder)
    token, lasts = f"opaquelocktoken:{uuid.uuid4()}", _bounded(wanted)
    edited_files.set_lock(uow.transaction, file.key, token=token, username=edited.actor.username, until=now + lasts)
    record = edited.document.record
    case.record(
        "DocumentOpenedInWord",
        element_id=case.task["element_id"] if case.task else None,
        document=str(record.key),
        file_name=record.file_name,
        version=record.version,
    )
    case.save()
    held = EditLock(token=token, username=edited.actor.username, holder=edited.actor.display_name, until=now + lasts)
    return Locked(lock=held, lasts=lasts)


def refresh_lock(
    uow: UnitOfWork, rules: SignInRules, at: Reached, *, condition: Condition, wanted: timedelta = LONGEST
) -> Locked:
    """Let the actor's own lock last longer; raises NotFound and Conflict (`edit_condition_unmet`)."""
    edited = find_edited(uow, rules, at, writing=True)
    lock = own_lock(_held(uow, edited), edited, condition)
    if lock is None:
        raise edit_unmet()
    lasts = _bounded(wanted)
    until = rules.now() + lasts
    edited_files.extend_lock(uow.transaction, edited.file.key, until)
    return Locked(lock=EditLock(token=lock.token, username=lock.username, holder=lock.holder, until=until), lasts=lasts)


def unlock_file(uow: UnitOfWork, rules: SignInRules, at: Reached, *, token: str) -> None:
    """Give the actor's own lock back, also once their task has ended; raises NotFound, Conflict for another's."""
    address = address_of(uow, rules, at)
    file = edited_files.hold_edited(uow.connection, address.file_key)
    if file is None or file.lock is None or file.lock.token != token or file.lock.username != address.actor.username:
        raise _not_the_lock()
    edited_files.drop_lock(uow.transaction, file.key)


def own_lock(file: EditedFile, edited: Edited, condition: Condition) -> EditLock | None:
    """Give the file's lock when it is the actor's own and the condition names it, even one that has run out."""
    lock = file.lock
    ours = lock is not None and lock.username == edited.actor.username and lock.token in condition.tokens
    return lock if ours else None


def _not_the_lock() -> Conflict:
    return Conflict(
        Text(vi="Khóa này không phải của anh/chị trên tệp này.", en="That lock is not yours on this file."),
        code="edit_lock_unknown",
    )


def _held(uow: UnitOfWork, edited: Edited) -> EditedFile:
    held = edited_files.hold_edited(uow.connection, edited.file.key)
    return held if held is not None else edited.file


def _bounded(wanted: timedelta) -> timedelta:
    return min(max(wanted, SHORTEST), LONGEST)
