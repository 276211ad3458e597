"""Give a file out: permission first, in a short transaction; then bytes, with no connection held."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from engine.model.actor import Actor
from engine.model.document import DocumentState, StoredFile
from engine.model.records import DocumentRecord
from engine.operations.documents.document_access import document_not_found, may_read, refuse_unknown
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents
from engine.store.objects import ObjectStore


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDownload:
    """A file that its reader may have: what it is, and `open` for its bytes."""

    record: DocumentRecord
    object_name: str = field(repr=False)
    objects: ObjectStore = field(repr=False)

    def open(self, *, offset: int = 0, length: int | None = None) -> AbstractContextManager[Iterator[bytes]]:
        """Read the bytes in blocks, whole or a range; raises Unavailable, and NotFound when the object is lost."""
        return self.objects.open(self.object_name, offset=offset, length=length)


def download_document(engine: Engine, actor: Actor, *, document_key: int) -> DocumentDownload:
    """Check that `actor` may read the document and give the way to its bytes; raises NotFound when he may not."""
    with engine.unit_of_work() as uow:
        file = readable_file(uow, actor, document_key=document_key)
    return DocumentDownload(record=file.record, object_name=file.object_name, objects=engine.objects)


def readable_file(uow: UnitOfWork, actor: Actor, *, document_key: int) -> StoredFile:
    """Find a stored document that the actor may read, also one that was saved over."""
    file = documents.find_file(uow.connection, key=document_key)
    if file is None or file.state not in {DocumentState.STORED, DocumentState.REPLACED}:
        raise refuse_unknown(uow, actor, document_key)
    if not may_read(uow, actor, file.record):
        raise document_not_found()
    return file
