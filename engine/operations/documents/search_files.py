"""Find files by the words in them: only of cases that the reader may see, condition in the query, whatever the accents.

Files of restricted cases are found by nobody: their text is not kept (docs/adr/0021).
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, select

from engine.model.actor import Actor
from engine.model.document import DocumentState
from engine.operations.access import few_cases, grants
from engine.operations.unit_of_work import UnitOfWork
from engine.store.folding import fold, search_words
from engine.store.queries.access import among, visible_cases
from engine.store.queries.word_search import Rows, beginnings, first
from engine.store.tables import Document, DocumentText, ProcessInstance
from engine.store.tables.core import core

_INSTANCE, _DOCUMENT, _TEXT = core(ProcessInstance), core(Document), core(DocumentText)
SHORTEST_WORD: Final = 3  # letters; of a shorter one alone, almost every file has a word that begins with it
_NEWEST: Final = (_DOCUMENT.c.uploaded_at.desc(), _DOCUMENT.c.key.desc())
_SHOWN: Final = tuple(_DOCUMENT.c[name] for name in ("key", "file_name", "version", "instance_key"))
_WEIGHT: Final = 20  # what looking for a word in a file of some pages costs, beside a line of a register
_AROUND: Final = 90  # characters
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file and its case; `excerpt` is where the first of the words stands, empty when that is far into the file."""

    document_key: int
    file_name: str
    version: int
    instance_key: int
    business_id: str
    title: str
    excerpt: str


def search_files(uow: UnitOfWork, actor: Actor, *, text: str, limit: int) -> tuple[FoundFile, ...]:
    """Give at most `limit` files that have words beginning with all the words of `text`, the newest first."""
    wanted = search_words(text)
    if all(len(word) < SHORTEST_WORD for word in wanted):
        return ()
    open_to_them = and_(_INSTANCE.c.restricted.is_(False), visible_cases(actor, grants(uow, actor)))
    found = first(uow.connection, _searched(uow, actor, open_to_them), beginnings(text), _NEWEST, limit)
    if not found:
        return ()
    statement = (
        select(*_SHOWN, _TEXT.c.beginning, _INSTANCE.c.business_id, _INSTANCE.c.title)
        .join(_TEXT, _TEXT.c.document_key == _DOCUMENT.c.key)
        .join(_INSTANCE, _INSTANCE.c.key == _DOCUMENT.c.instance_key)
        .where(among(_DOCUMENT.c.key, found), open_to_them)
        .order_by(*_NEWEST)
    )
    return tuple(_found(row, wanted) for row in uow.connection.execute(statement))


def _searched(uow: UnitOfWork, actor: Actor, open_to_them: ColumnElement[bool]) -> Rows:
    return Rows(
        table=_DOCUMENT,
        carried=(_DOCUMENT.c.instance_key, _DOCUMENT.c.uploaded_at),
        case=_DOCUMENT.c.instance_key,
        vector=func.array_to_tsvector(_TEXT.c.words),
        texts=_TEXT.c.document_key,
        where=(_DOCUMENT.c.state == DocumentState.STORED.value,),
        few=few_cases(uow, actor),
        permitted=lambda case: select(open_to_them).where(_INSTANCE.c.key == case).scalar_subquery(),
        weight=_WEIGHT,
    )


def _found(row: Any, wanted: list[str]) -> FoundFile:
    return FoundFile(
        document_key=row.key,
        file_name=row.file_name,
        version=row.version,
        instance_key=row.instance_key,
        business_id=row.business_id,
        title=row.title,
        excerpt=_excerpt(row.beginning, tuple(wanted)),
    )


def _excerpt(text: str, wanted: tuple[str, ...]) -> str:
    for word in _WORD.finditer(text):
        if fold(word.group()).startswith(wanted):
            start, end = max(0, word.start() - _AROUND), min(len(text), word.end() + _AROUND)
            inside = " ".join(text[start:end].split())
            return f"{'… ' if start else ''}{inside}{' …' if end < len(text) else ''}"
    return ""
