"""Rows of documents: written around the upload of their bytes, attached to cases, found again, collected.

It decides no permission and touches no object. Every change of state names the state it starts from, so that a
collector and a slow upload cannot both win.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    any_,
    cast,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from engine.content import FileFacts
from engine.model.actor import Actor
from engine.model.document import DocumentPlace, DocumentState, StoredFile
from engine.model.lifecycle import TaskState
from engine.model.records import DocumentRecord
from engine.model.signature_check import SignatureCheck
from engine.store.queries.access import handed_in
from engine.store.tables import (
    AuditPayload,
    AxisMessage,
    Document,
    DocumentText,
    SharedDocument,
    StartDraft,
    UserTask,
    Variable,
)
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_DOCUMENT, _TASK, _DRAFT, _SHARED = core(Document), core(UserTask), core(StartDraft), core(SharedDocument)
_AXIS, _TEXT = core(AxisMessage), core(DocumentText)
_VARIABLE, _PAYLOAD = core(Variable), core(AuditPayload)
_STORED = DocumentState.STORED.value


def insert_pending(
    tx: Transaction, *, object_name: str, key: int, file_name: str, uploaded_by: str, source_key: str | None
) -> bool:
    """Announce an upload before its first byte; False when another upload holds `source_key`."""
    statement = insert(_DOCUMENT).values(
        key=key,
        object_name=object_name,
        file_name=file_name,
        content_type="",
        size_bytes=0,
        sha256="",
        version=1,
        state=DocumentState.PENDING.value,
        source_key=source_key,
        uploaded_at=tx.now,
        uploaded_by=uploaded_by,
    )
    announced = statement.on_conflict_do_nothing(index_elements=["source_key"]).returning(_DOCUMENT.c.key)
    return tx.connection.execute(announced).scalar_one_or_none() is not None


def mark_stored(
    tx: Transaction,
    key: int,
    facts: FileFacts,
    place: DocumentPlace,
    *,
    signature_check: SignatureCheck | None = None,
    held: bool = False,
) -> bool:
    """Record that the bytes are safe; False when the upload was given up meanwhile."""
    statement = (
        update(_DOCUMENT)
        .where(_DOCUMENT.c.key == key, _DOCUMENT.c.state == DocumentState.PENDING.value)
        .values(
            state=_STORED,
            content_type=facts.content_type,
            size_bytes=facts.size_bytes,
            sha256=facts.sha256,
            task_key=place.task_key,
            field=place.field,
            uploaded_at=tx.now,
            signature_check=signature_check.value if signature_check is not None else None,
            held=held,
        )
    )
    return tx.connection.execute(statement).rowcount == 1


def delete_pending(tx: Transaction, *, key: int | None = None, source_key: str | None = None) -> None:
    """Forget an upload that will not end, by its key or by what made it."""
    condition = _DOCUMENT.c.key == key if key is not None else _DOCUMENT.c.source_key == source_key
    tx.connection.execute(delete(_DOCUMENT).where(condition, _DOCUMENT.c.state == DocumentState.PENDING.value))


def find_file(connection: Connection, *, key: int | None = None, source_key: str | None = None) -> StoredFile | None:
    """Find a document in any state, by its key or by what made it."""
    condition = _DOCUMENT.c.key == key if key is not None else _DOCUMENT.c.source_key == source_key
    row = connection.execute(select(_DOCUMENT).where(condition)).one_or_none()
    return as_file(row) if row else None


def lock_files(connection: Connection, keys: Collection[int]) -> dict[int, StoredFile]:
    """Find documents by key and hold their rows until the commit; unknown keys are left out."""
    statement = select(_DOCUMENT).where(_DOCUMENT.c.key.in_(keys)).order_by(_DOCUMENT.c.key).with_for_update()
    return {row.key: as_file(row) for row in connection.execute(statement)}


def attach(tx: Transaction, file: StoredFile, *, instance_key: int, task_key: int | None, field: str | None) -> None:
    """Make a stored file part of a case, as the next version of its name in its field.

    Calls for one case are served one after another (until the commit), so that no version is given twice.
    """
    tx.connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('document_version', :case))"), {"case": instance_key}
    )
    newest = select(func.coalesce(func.max(_DOCUMENT.c.version), 0) + 1).where(
        _DOCUMENT.c.instance_key == instance_key,
        _DOCUMENT.c.field.is_not_distinct_from(field),
        _DOCUMENT.c.file_name == file.record.file_name,
        _DOCUMENT.c.state != DocumentState.REPLACED.value,
    )
    version = tx.connection.execute(newest).scalar_one()
    tx.connection.execute(
        update(_DOCUMENT)
        .where(_DOCUMENT.c.key == file.record.key, _DOCUMENT.c.state == _STORED, _DOCUMENT.c.instance_key.is_(None))
        .values(instance_key=instance_key, task_key=task_key, field=field, version=version)
    )


def mark_deleted(tx: Transaction, key: int) -> bool:
    """Take an unattached file away; False when it is no longer unattached."""
    statement = (
        update(_DOCUMENT)
        .where(_DOCUMENT.c.key == key, _DOCUMENT.c.state == _STORED, _DOCUMENT.c.instance_key.is_(None))
        .values(state=DocumentState.DELETED.value)
    )
    return tx.connection.execute(statement).rowcount == 1


def forget_unsent(tx: Transaction, keys: Sequence[int]) -> None:
    """Take unattached files away with their names; what a case holds meanwhile stays."""
    statement = (
        update(_DOCUMENT)
        .where(_DOCUMENT.c.key.in_(keys), _DOCUMENT.c.instance_key.is_(None))
        .values(state=DocumentState.DELETED.value, file_name="")
    )
    tx.connection.execute(statement)


def take_away(tx: Transaction, instance_key: int) -> Sequence[tuple[int, str]]:
    """Take every file of a case away with its text, as only the rules of secrecy ask; give keys and object names."""
    statement = (
        update(_DOCUMENT)
        .where(_DOCUMENT.c.instance_key == instance_key)
        .values(state=DocumentState.DELETED.value, file_name="", instance_key=None)
        .returning(_DOCUMENT.c.key, _DOCUMENT.c.object_name)
    )
    gone = [(row.key, row.object_name) for row in tx.connection.execute(statement)]
    tx.connection.execute(delete(_TEXT).where(_TEXT.c.document_key.in_([key for key, _ in gone])))
    return gone


def take_out(tx: Transaction, key: int, instance_key: int) -> None:
    """Take one file of a case away with its name, its text, and what leads to it: variables, lines, others' shares."""
    gone = update(_DOCUMENT).where(_DOCUMENT.c.key == key).values(state=DocumentState.DELETED.value, file_name="")
    tx.connection.execute(gone)
    tx.connection.execute(delete(_TEXT).where(_TEXT.c.document_key == key))
    tx.connection.execute(delete(_SHARED).where(_SHARED.c.document_key == key))
    named = _VARIABLE.c.value.op("-")(str(key))
    holds = (_VARIABLE.c.instance_key == instance_key) & _VARIABLE.c.value.contains([str(key)])
    tx.connection.execute(update(_VARIABLE).where(holds).values(value=named))
    told = _PAYLOAD.c.payload.contains({"document": str(key)})  # that it was added, with its name
    tx.connection.execute(delete(_PAYLOAD).where(_PAYLOAD.c.instance_key == instance_key, told))


def case_documents(connection: Connection, instance_key: int) -> tuple[DocumentRecord, ...]:
    """List the stored files of a case and those of others that it has too, oldest first."""
    shared = select(_SHARED.c.document_key).where(_SHARED.c.instance_key == instance_key)
    return _records(connection, or_(_DOCUMENT.c.instance_key == instance_key, _DOCUMENT.c.key.in_(shared)))


def handed_in_documents(
    connection: Connection, actor: Actor, instance_key: int, at: datetime
) -> tuple[DocumentRecord, ...]:
    """List the stored files of a case that somebody from outside or their body handed in, oldest first."""
    return _records(connection, _DOCUMENT.c.instance_key == instance_key, handed_in(actor, at))


def count_handed_in(
    connection: Connection, actor: Actor, instance_keys: Collection[int], at: datetime
) -> Mapping[int, int]:
    """Count, by case, the stored files that somebody from outside or their body handed in."""
    theirs = (_DOCUMENT.c.instance_key.in_(instance_keys), _DOCUMENT.c.state == _STORED, handed_in(actor, at))
    counted = select(_DOCUMENT.c.instance_key, func.count()).where(*theirs).group_by(_DOCUMENT.c.instance_key)
    return {row[0]: row[1] for row in connection.execute(counted)}


def was_handed_in(connection: Connection, actor: Actor, document_key: int, at: datetime) -> bool:
    """Tell whether somebody from outside or their body handed the file in."""
    return bool(_records(connection, _DOCUMENT.c.key == document_key, handed_in(actor, at)))


def shared_with(connection: Connection, document_key: int) -> Sequence[int]:
    """Give the cases that have a file of another case too."""
    return (
        connection.execute(select(_SHARED.c.instance_key).where(_SHARED.c.document_key == document_key)).scalars().all()
    )


def shared_among(connection: Connection, instance_key: int, keys: Collection[int]) -> frozenset[int]:
    """Give those of the files that a case has from another case."""
    held = select(_SHARED.c.document_key).where(_SHARED.c.instance_key == instance_key)
    return frozenset(connection.execute(held.where(_SHARED.c.document_key.in_(keys))).scalars())


def unattached_documents(connection: Connection, username: str, task_key: int | None) -> tuple[DocumentRecord, ...]:
    """List what somebody uploaded for a task (or, with None, for no task) and has not yet sent."""
    return _records(
        connection,
        _DOCUMENT.c.instance_key.is_(None),
        _DOCUMENT.c.uploaded_by == username,
        _DOCUMENT.c.task_key.is_not_distinct_from(task_key),
    )


def forget_abandoned(tx: Transaction, before: datetime, limit: int) -> Sequence[str]:
    """Delete rows whose bytes nobody will ask for and give their object names.

    These are uploads that never ended, files taken away, and files that were never sent: neither attached nor kept
    for an open task, in a draft or with a message of the axis. All of them older than `before`.
    """
    open_task = exists().where(_TASK.c.key == _DOCUMENT.c.task_key, _TASK.c.state == TaskState.CREATED.value)
    in_draft = exists().where(
        _DRAFT.c.username == _DOCUMENT.c.uploaded_by,
        cast(_DRAFT.c.data, String).contains(func.concat('"', cast(_DOCUMENT.c.key, String), '"')),
    )
    of_message = exists().where(or_(_AXIS.c.document_key == _DOCUMENT.c.key, _DOCUMENT.c.key == any_(_AXIS.c.files)))
    unsent = _DOCUMENT.c.instance_key.is_(None) & ~open_task & ~in_draft & ~of_message
    never_sent = _DOCUMENT.c.state.in_([_STORED, DocumentState.REPLACED.value]) & unsent
    abandoned = (
        select(_DOCUMENT.c.key)
        .where(
            _DOCUMENT.c.uploaded_at < before,
            or_(_DOCUMENT.c.state.in_([DocumentState.PENDING.value, DocumentState.DELETED.value]), never_sent),
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = delete(_DOCUMENT).where(_DOCUMENT.c.key.in_(abandoned)).returning(_DOCUMENT.c.object_name)
    return tx.connection.execute(statement).scalars().all()


def known_objects(connection: Connection, names: Collection[str]) -> frozenset[str]:
    """Tell which object names belong to a row, in whatever state."""
    statement = select(_DOCUMENT.c.object_name).where(_DOCUMENT.c.object_name.in_(names))
    return frozenset(connection.execute(statement).scalars())


def _records(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[DocumentRecord, ...]:
    statement = select(_DOCUMENT).where(_DOCUMENT.c.state == _STORED, *conditions)
    rows = connection.execute(statement.order_by(_DOCUMENT.c.uploaded_at, _DOCUMENT.c.key))
    return tuple(as_file(row).record for row in rows)


def as_file(row: Row[Any]) -> StoredFile:
    """Make a file of a whole row of `document`."""
    return StoredFile(
        record=DocumentRecord(
            key=row.key,
            instance_key=row.instance_key,
            field=row.field,
            file_name=row.file_name,
            content_type=row.content_type,
            size_bytes=row.size_bytes,
            sha256=row.sha256,
            version=row.version,
            uploaded_at=row.uploaded_at,
            uploaded_by=row.uploaded_by,
            signature_check=SignatureCheck(row.signature_check) if row.signature_check is not None else None,
        ),
        state=DocumentState(row.state),
        object_name=row.object_name,
        task_key=row.task_key,
    )
