"""Take a file in piece by piece, so that a lost connection, a closed page or a restart costs one piece at most.

The pieces are parts of one upload at the object store; what is safe stands in the database. Nothing of the file can be
read before it is whole and judged as every other. Only who began an upload knows of it. One that nobody goes on with is
collected like every upload that never ended (`collect_orphans`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.content import ContentInspector, refusals
from engine.errors import Conflict, InputRejected, LimitExceeded, NotFound, Text
from engine.model.actor import Actor
from engine.model.document import DocumentPlace, DocumentState
from engine.model.records import DocumentRecord
from engine.operations.documents.document_access import document_not_found
from engine.operations.documents.upload_document import OBJECT_PREFIX, Upload, require_place
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import document_uploads, documents
from engine.store.objects import PART_SIZE_BYTES, ObjectStore

PIECE_BYTES: Final = PART_SIZE_BYTES
_BEGINNING_BYTES: Final = 256 * 1024
MOST_FILES_ON_THE_WAY: Final = 10  # of the largest size, a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an upload has come; `received_bytes` is where the next piece begins."""

    key: int
    file_name: str
    size_bytes: int
    received_bytes: int


def begin_resumable(engine: Engine, actor: Actor, *, file_name: str, declared_type: str, size_bytes: int) -> Progress:
    """Announce a file of `size_bytes`.

    Raises InputRejected for a name, type or size that is not taken, LimitExceeded when the actor has too much on the
    way already.
    """
    rules = engine.settings.documents
    inspector = ContentInspector(rules, file_name=file_name, declared_type=declared_type)
    if size_bytes == 0:
        raise refusals.empty(inspector.file_name)
    if size_bytes > rules.max_size_bytes:
        raise refusals.too_large(inspector.file_name, rules.max_size_bytes)
    with engine.unit_of_work() as uow:
        on_the_way = document_uploads.bytes_on_the_way(uow.connection, actor.username)
        if on_the_way + size_bytes > MOST_FILES_ON_THE_WAY * rules.max_size_bytes:
            raise _too_much()
        key = uow.new_key()
    name = f"{OBJECT_PREFIX}{key}"
    upload_id = engine.objects.begin_parts(name, content_type=inspector.file_type.media_type)
    with engine.unit_of_work() as uow:
        documents.insert_pending(
            uow.transaction,
            key=key,
            object_name=name,
            file_name=inspector.file_name,
            uploaded_by=actor.username,
            source_key=None,
        )
        document_uploads.add_upload(
            uow.transaction, key=key, upload_id=upload_id, declared_type=declared_type, size_bytes=size_bytes
        )
    return Progress(key=key, file_name=inspector.file_name, size_bytes=size_bytes, received_bytes=0)


def read_progress(uow: UnitOfWork, actor: Actor, *, key: int) -> Progress:
    """Tell how far an upload of the actor's own has come; raises NotFound."""
    return _progress(_own(uow, actor, key))


def take_piece(engine: Engine, actor: Actor, *, key: int, offset: int, content: bytes | bytearray) -> Progress:
    """Keep the piece that begins at `offset`: PIECE_BYTES long, or what is left.

    Raises NotFound, InputRejected (its length; or the beginning of the file is of another kind than it says), Conflict
    (pieces before it are missing, or it is there already: `received_bytes` says where to go on), Unavailable.
    """
    with engine.unit_of_work() as uow:
        row = _own(uow, actor, key)
    so_far = _progress(row)
    if offset != so_far.received_bytes:
        raise _elsewhere(so_far)
    if len(content) != min(PIECE_BYTES, so_far.size_bytes - offset) or not content:
        raise _wrong_length(so_far)
    if offset == 0:  # the beginning tells most files that are not what they say; the rest is judged at the end
        _inspector(engine, row).feed(bytes(content[:_BEGINNING_BYTES]))
    number = len(row["part_tags"]) + 1
    tag = engine.objects.send_part(row["object_name"], row["upload_id"], number, content)
    with engine.unit_of_work() as uow:
        if not document_uploads.add_part(uow.transaction, key, row["part_tags"], tag):
            raise _elsewhere(read_progress(uow, actor, key=key))
        return read_progress(uow, actor, key=key)


def finish_resumable(engine: Engine, actor: Actor, *, key: int, place: DocumentPlace) -> DocumentRecord:
    """Make the file whole, judge it and confirm it for `place`; asked again, give the document.

    Raises what an upload in one piece raises, and Conflict while pieces are missing.
    """
    with engine.unit_of_work() as uow:
        done = documents.find_file(uow.connection, key=key)
        if done is not None and done.state is DocumentState.STORED and done.record.uploaded_by == actor.username:
            return done.record
        row = _own(uow, actor, key)
        so_far = _progress(row)
        if so_far.received_bytes != so_far.size_bytes:
            raise _elsewhere(so_far)
        require_place(uow, actor, place)
    inspector = _inspector(engine, row)
    whole = _Whole(engine.objects, row["object_name"])
    upload = Upload(engine, actor, key=key, inspector=inspector, sending=whole)
    try:
        _assemble(engine.objects, row)
        with engine.objects.open(row["object_name"]) as blocks:
            for block in blocks:
                inspector.feed(block)
        record = upload.finish(place)
    except InputRejected:
        upload.abort()
        raise
    with engine.unit_of_work() as uow:
        document_uploads.forget_upload(uow.transaction, key)
    return record


def give_up(engine: Engine, actor: Actor, *, key: int) -> None:
    """Drop an upload and what came of it; raises NotFound."""
    with engine.unit_of_work() as uow:
        row = _own(uow, actor, key)
        documents.delete_pending(uow.transaction, key=key)
    engine.objects.abort_upload(row["object_name"], row["upload_id"])


class _Whole:
    """The object is there already; dropping it is what is left to do when it is refused."""

    def __init__(self, objects: ObjectStore, name: str) -> None:
        self._objects = objects
        self._name = name

    def write(self, chunk: bytes) -> None:
        """Refuse: nothing comes any more."""
        raise NotImplementedError

    def finish(self) -> None:
        """Leave it as it is."""

    def abort(self) -> None:
        """Remove it."""
        self._objects.delete(self._name)


def _assemble(objects: ObjectStore, row: Mapping[Any, Any]) -> None:
    try:
        objects.finish_parts(row["object_name"], row["upload_id"], row["part_tags"])
    except NotFound:  # by an earlier try, which died before it could confirm: the object must be there, whole
        if objects.stat(row["object_name"]).size_bytes != row["size_bytes"]:
            raise


def _inspector(engine: Engine, row: Mapping[Any, Any]) -> ContentInspector:
    rules = engine.settings.documents
    return ContentInspector(rules, file_name=row["file_name"], declared_type=row["declared_type"])


def _own(uow: UnitOfWork, actor: Actor, key: int) -> Mapping[Any, Any]:
    row = document_uploads.upload_of(uow.connection, key, actor.username)
    if row is None:
        raise document_not_found()
    return row


def _progress(row: Mapping[Any, Any]) -> Progress:
    return Progress(
        key=row["document_key"],
        file_name=row["file_name"],
        size_bytes=row["size_bytes"],
        received_bytes=min(len(row["part_tags"]) * PIECE_BYTES, row["size_bytes"]),
    )


def _elsewhere(so_far: Progress) -> Conflict:
    return Conflict(
        Text(
            vi=f"Đã nhận {so_far.received_bytes} trong {so_far.size_bytes} byte; hãy gửi tiếp từ đó.",
            en=f"{so_far.received_bytes} of {so_far.size_bytes} bytes are here; go on from there.",
        ),
        code="document_upload_elsewhere",
        details={"received_bytes": so_far.received_bytes},
    )


def _wrong_length(so_far: Progress) -> InputRejected:
    wanted = min(PIECE_BYTES, so_far.size_bytes - so_far.received_bytes)
    return InputRejected(
        Text(vi=f"Đoạn tiếp theo phải dài {wanted} byte.", en=f"The next piece must have {wanted} bytes."),
        code="document_piece_length",
    )


def _too_much() -> LimitExceeded:
    return LimitExceeded(
        Text(
            vi="Anh/chị có quá nhiều tệp đang tải lên dở. Hãy gửi tiếp hoặc bỏ bớt các tệp đó.",
            en="You have too many unfinished uploads. Go on with them or give some up.",
        ),
        code="document_uploads_unfinished",
    )
