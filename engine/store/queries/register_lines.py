"""Read registers as far as a person may: one book of one period, from a line on, through its index at any size.

A line of a restricted case is there for the persons named in that case only. Such cases count in series of their
own (`own_series`), so that nobody else sees a gap where a line is missing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, func, or_, select, true

from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.records import MOST_ON_PAGES
from engine.store.queries.access import Grants, among, named_in_case, visible_cases
from engine.store.queries.counting import count
from engine.store.queries.word_search import Conditions, Rows, beginnings, exactly, first
from engine.store.tables import NumberAllocation, NumberSeries, ProcessInstance, RegisterEntry, Variable
from engine.store.tables.core import core

_ENTRY, _INSTANCE, _VARIABLE = core(RegisterEntry), core(ProcessInstance), core(Variable)
_SERIES, _ALLOCATION = core(NumberSeries), core(NumberAllocation)
RESTRICTED_SUFFIX = ":han_che"
_NEWEST = _ENTRY.c.position.desc()
OUT_OF_ORDER = 1_000  # lines by which numbers may run before the moments of those who write at once


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
    words = _words(wanted)
    if words is None:
        return ()
    where = [*_of_book(connection, wanted), _ENTRY.c.position > after]
    if words:
        found = first(connection, _searched(actor, at, where), words, [_ENTRY.c.position], limit)
        where = [among(_ENTRY.c.key, found)]
    return _lines(connection, actor, at, where, _ENTRY.c.position, limit)


def lines_before(
    connection: Connection, actor: Actor, at: datetime, wanted: LineFilter, *, before: int | None, limit: int
) -> tuple[tuple[LineRow, ...], int]:
    """Give the lines that stand before line `before` (None: from the last), the newest first, and how many match.

    They are counted wherever they stand, up to one more than MOST_ON_PAGES.
    """
    words = _words(wanted)
    if words is None:
        return (), 0
    where = _of_book(connection, wanted)
    earlier = [] if before is None else [_ENTRY.c.position < before]
    if not words:
        total = count(connection, _readable(actor, at, where), MOST_ON_PAGES)
        return _lines(connection, actor, at, [*where, *earlier], _NEWEST, limit), total
    keys = first(connection, _searched(actor, at, where), words, [_NEWEST], max(MOST_ON_PAGES + 1, limit))
    total = min(len(keys), MOST_ON_PAGES + 1)
    if before is None:
        keys = keys[:limit]
    elif total > MOST_ON_PAGES:
        keys = first(connection, _searched(actor, at, [*where, *earlier]), words, [_NEWEST], limit)
    return _lines(connection, actor, at, [among(_ENTRY.c.key, keys), *earlier], _NEWEST, limit), total


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
        or _lines(connection, actor, at, _of_book(connection, LineFilter(book=book, period=period)), _NEWEST, 1)
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


def voided_lines(connection: Connection, series: str, period: str, positions: Collection[int]) -> Mapping[int, str]:
    """Give, by line, why the line's own number was voided, in the `series` that numbers its book."""
    voided = select(_ALLOCATION.c.number, _ALLOCATION.c.void_reason).where(
        _ALLOCATION.c.series == series,
        _ALLOCATION.c.period == period,
        _ALLOCATION.c.number.in_(list(positions)),
        _ALLOCATION.c.voided_at.is_not(None),
    )
    return {row.number: row.void_reason or "" for row in connection.execute(voided)}


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


def _lines(
    connection: Connection, actor: Actor, at: datetime, where: Conditions, order: ColumnElement[Any], limit: int
) -> tuple[LineRow, ...]:
    lines = _readable(actor, at, where).add_columns(*(_ENTRY.c[name] for name in LineRow.__dataclass_fields__))
    shown = connection.execute(lines.order_by(order).limit(limit))
    return tuple(LineRow(**row) for row in shown.mappings())


def _searched(actor: Actor, at: datetime, where: Conditions) -> Rows:
    return Rows(
        table=_ENTRY,
        carried=(_ENTRY.c.instance_key, _ENTRY.c.position),
        case=_ENTRY.c.instance_key,
        vector=_ENTRY.c.words,
        where=where,
        common=(func.coalesce(_of_case(_INSTANCE.c.restricted.is_(False), _ENTRY.c.instance_key), true()),),
        permitted=lambda case: _permitted(actor, at, case),
    )


def _readable(actor: Actor, at: datetime, where: Conditions) -> Select[Any]:
    return select().select_from(_ENTRY).where(*where, _permitted(actor, at, _ENTRY.c.instance_key))


def _permitted(actor: Actor, at: datetime, case: ColumnElement[Any]) -> ColumnElement[bool]:
    """Give the predicate over the key of a line's case (None: it has none) that holds where the line may be read.

    Each case is looked up by its key: joined, all cases might be read for a page.
    """
    readable = or_(_INSTANCE.c.restricted.is_not(True), named_in_case(actor, at))
    return func.coalesce(_of_case(readable, case), true())


def _of_case(what: ColumnElement[bool], case: ColumnElement[Any]) -> ColumnElement[bool]:
    return select(what).where(_INSTANCE.c.key == case).scalar_subquery()


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


def _words(wanted: LineFilter) -> list[str] | None:
    """Give the words and marks in the database's search language; None when there can be no such line."""
    words = beginnings(wanted.text)
    if wanted.text.strip() and not words:
        return None
    return words + [exactly(one) for one in wanted.marks]
