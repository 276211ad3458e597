"""Rows of files edited in office programs: which file it is, who has it open, what was saved. Decides nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.model.document import DocumentState, StoredFile
from engine.model.editing import EditedFile, EditLock
from engine.model.lifecycle import TaskState
from engine.store.documents import as_file
from engine.store.tables import Document, DocumentText, EditSave, Person, UserTask
from engine.store.tables import EditedFile as EditedFileRow
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_FILE, _SAVE, _DOCUMENT, _PERSON = core(EditedFileRow), core(EditSave), core(Document), core(Person)
_TASK, _TEXT = core(UserTask), core(DocumentText)


def open_file(tx: Transaction, *, instance_key: int, task_key: int, field: str, document_key: int) -> int:
    """Give the key of the file that a document of a task's field is, in whatever save; note it if it is new."""
    of_field = (_FILE.c.task_key == task_key) & (_FILE.c.field == field)
    saved = exists().where(_SAVE.c.file_key == _FILE.c.key, _SAVE.c.document_key == document_key)
    known = select(_FILE.c.key).where(of_field, or_(_FILE.c.first_key == document_key, saved))
    found = tx.connection.execute(known.order_by(_FILE.c.key.desc()).limit(1)).scalar_one_or_none()
    if found is not None:
        return int(found)
    row = {"instance_key": instance_key, "task_key": task_key, "field": field, "first_key": document_key}
    new = upsert(_FILE).values(key=tx.new_key(), current_key=document_key, **row)
    place = ["task_key", "field", "first_key"]
    # Another window of theirs may be at the same: whoever comes second finds the first one's row.
    made = new.on_conflict_do_update(index_elements=place, set_={"field": new.excluded.field}).returning(_FILE.c.key)
    return int(tx.connection.execute(made).scalar_one())


def find_edited(connection: Connection, key: int) -> EditedFile | None:
    """Find a file by its key."""
    row = connection.execute(_files().where(_FILE.c.key == key)).one_or_none()
    return _file(row) if row is not None else None


def hold_edited(connection: Connection, key: int) -> EditedFile | None:
    """Find a file and hold its row until the commit."""
    connection.execute(select(_FILE.c.key).where(_FILE.c.key == key).with_for_update())
    return find_edited(connection, key)


def set_lock(tx: Transaction, key: int, *, token: str, username: str, until: datetime) -> None:
    """Put a new lock on a file: what is saved from now on is a version of its own."""
    values = {"lock_token": token, "lock_username": username, "lock_until": until, "saved_key": None}
    tx.connection.execute(update(_FILE).where(_FILE.c.key == key).values(**values))


def extend_lock(tx: Transaction, key: int, until: datetime) -> None:
    """Let a file's lock last longer."""
    tx.connection.execute(update(_FILE).where(_FILE.c.key == key).values(lock_until=until))


def drop_lock(tx: Transaction, key: int) -> None:
    """Take a file's lock away."""
    values = {"lock_token": None, "lock_username": None, "lock_until": None, "saved_key": None}
    tx.connection.execute(update(_FILE).where(_FILE.c.key == key).values(**values))


def add_save(tx: Transaction, file: EditedFile, *, document_key: int, username: str, in_lock: bool) -> None:
    """Note that a document is the file's newest save; `in_lock`: made by whoever has its lock."""
    values = {"current_key": document_key, "saved_key": document_key if in_lock else None}
    tx.connection.execute(update(_FILE).where(_FILE.c.key == file.key).values(**values))
    row = {"document_key": document_key, "file_key": file.key, "before_key": file.current_key}
    tx.connection.execute(insert(_SAVE).values(username=username, saved_at=tx.now, **row))


def replace(tx: Transaction, document_key: int, *, instance_key: int) -> bool:
    """Make a save no version of its own, unless a step of the case was completed since: it may have been decided on."""
    decided = exists().where(
        _TASK.c.instance_key == instance_key,
        _TASK.c.state == TaskState.COMPLETED.value,
        _TASK.c.completed_at >= _DOCUMENT.c.uploaded_at,
    )
    mine = (_DOCUMENT.c.key == document_key) & (_DOCUMENT.c.state == DocumentState.STORED.value)
    done = tx.connection.execute(
        update(_DOCUMENT).where(mine, ~decided).values(state=DocumentState.REPLACED.value)
    ).rowcount
    if done:
        tx.connection.execute(_TEXT.delete().where(_TEXT.c.document_key == document_key))
    return bool(done)


def saves_of_task(connection: Connection, task_key: int) -> Sequence[Any]:
    """Give what was saved for a task: field, document, what lay there before it, the newest save now, and when."""
    saved = (_FILE.c.field, _SAVE.c.document_key, _SAVE.c.before_key, _FILE.c.current_key, _SAVE.c.saved_at)
    statement = select(*saved).join(_FILE, _FILE.c.key == _SAVE.c.file_key).where(_FILE.c.task_key == task_key)
    return connection.execute(statement).all()


def replaced_saves(connection: Connection, username: str, *, instance_key: int, field: str) -> Sequence[StoredFile]:
    """Give what somebody saved for a field of a case and saved over within the same editing, the oldest first."""
    statement = (
        select(_DOCUMENT)
        .join(_SAVE, _SAVE.c.document_key == _DOCUMENT.c.key)
        .join(_FILE, _FILE.c.key == _SAVE.c.file_key)
        .where(
            _FILE.c.instance_key == instance_key,
            _FILE.c.field == field,
            _SAVE.c.username == username,
            _DOCUMENT.c.state == DocumentState.REPLACED.value,
        )
        .order_by(_SAVE.c.saved_at, _DOCUMENT.c.key)
    )
    return [as_file(row) for row in connection.execute(statement)]


def saved_before(connection: Connection, document_key: int) -> Sequence[StoredFile]:
    """Give the saves of the file that a document is a save of which were saved over: no list has them."""
    file = select(_SAVE.c.file_key).where(_SAVE.c.document_key == document_key).scalar_subquery()
    statement = (
        select(_DOCUMENT)
        .join(_SAVE, _SAVE.c.document_key == _DOCUMENT.c.key)
        .where(_SAVE.c.file_key == file, _DOCUMENT.c.state == DocumentState.REPLACED.value)
    )
    return [as_file(row) for row in connection.execute(statement)]


def last_save_of(connection: Connection, username: str) -> tuple[datetime, int] | None:
    """Tell when somebody last saved in their office program, and for which task."""
    statement = (
        select(_SAVE.c.saved_at, _FILE.c.task_key)
        .join(_FILE, _FILE.c.key == _SAVE.c.file_key)
        .where(_SAVE.c.username == username)
        .order_by(_SAVE.c.saved_at.desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return (row.saved_at, row.task_key) if row is not None else None


def _files() -> Select[Any]:
    holder = func.coalesce(_PERSON.c.display_name, "").label("holder")
    return select(*_FILE.c, holder).outerjoin(_PERSON, _PERSON.c.username == _FILE.c.lock_username)


def _file(row: Any) -> EditedFile:
    lock = None
    if row.lock_token is not None:
        lock = EditLock(token=row.lock_token, username=row.lock_username, holder=row.holder, until=row.lock_until)
    return EditedFile(
        key=row.key,
        task_key=row.task_key,
        instance_key=row.instance_key,
        field=row.field,
        first_key=row.first_key,
        current_key=row.current_key,
        saved_key=row.saved_key,
        lock=lock,
    )
