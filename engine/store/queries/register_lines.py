"""Read registers as far as a person may: one book of one period, from a line on, through its index at any size.

A line of a restricted case is there for the persons named in that case only. Such cases count in series of their
own (`own_series`), so that nobody else sees a gap where a line is missing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, bindparam, cast, false, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql.util import ClauseAdapter

from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.store.folding import search_words
from engine.store.queries.access import Grants, named_in_case, visible_cases
from engine.store.tables import NumberAllocation, NumberSeries, ProcessInstance, RegisterEntry, Variable
from engine.store.tables.core import core

_ENTRY, _INSTANCE, _VARIABLE = core(RegisterEntry), core(ProcessInstance), core(Variable)
_SERIES, _ALLOCATION = core(NumberSeries), core(NumberAllocation)
RESTRICTED_SUFFIX = ":han_che"
MOST_COUNTED = 1_000  # beyond it a count costs more than it tells
MOST_WORDS = 10
MOST_READ = 2_000  # lines that are read one after the other to see how many of them have the words
MOST_FAR = 60_000  # lines that are read so in all: to find more of them the index of words costs less
OUT_OF_ORDER = 1_000  # lines by which numbers may run before the moments of those who write at once
Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line of a register."""

    position: int
    instance_key: int | None
    entered_at: datetime
    cells: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFilter:
    """Which lines of a book: by words, by `marks` (see `mark`), by the moments between which they were written."""

    book: str
    period: str
    text: str = ""
    marks: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None


def own_series(series: str, *, restricted: bool) -> str:
    """Give the series that a case counts in: a restricted one has its own, or its numbers would be gaps to others."""
    return f"{series}{RESTRICTED_SUFFIX}" if restricted else series


def is_own_series(series: str) -> bool:
    """Tell whether a series is one in which restricted cases count."""
    return series.endswith(RESTRICTED_SUFFIX)


def is_restricted(connection: Connection, instance_key: int) -> bool:
    """Tell whether a case is readable by named people only."""
    found = select(_INSTANCE.c.restricted).where(_INSTANCE.c.key == instance_key)
    return bool(connection.execute(found).scalar_one_or_none())


def mark(cell: str, value: JsonValue) -> str:
    """Give the word under which lines are found that have exactly this value in a cell."""
    return f"{cell}={value}"


def lines_after(
    connection: Connection, actor: Actor, at: datetime, wanted: LineFilter, *, after: int, limit: int
) -> tuple[LineRow, ...]:
    """Give the lines that follow line `after` (0: from the first), in their order."""
    return _look(connection, actor, at, wanted, (_ENTRY.c.position > after,), _ENTRY.c.position, limit)


def lines_before(
    connection: Connection, actor: Actor, at: datetime, wanted: LineFilter, *, before: int | None, limit: int
) -> tuple[LineRow, ...]:
    """Give the lines that stand before line `before` (None: from the last), the newest first."""
    earlier = () if before is None else (_ENTRY.c.position < before,)
    return _look(connection, actor, at, wanted, earlier, _ENTRY.c.position.desc(), limit)


def count_lines(connection: Connection, actor: Actor, at: datetime, wanted: LineFilter) -> int:
    """Count the lines that match, up to one more than MOST_COUNTED."""
    return len(_look(connection, actor, at, wanted, (), None, MOST_COUNTED + 1))


def book_periods(connection: Connection, actor: Actor, at: datetime, prefix: str) -> tuple[tuple[str, str], ...]:
    """List the books whose lines are counted in series beginning with `prefix`, with their periods, newest first.

    The book of restricted cases stands here for those who may read a line of it.
    """
    statement = select(_SERIES.c.series, _SERIES.c.period).where(_SERIES.c.series.startswith(prefix, autoescape=True))
    found = [(row.series.removeprefix(prefix), row.period) for row in connection.execute(statement)]
    shown = [
        (book, period)
        for book, period in found
        if not book.endswith(RESTRICTED_SUFFIX)
        or lines_before(connection, actor, at, LineFilter(book=book, period=period), before=None, limit=1)
    ]
    return tuple(sorted(sorted(shown), key=lambda one: one[1], reverse=True))


def openable(connection: Connection, actor: Actor, grants: Grants, keys: Collection[int]) -> frozenset[int]:
    """Give those of the cases that the reader may open."""
    statement = select(_INSTANCE.c.key).where(_INSTANCE.c.key.in_(list(keys)), visible_cases(actor, grants))
    return frozenset(connection.execute(statement).scalars())


def voided_in_cases(connection: Connection, keys: Collection[int], prefix: str) -> Mapping[int, str]:
    """Give, by case, why its number was voided, for documents' numbers (series beginning with `prefix`)."""
    voided = select(_ALLOCATION.c.instance_key, _ALLOCATION.c.void_reason).where(
        _ALLOCATION.c.instance_key.in_(list(keys)),
        _ALLOCATION.c.voided_at.is_not(None),
        _ALLOCATION.c.series.startswith(prefix, autoescape=True),
    )
    return {row.instance_key: row.void_reason or "" for row in connection.execute(voided)}


def case_values(
    connection: Connection, keys: Collection[int], names: Collection[str]
) -> Mapping[int, Mapping[str, JsonValue]]:
    """Give variables of the cases themselves (not of inner scopes), by case: what came after their line was written."""
    statement = select(_VARIABLE.c.instance_key, _VARIABLE.c.name, _VARIABLE.c.value).where(
        _VARIABLE.c.instance_key.in_(list(keys)),
        _VARIABLE.c.scope_key == _VARIABLE.c.instance_key,
        _VARIABLE.c.name.in_(list(names)),
    )
    found: dict[int, dict[str, JsonValue]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.instance_key, {})[row.name] = row.value
    return found


def _look(
    connection: Connection, actor: Actor, at: datetime, wanted: LineFilter, more: Conditions, order: Any, limit: int
) -> tuple[LineRow, ...]:
    """Find lines that have the words asked for: among the nearest lines, further on, or through the index of words.

    A word that many lines have is met among the nearest; how often it is met there tells how far to read on, and that
    the index has few lines where that would be too far. Left to itself the database guesses how many there are, and
    reads a million lines where it guesses wrong. Without an order the index gives the first that it finds.
    """
    where = (*_of_book(connection, wanted), *more)
    words = _words(wanted)
    if words is None:
        return ()
    if not words:
        return _lines(connection, actor, at, select(_ENTRY).where(*where).subquery(), order, limit)
    query = cast(bindparam(None, words, type_=String), TSQUERY)
    far = max(MOST_READ, limit * 2)
    while far <= MOST_FAR:
        near = select(_ENTRY).where(*where).order_by(_ENTRY.c.position.desc() if order is None else order).limit(far)
        nearest = near.subquery()
        met = _lines(connection, actor, at, nearest, order, limit, nearest.c.words.bool_op("@@")(query))
        if len(met) == limit:
            return met
        if order is None:
            break
        far = 2 * far * limit // max(len(met), 1)
    found = select(_ENTRY).where(_ENTRY.c.words.bool_op("@@")(query)).cte("found").prefix_with("MATERIALIZED")
    return _lines(connection, actor, at, found, order, limit, *(_on(found, one) for one in where))


def _lines(
    connection: Connection,
    actor: Actor,
    at: datetime,
    entries: Any,
    order: Any,
    limit: int,
    *where: ColumnElement[bool],
) -> tuple[LineRow, ...]:
    columns = [entries.c[name] for name in LineRow.__dataclass_fields__]
    case_of = entries.outerjoin(_INSTANCE, _INSTANCE.c.key == entries.c.instance_key)
    readable = or_(_INSTANCE.c.restricted.is_not(True), named_in_case(actor, at))
    statement = select(*columns).select_from(case_of).where(readable, *where).limit(limit)
    if order is not None:
        statement = statement.order_by(_on(entries, order))
    return tuple(LineRow(**row) for row in connection.execute(statement).mappings())


def _on(entries: Any, expression: Any) -> Any:
    """Say of `entries` what was said of the table."""
    return ClauseAdapter(entries).traverse(expression)


def _of_book(connection: Connection, wanted: LineFilter) -> Conditions:
    """Give the conditions of book and days; days become lines, which stand in their order but for a few."""
    here: Conditions = (_ENTRY.c.book == wanted.book, _ENTRY.c.period == wanted.period)
    where = list(here)
    for day, begins in ((wanted.since, True), (wanted.before, False)):
        if day is None:
            continue
        from_then_on = select(_ENTRY.c.position).where(*here, _ENTRY.c.entered_at >= day)
        line = connection.execute(from_then_on.order_by(_ENTRY.c.entered_at).limit(1)).scalar_one_or_none()
        where.append(_ENTRY.c.entered_at >= day if begins else _ENTRY.c.entered_at < day)
        if begins:
            where.append(false() if line is None else _ENTRY.c.position >= line - OUT_OF_ORDER)
        elif line is not None:
            where.append(_ENTRY.c.position <= line + OUT_OF_ORDER)
    return tuple(where)


def _words(wanted: LineFilter) -> str | None:
    """Write the words and marks in the database's search language; None when there can be no such line."""
    words = search_words(wanted.text)[:MOST_WORDS]
    if wanted.text.strip() and not words:
        return None
    return " & ".join([f"'{word}':*" for word in words] + [_quoted(one) for one in wanted.marks])


def _quoted(one: str) -> str:
    doubled = one.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
