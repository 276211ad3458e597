"""Rows of uploads that come piece by piece. Decides nothing and touches no object."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from engine.model.document import DocumentState
from engine.store.tables import Document, DocumentUpload
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_UPLOAD, _DOCUMENT = core(DocumentUpload), core(Document)


def add_upload(tx: Transaction, *, key: int, upload_id: str, declared_type: str, size_bytes: int) -> None:
    """Note that a file comes piece by piece."""
    values = {"document_key": key, "upload_id": upload_id, "declared_type": declared_type, "size_bytes": size_bytes}
    tx.connection.execute(insert(_UPLOAD).values(part_tags=[], **values))


def upload_of(connection: Connection, key: int, username: str) -> RowMapping | None:
    """Give an upload of somebody's own, with its document's name and object."""
    statement = (
        select(_UPLOAD, _DOCUMENT.c.file_name, _DOCUMENT.c.object_name)
        .join(_DOCUMENT, _DOCUMENT.c.key == _UPLOAD.c.document_key)
        .where(_UPLOAD.c.document_key == key, _DOCUMENT.c.uploaded_by == username)
    )
    return connection.execute(statement).mappings().one_or_none()


def add_part(tx: Transaction, key: int, before: Sequence[str], tag: str) -> bool:
    """Note that the next piece is safe; False when another request has moved the upload on."""
    statement = (
        update(_UPLOAD)
        .where(_UPLOAD.c.document_key == key, _UPLOAD.c.part_tags == list(before))
        .values(part_tags=[*before, tag])
    )
    return tx.connection.execute(statement).rowcount == 1


def forget_upload(tx: Transaction, key: int) -> None:
    """Forget the pieces of a file that is whole."""
    tx.connection.execute(delete(_UPLOAD).where(_UPLOAD.c.document_key == key))


def bytes_on_the_way(connection: Connection, username: str) -> int:
    """Add up what somebody's unfinished uploads may bring in the end."""
    statement = (
        select(func.coalesce(func.sum(_UPLOAD.c.size_bytes), 0))
        .join(_DOCUMENT, _DOCUMENT.c.key == _UPLOAD.c.document_key)
        .where(_DOCUMENT.c.uploaded_by == username, _DOCUMENT.c.state == DocumentState.PENDING.value)
    )
    return int(connection.execute(statement).scalar_one())
