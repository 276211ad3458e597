"""Take a file in: announced in the database, streamed to the object store, then confirmed.

Two short transactions with the bytes between them: whatever breaks half-way leaves at most a PENDING row and an
object that `collect_orphans` finds. The file is judged while it passes; nothing of it is kept in memory but a part.
Nobody's thread or connection is held while a sender is slow.
"""

from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from engine import faults
from engine.content import ContentInspector, DocumentPolicy, FileFacts, bare_media_type
from engine.errors import Conflict, EngineError, Text, Unavailable
from engine.model.actor import Actor
from engine.model.document import NOWHERE_YET, DocumentPlace, DocumentState
from engine.model.lifecycle import TASK, TaskState, next_state
from engine.model.records import DocumentRecord
from engine.model.signature_check import SignatureCheck
from engine.operations.access import find_task, require_participation, require_worker, task_not_found
from engine.operations.cases.case import Case, lock_case
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.documents.document_access import document_not_found
from engine.operations.documents.judge_upload import judge_upload
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents

OBJECT_PREFIX = "document/"


class Sending(Protocol):
    """The way of the bytes to the object store."""

    def write(self, chunk: bytes) -> None:
        """Send the next bytes."""
        ...

    def finish(self) -> None:
        """Make the object appear."""
        ...

    def abort(self) -> None:
        """Drop what was sent."""
        ...


class Upload:
    """A file on its way in: `write` each piece, then `finish`; `abort` when it breaks. Made by `begin_upload`."""

    def __init__(
        self,
        engine: Engine,
        actor: Actor,
        *,
        key: int,
        inspector: ContentInspector,
        judged: bool = True,
        held: bool = False,
        sending: Sending | None = None,
    ) -> None:
        self._engine = engine
        self._judged = judged
        self._held = held
        self._actor = actor
        self._key = key
        self._inspector = inspector
        self._object_name = f"{OBJECT_PREFIX}{key}"
        media_type = inspector.file_type.media_type
        self._sending = sending or engine.objects.begin(self._object_name, content_type=media_type)

    @property
    def key(self) -> int:
        """Give the key that the document will have."""
        return self._key

    @property
    def file_name(self) -> str:
        """Give the name that the document will have."""
        return self._inspector.file_name

    @property
    def size_bytes(self) -> int:
        """Count the bytes taken so far."""
        return self._inspector.size_bytes

    def is_declared_well(self, media_type: str) -> bool:
        """Tell whether a media type can mean the type of this file."""
        return self._inspector.file_type.agrees_with(bare_media_type(media_type))

    def write(self, chunk: bytes) -> None:
        """Judge and send the next bytes; raises InputRejected (the file is refused) and Unavailable."""
        self._inspector.feed(chunk)
        self._sending.write(chunk)

    def finish(self, place: DocumentPlace = NOWHERE_YET) -> DocumentRecord:
        """Confirm the file for `place`, where the actor must be allowed to work.

        Raises InputRejected, NotPermitted, NotFound, Conflict, Unavailable; then `abort` should be called.
        """
        facts = self.facts()
        with self._engine.unit_of_work() as uow:
            require_place(uow, self._actor, place)
        self.keep(facts)
        with self._engine.unit_of_work() as uow:
            return self._confirm(uow, facts, place)

    def facts(self) -> FileFacts:
        """Judge the whole of what was written; raises InputRejected."""
        return self._inspector.finish()

    def keep(self, facts: FileFacts) -> None:
        """Make the object appear and look into it; raises InputRejected and Unavailable."""
        self._sending.finish()
        self._engine.objects.label(self._object_name, {"sha256": facts.sha256})
        faults.reach("after_object_stored")
        if self._judged:
            judge_upload(self._engine, self._object_name, file_name=self.file_name, facts=facts)
        if self._held:
            self._engine.objects.hold(self._object_name)

    def mark_stored(self, uow: UnitOfWork, facts: FileFacts, place: DocumentPlace) -> None:
        """Record that the bytes are safe; raises Conflict when the upload was given up meanwhile."""
        check = SignatureCheck.WAITING if self._judged and facts.is_signed else None
        if not documents.mark_stored(uow.transaction, self._key, facts, place, signature_check=check, held=self._held):
            raise Conflict(
                Text(
                    vi="Việc tải tệp kéo dài quá lâu nên đã bị hủy. Chưa lưu. Hãy tải lên lại.",
                    en="The upload took too long and was given up. Nothing was saved. Please upload the file again.",
                ),
                code="document_upload_expired",
            )

    def abort(self) -> None:
        """Drop everything sent so far. What cannot be dropped now is collected later as an orphan."""
        self._sending.abort()
        with suppress(Unavailable), self._engine.unit_of_work() as uow:
            documents.delete_pending(uow.transaction, key=self._key)

    def _confirm(self, uow: UnitOfWork, facts: FileFacts, place: DocumentPlace) -> DocumentRecord:
        # The case's lock before the file's, as in every command.
        case = lock_case(uow, self._actor, place.instance_key) if place.instance_key is not None else None
        self.mark_stored(uow, facts, place)
        if case is not None:
            return self._join_case(uow, case, place)
        found = documents.find_file(uow.connection, key=self._key)
        if found is None:
            raise document_not_found()
        return found.record

    def _join_case(self, uow: UnitOfWork, case: Case, place: DocumentPlace) -> DocumentRecord:
        (record,) = attach_documents(
            uow,
            self._actor,
            keys=[self._key],
            instance_key=case.key,
            task_key=place.task_key,
            field=place.field,
        )
        case.record(
            "DocumentAttached",
            document=str(record.key),
            file_name=record.file_name,
            version=record.version,
            sha256=record.sha256,
        )
        case.save()
        return record


def begin_upload(
    engine: Engine,
    actor: Actor,
    *,
    file_name: str,
    declared_type: str = "",
    source_key: str | None = None,
    policy: DocumentPolicy | None = None,
    judged: bool = False,
    held: bool = False,
) -> Upload:
    """Announce a file; `source_key` names what makes it (job:KEY), of which there can be one.

    `policy` is for what the system makes itself; what people send is judged by the Office's own, and looked into, as is
    what the system takes from strangers (`judged`). What was signed is `held`: nobody removes its object.

    Raises InputRejected for a refused name or type, Conflict when another upload holds `source_key`.
    """
    rules = engine.settings.documents if policy is None else policy
    inspector = ContentInspector(rules, file_name=file_name, declared_type=declared_type)
    with engine.unit_of_work() as uow:
        key = uow.new_key()
        if source_key is not None:
            documents.delete_pending(uow.transaction, source_key=source_key)  # left by an attempt that died
        announced = documents.insert_pending(
            uow.transaction,
            key=key,
            object_name=f"{OBJECT_PREFIX}{key}",
            file_name=inspector.file_name,
            uploaded_by=actor.username,
            source_key=source_key,
        )
    if not announced:
        raise Conflict(
            Text(vi="Tệp này đã được tạo.", en="This file has been made already."), code="document_source_exists"
        )
    return Upload(engine, actor, key=key, inspector=inspector, judged=judged or not actor.is_system, held=held)


def upload_document(
    engine: Engine,
    actor: Actor,
    *,
    file_name: str,
    chunks: Iterable[bytes],
    declared_type: str = "",
    place: DocumentPlace = NOWHERE_YET,
    source_key: str | None = None,
    policy: DocumentPolicy | None = None,
) -> DocumentRecord:
    """Take a whole file in from an iterable; with a `source_key` used before, give that document and read nothing."""
    made = made_before(engine, source_key) if source_key is not None else None
    if made is not None:
        return made
    upload = begin_upload(
        engine,
        actor,
        file_name=file_name,
        declared_type=declared_type,
        source_key=source_key,
        policy=policy,
    )
    return send(upload, chunks, place)


def send(upload: Upload, chunks: Iterable[bytes], place: DocumentPlace = NOWHERE_YET) -> DocumentRecord:
    """Send all of a file, and drop what was sent when it breaks."""
    try:
        for chunk in chunks:
            upload.write(chunk)
        return upload.finish(place)
    except EngineError:
        upload.abort()
        raise


def made_before(engine: Engine, source_key: str) -> DocumentRecord | None:
    """Give the document that `source_key` names, once its bytes are safe."""
    with engine.unit_of_work() as uow:
        made = documents.find_file(uow.connection, source_key=source_key)
    return made.record if made is not None and made.state is DocumentState.STORED else None


def require_place(uow: UnitOfWork, actor: Actor, place: DocumentPlace) -> None:
    """Check that the actor may put a file there, before the object appears."""
    if place.task_key is not None:
        task = find_task(uow, actor, place.task_key)
        if task is None or place.instance_key not in (None, task.instance_key):
            raise task_not_found()
        require_worker(uow, actor, task)
        next_state(TASK, TaskState(task.state), "save_draft")
    if place.instance_key is not None:
        require_participation(uow, actor, place.instance_key)
