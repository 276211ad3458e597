"""Find files by the words in them: only of cases that the reader may see, condition in the query, whatever the accents.

Files of restricted cases are found by nobody: their text is not kept (docs/adr/0021).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Row, Select, func, select

from engine.model.actor import Actor
from engine.model.document import DocumentState
from engine.operations.access import grants
from engine.operations.cases.search_instances import beginnings_of
from engine.operations.unit_of_work import UnitOfWork
from engine.store.folding import fold, search_words
from engine.store.queries.access import among, few_cases, visible_cases
from engine.store.tables import Document, DocumentText, ProcessInstance
from engine.store.tables.core import core

_INSTANCE, _DOCUMENT, _TEXT = core(ProcessInstance), core(Document), core(DocumentText)
SHORTEST_WORD: Final = 3  # letters; of a shorter one alone, almost every file has a word that begins with it
MOST_READ: Final = 2_000  # files that are read one after the other to see how many of them have the words
MOST_FAR: Final = 60_000  # files that are read so in all: to find more of them the index of words costs less
_NEWEST: Final = (_DOCUMENT.c.uploaded_at.desc(), _DOCUMENT.c.key.desc())
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
    query = beginnings_of(text)
    if query is None or all(len(word) < SHORTEST_WORD for word in wanted):
        return ()
    granted = grants(uow, actor)
    search = _Search(uow, query, visible_cases(actor, granted), limit)
    few = few_cases(uow.connection, actor, granted)
    rows = search.in_cases(few) if few is not None else search.among_all()
    return tuple(_found(row, wanted) for row in rows)


@dataclass(frozen=True, slots=True)
class _Search:
    """One search: in somebody's few cases, or among all files.

    Left to itself the database guesses how many files have the words, and reads a million where it guesses wrong.
    """

    uow: UnitOfWork
    query: ColumnElement[Any]
    visible: ColumnElement[bool]
    limit: int

    def in_cases(self, keys: Collection[int]) -> Sequence[Row[Any]]:
        """Look through the files of these cases."""
        return self._readable(_found_first(_stored().where(among(_DOCUMENT.c.instance_key, keys))))

    def among_all(self) -> Sequence[Row[Any]]:
        """Look through the newest files first, as far as their share of finds promises enough; else ask the index."""
        far = MOST_READ
        while far <= MOST_FAR:
            met = self._readable(_stored().order_by(*_NEWEST).limit(far).subquery())
            if len(met) == self.limit:
                return met
            far = 2 * far * self.limit // max(len(met), 1)
        words = func.array_to_tsvector(_TEXT.c.words).bool_op("@@")(self.query)
        return self._readable(_found_first(_stored().where(words)))

    def _readable(self, files: FromClause) -> Sequence[Row[Any]]:
        """Give those of these files that have the words and may be read, the newest first."""
        shown = (files.c[name] for name in ("key", "file_name", "version", "instance_key", "beginning"))
        statement = (
            select(*shown, _INSTANCE.c.business_id, _INSTANCE.c.title)
            .join(_INSTANCE, _INSTANCE.c.key == files.c.instance_key)
            .where(
                func.array_to_tsvector(files.c.words).bool_op("@@")(self.query),
                _INSTANCE.c.restricted.is_(False),
                self.visible,
            )
            .order_by(files.c.uploaded_at.desc(), files.c.key.desc())
            .limit(self.limit)
        )
        return [*self.uow.connection.execute(statement)]


def _stored() -> Select[Any]:
    columns = (_DOCUMENT.c[name] for name in ("key", "file_name", "version", "instance_key", "uploaded_at"))
    files = select(*columns, _TEXT.c.words, _TEXT.c.beginning).join(_TEXT, _TEXT.c.document_key == _DOCUMENT.c.key)
    return files.where(_DOCUMENT.c.state == DocumentState.STORED.value)


def _found_first(files: Select[Any]) -> FromClause:
    """Have these files found before anything else is asked of them."""
    return files.cte("found").prefix_with("MATERIALIZED")


def _found(row: Row[Any], wanted: list[str]) -> FoundFile:
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
