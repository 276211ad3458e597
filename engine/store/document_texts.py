"""Rows of files' texts: announced when a file joins a case, filled in by the worker, found by their words.

A text of a restricted case is never kept; when a case becomes restricted, what was kept of it goes.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.model.document import DocumentState, StoredFile
from engine.store.documents import as_file
from engine.store.folding import search_words
from engine.store.tables import Document, DocumentText, ProcessInstance
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_TEXT, _DOCUMENT, _INSTANCE = core(DocumentText), core(Document), core(ProcessInstance)
WAITING, READ, NONE = "WAITING", "READ", "NONE"
BEGINNING: Final = 20_000  # characters kept as written
# The index takes no more than a megabyte of one row.
_MOST_WORDS: Final = 20_000
_MOST_LETTERS: Final = 400_000


def announce_text(tx: Transaction, document_key: int) -> None:
    """Let the text of a case's file be read, once."""
    row = insert(_TEXT).values(document_key=document_key, state=WAITING, beginning="")
    tx.connection.execute(row.on_conflict_do_nothing())


def waiting_files(connection: Connection, limit: int) -> Sequence[StoredFile]:
    """Give files whose text is to be read, the newest first; those of restricted cases wait until they are open."""
    statement = (
        select(_DOCUMENT)
        .join(_TEXT, _TEXT.c.document_key == _DOCUMENT.c.key)
        .join(_INSTANCE, _INSTANCE.c.key == _DOCUMENT.c.instance_key)
        .where(
            _TEXT.c.state == WAITING,
            _DOCUMENT.c.state == DocumentState.STORED.value,
            _INSTANCE.c.restricted.is_(False),
        )
        .order_by(_TEXT.c.document_key.desc())
        .limit(limit)
    )
    return [as_file(row) for row in connection.execute(statement)]


def keep_text(tx: Transaction, document_key: int, text: str) -> None:
    """Keep what was read (an empty text: nothing), unless the file's case has become restricted meanwhile."""
    open_case = (
        select(_INSTANCE.c.key)
        .join(_DOCUMENT, _DOCUMENT.c.instance_key == _INSTANCE.c.key)
        .where(_DOCUMENT.c.key == document_key, _INSTANCE.c.restricted.is_(False))
        .with_for_update(of=_INSTANCE, read=True)
    )
    if tx.connection.execute(open_case).scalar_one_or_none() is None:
        return
    values = {"state": READ if text else NONE, "words": bounded_words(text), "beginning": text[:BEGINNING]}
    tx.connection.execute(update(_TEXT).where(_TEXT.c.document_key == document_key).values(**values))


def forget_texts(tx: Transaction, instance_key: int) -> None:
    """Take the texts of a case's files away; they are read again once the case is open to others."""
    of_case = select(_DOCUMENT.c.key).where(_DOCUMENT.c.instance_key == instance_key)
    tx.connection.execute(
        update(_TEXT).where(_TEXT.c.document_key.in_(of_case)).values(state=WAITING, words=[], beginning="")
    )


def bounded_words(text: str) -> list[str]:
    """Give the folded words of a text, each once, as many as the index takes."""
    words: list[str] = []
    left = _MOST_LETTERS
    for word in search_words(text)[:_MOST_WORDS]:
        left -= len(word)
        if left < 0:
            break
        words.append(word)
    return words
