"""Which signed files wait until their signatures are checked; the reports themselves lie beside the files."""

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from engine.model.document import DocumentState, StoredFile
from engine.model.signature_check import SignatureCheck
from engine.store.documents import as_file
from engine.store.tables import Document
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_DOCUMENT = core(Document)


def waiting_files(connection: Connection, limit: int) -> Sequence[StoredFile]:
    """Give files whose signatures are to be checked, the newest first: somebody may be looking at them."""
    statement = (
        select(_DOCUMENT)
        .where(
            _DOCUMENT.c.signature_check == SignatureCheck.WAITING.value,
            _DOCUMENT.c.state == DocumentState.STORED.value,
        )
        .order_by(_DOCUMENT.c.key.desc())
        .limit(limit)
    )
    return [as_file(row) for row in connection.execute(statement)]


def note_state(tx: Transaction, document_key: int, state: SignatureCheck) -> None:
    """Note where the check of a signed file stands."""
    tx.connection.execute(
        update(_DOCUMENT)
        .where(_DOCUMENT.c.key == document_key, _DOCUMENT.c.signature_check.is_not(None))
        .values(signature_check=state.value)
    )


def await_check(tx: Transaction, document_key: int) -> None:
    """Let a stored file wait until its signatures are checked, whether they were before or not."""
    tx.connection.execute(
        update(_DOCUMENT)
        .where(_DOCUMENT.c.key == document_key, _DOCUMENT.c.state == DocumentState.STORED.value)
        .values(signature_check=SignatureCheck.WAITING.value)
    )
