"""Give somebody at work on a task the address by which their office program opens and saves a file of its form.

The token is derived from the session's own, which nobody but the browser has: pressing again gives the same address, so
that the program finds the document it has open already; a hash of it is all that is kept. It ends with the session.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from engine.content import clean_file_name
from engine.errors import InputRejected, NotFound, Text
from engine.forms import Component, Kind, accepts
from engine.model.actor import Actor
from engine.model.document import StoredFile
from engine.model.editing import EditLock
from engine.model.lifecycle import TASK, TaskState, next_state
from engine.model.records import TaskRecord
from engine.operations.access import require_worker, task_not_found
from engine.operations.documents.document_access import document_not_found
from engine.operations.documents.download_document import readable_file
from engine.operations.documents.new_draft import WORD
from engine.operations.signing_in.sign_in_rules import SignInRules, token_digest
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents, edit_addresses, edited_files
from engine.store.queries.tasks import task_row

_LONGEST_NAME: Final = 80  # Office programs refuse addresses beyond some 250 characters
_UNFIT: Final = str.maketrans(dict.fromkeys('#%?&+;:|<>"*\\/~{}[]^`', "-"))  # what programs stumble over in an address


@dataclass(frozen=True, slots=True, kw_only=True)
class WordAddress:
    """Where a program finds the file, and who has it open already."""

    token: str = field(repr=False)
    file_name: str
    lock: EditLock | None


def open_in_word(
    uow: UnitOfWork,
    actor: Actor,
    rules: SignInRules,
    *,
    session: str,
    task: TaskRecord,
    field: str,
    document_key: int,
) -> WordAddress:
    """Give the address of a Word file that the field `field` of the task's form may name.

    Raises NotFound, NotPermitted, Conflict as working on the task does, and InputRejected for a file or field that no
    office program could save into.
    """
    _require_work(uow, actor, task)
    component = _field(uow, task, field)
    file = _file_of(uow, actor, task, document_key)
    if file.record.content_type != WORD or not accepts(component, file.record.file_name, file.record.content_type):
        raise _no_word_file()
    key = edited_files.open_file(
        uow.transaction, instance_key=task.instance_key, task_key=task.key, field=field, document_key=document_key
    )
    session_sha256, now = token_digest(session), rules.now()
    end = edit_addresses.session_end(uow.transaction, session_sha256, actor.username)
    if end is None:
        raise document_not_found()
    token = _token(session, key)
    name = _name(file.record.file_name)
    edit_addresses.keep_address(
        uow.transaction,
        token_sha256=token_digest(token),
        session_sha256=session_sha256,
        username=actor.username,
        file_key=key,
        file_name=name,
        expires_at=min(now + timedelta(seconds=rules.edit_address_s), end),
    )
    held = edited_files.find_edited(uow.connection, key)
    lock = held.lock if held is not None and held.lock is not None and held.lock.holds_at(now) else None
    return WordAddress(token=token, file_name=name, lock=lock)


def release_own_lock(uow: UnitOfWork, actor: Actor, *, task: TaskRecord, field: str, document_key: int) -> None:
    """Take away the lock that the actor's own program left when it was ended by force."""
    _require_work(uow, actor, task)
    _file_of(uow, actor, task, document_key)
    key = edited_files.open_file(
        uow.transaction, instance_key=task.instance_key, task_key=task.key, field=field, document_key=document_key
    )
    held = edited_files.hold_edited(uow.connection, key)
    if held is not None and held.lock is not None and held.lock.username == actor.username:
        edited_files.drop_lock(uow.transaction, key)


def _require_work(uow: UnitOfWork, actor: Actor, task: TaskRecord) -> None:
    row = task_row(uow.transaction, task.key)
    if row is None:
        raise task_not_found()
    require_worker(uow, actor, row)
    next_state(TASK, TaskState(row.state), "save_draft")


def _field(uow: UnitOfWork, task: TaskRecord, field: str) -> Component:
    form = uow.definitions.form(uow.connection, task.form_key) if task.form_key is not None else None
    component = form.by_key().get(field) if form is not None else None
    if component is None or component.kind is not Kind.FILEPICKER:
        raise _no_word_file()
    return component


def _file_of(uow: UnitOfWork, actor: Actor, task: TaskRecord, document_key: int) -> StoredFile:
    """Give a file of the task's case, or one that the actor has uploaded for the task."""
    try:
        file = readable_file(uow, actor, document_key=document_key)
    except NotFound:
        raise document_not_found() from None
    case = file.record.instance_key
    own = case is None and file.task_key == task.key
    shared = documents.shared_among(uow.connection, task.instance_key, {document_key})
    if not own and case != task.instance_key and document_key not in shared:
        raise document_not_found()
    return file


def _token(session: str, file_key: int) -> str:
    made = hmac.new(session.encode(), f"hoidong edit {file_key}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def _name(file_name: str) -> str:
    stem = clean_file_name(file_name, max_length=_LONGEST_NAME).rpartition(".")[0].translate(_UNFIT).strip(" .-")
    return f"{stem or 'van-ban'}.docx"


def _no_word_file() -> InputRejected:
    return InputRejected(
        Text(
            vi="Chỉ mở bằng Word được tệp .docx của việc này.",
            en="Only .docx files of this task can be opened in Word.",
        ),
        code="edit_not_word",
    )
