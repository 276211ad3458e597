"""Cases and files as forms pick them: only those that the reader may see, the newest first.

What one may not see is absent from searches and from lookups alike; nothing tells it from what does not exist.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, or_, select

from engine.errors import Text
from engine.forms import AWAITS, FIELD, Entry, is_offered, let_in_by
from engine.model.actor import Actor
from engine.model.document import DocumentState
from engine.operations.access import grants
from engine.operations.cases.search_instances import matches_words
from engine.operations.cases.searchable_fields import field_mark
from engine.operations.unit_of_work import UnitOfWork
from engine.store.folding import search_words
from engine.store.queries.access import visible_cases
from engine.store.tables import Document, MessageSubscription, ProcessInstance
from engine.store.tables.core import core

_INSTANCE, _DOCUMENT, _AWAITED = core(ProcessInstance), core(Document), core(MessageSubscription)
_LONGER_THAN_A_KEY = 19  # digits; 64-bit keys of ours are shorter
# File names are no search column: words are looked for among so many of the newest files that the reader may see.
NEWEST_FILES = 500
_WAITING = Text(vi="đang chờ", en="waiting")


def case_entries(uow: UnitOfWork, actor: Actor, keys: Collection[str], among: tuple[str, ...]) -> Mapping[str, Entry]:
    """Give the cases of `keys` that the actor may see."""
    statement = _cases(uow, actor).where(_INSTANCE.c.key.in_(_numbers(keys)))
    return {str(row.key): _case(row, among) for row in uow.connection.execute(statement)}


def search_cases(
    uow: UnitOfWork, actor: Actor, text: str, among: tuple[str, ...], limit: int, first: tuple[str, ...] = ()
) -> list[Entry]:
    """Give at most `limit` cases whose title or id has the words of `text`.

    Those of which all of `first` holds come before others, and alone where there are no words.
    """
    statement = _cases(uow, actor).where(*matches_words(text), *_named_cases(among))
    newest = statement.order_by(_INSTANCE.c.started_at.desc(), _INSTANCE.c.key.desc()).limit(limit)
    preferred = uow.connection.execute(newest.where(*_holding(first))).all() if first else []
    others = uow.connection.execute(newest).all() if text.strip() or not first else []
    noted = {row.key: _WAITING for row in preferred} if text.strip() else {}
    rows = {row.key: row for row in (*preferred, *others)}
    return [entry for row in list(rows.values())[:limit] if (entry := _case(row, among, noted.get(row.key))).offered]


def document_entries(
    uow: UnitOfWork, actor: Actor, keys: Collection[str], among: tuple[str, ...]
) -> Mapping[str, Entry]:
    """Give the files of `keys` that stand in cases the actor may see."""
    statement = _documents(uow, actor).where(_DOCUMENT.c.key.in_(_numbers(keys)))
    return {str(row.key): _document(row, among) for row in uow.connection.execute(statement)}


def search_documents(uow: UnitOfWork, actor: Actor, text: str, among: tuple[str, ...], limit: int) -> list[Entry]:
    """Give at most `limit` files with the words of `text` in their name, or in their case's title or id."""
    readable = _documents(uow, actor).where(*_named_files(among))
    newest = readable.order_by(_DOCUMENT.c.uploaded_at.desc(), _DOCUMENT.c.key.desc())
    of_cases = uow.connection.execute(newest.where(*matches_words(text)).limit(limit)).all()
    wanted = search_words(text)
    by_name = uow.connection.execute(newest.limit(NEWEST_FILES)).all() if wanted else []
    found = {row.key: row for row in (*of_cases, *(row for row in by_name if _is_named(row, wanted)))}
    return [entry for row in list(found.values())[:limit] if (entry := _document(row, among)).offered]


def _cases(uow: UnitOfWork, actor: Actor) -> Select[Any]:
    columns = (_INSTANCE.c.key, _INSTANCE.c.title, _INSTANCE.c.business_id, _INSTANCE.c.process_id)
    return select(*columns).where(visible_cases(actor, grants(uow, actor)))


def _documents(uow: UnitOfWork, actor: Actor) -> Select[Any]:
    columns = (_DOCUMENT.c.key, _DOCUMENT.c.file_name, _INSTANCE.c.title, _INSTANCE.c.business_id)
    return (
        select(*columns)
        .join(_INSTANCE, _INSTANCE.c.key == _DOCUMENT.c.instance_key)
        .where(_DOCUMENT.c.state == DocumentState.STORED.value, visible_cases(actor, grants(uow, actor)))
    )


def _case(row: Row[Any], among: tuple[str, ...], note: Text | None = None) -> Entry:
    names = {str(row.key), f"process:{row.process_id}"}
    return Entry(
        key=str(row.key),
        label=_same(f"{row.business_id} · {row.title}"),
        note=note,
        offered=is_offered(names, among),
    )


def _document(row: Row[Any], among: tuple[str, ...]) -> Entry:
    names = {str(row.key), f"case:{row.business_id}"}
    return Entry(
        key=str(row.key),
        label=_same(row.file_name),
        note=_same(f"{row.business_id} · {row.title}"),
        offered=is_offered(names, among),
    )


def _named_cases(among: tuple[str, ...]) -> list[ColumnElement[bool]]:
    let_in = let_in_by(among)
    if not let_in:
        return []
    return [or_(_INSTANCE.c.process_id.in_(_after("process:", let_in)), _INSTANCE.c.key.in_(_numbers(let_in)))]


def _holding(first: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """Give the conditions that all of `first` holds; what is no condition of ours holds of no case."""
    conditions: list[ColumnElement[bool]] = []
    for name in first:
        field, _is, value = name.removeprefix(FIELD).partition("=")
        if name.startswith(AWAITS):
            of_message = _AWAITED.c.message_name == name.removeprefix(AWAITS)
            conditions.append(_INSTANCE.c.key.in_(select(_AWAITED.c.instance_key).where(of_message)))
        elif name.startswith(FIELD):
            conditions.append(_INSTANCE.c.search_fields.contains([field_mark(field, value)]))
        else:
            conditions.append(false())
    return conditions


def _named_files(among: tuple[str, ...]) -> list[ColumnElement[bool]]:
    let_in = let_in_by(among)
    if not let_in:
        return []
    return [or_(_INSTANCE.c.business_id.in_(_after("case:", let_in)), _DOCUMENT.c.key.in_(_numbers(let_in)))]


def _after(prefix: str, names: Collection[str]) -> list[str]:
    return [name.removeprefix(prefix) for name in names if name.startswith(prefix)]


def _numbers(keys: Collection[str]) -> list[int]:
    return [int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < _LONGER_THAN_A_KEY]


def _is_named(row: Row[Any], wanted: list[str]) -> bool:
    words = search_words(row.file_name)
    return all(any(word.startswith(part) for word in words) for part in wanted)


def _same(words: str) -> Text:
    return Text(vi=words, en=words)
