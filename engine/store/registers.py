"""Rows of number allocations and register entries (sổ). Nothing is ever deleted; a number may be voided, once."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Text, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from engine.model.json_value import JsonValue
from engine.store.tables import NumberAllocation, RegisterEntry
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_ALLOCATION, _ENTRY = core(NumberAllocation), core(RegisterEntry)
MOST_ALIKE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationRow:
    """A number given out, and to what (`source_key`, for example job:KEY)."""

    series: str
    period: str
    number: int
    source_key: str
    allocated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """A line of the register `book`; `cells` holds its columns by name."""

    book: str
    period: str
    position: int
    source_key: str
    instance_key: int
    cells: Mapping[str, JsonValue]


def find_allocation(connection: Connection, source_key: str) -> AllocationRow | None:
    """Give the number that `source_key` got, None if it got none yet."""
    columns = [_ALLOCATION.c[name] for name in AllocationRow.__dataclass_fields__]
    row = connection.execute(select(*columns).where(_ALLOCATION.c.source_key == source_key)).mappings().one_or_none()
    return AllocationRow(**row) if row else None


def insert_allocation(connection: Connection, row: AllocationRow, *, instance_key: int | None) -> bool:
    """Record a number given out; False when `source_key` has one already."""
    statement = insert(_ALLOCATION).values(**asdict(row), instance_key=instance_key)
    given = statement.on_conflict_do_nothing(index_elements=["source_key"]).returning(_ALLOCATION.c.number)
    return connection.execute(given).scalar_one_or_none() is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidedRow:
    """A number that was withdrawn: it stays in its series, with who, when and why."""

    number: int
    voided_at: datetime
    voided_by: str
    void_reason: str


def void_allocation(tx: Transaction, place: tuple[str, str, int], *, by: str, reason: str) -> bool | None:
    """Void the number at `place` (series, period, number): True when done, False if voided before, None if unknown."""
    table = _ALLOCATION.c
    here = (table.series == place[0]) & (table.period == place[1]) & (table.number == place[2])
    values = {"voided_at": tx.now, "voided_by": by, "void_reason": reason}
    if tx.connection.execute(update(_ALLOCATION).where(here, table.voided_at.is_(None)).values(values)).rowcount:
        return True
    known = tx.connection.execute(select(table.number).where(here)).scalar_one_or_none()
    return None if known is None else False


def voided_numbers(connection: Connection, series: str, period: str) -> tuple[VoidedRow, ...]:
    """List the voided numbers of a series in a period, smallest first."""
    columns = [_ALLOCATION.c[name] for name in VoidedRow.__dataclass_fields__]
    here = (_ALLOCATION.c.series == series) & (_ALLOCATION.c.period == period)
    statement = select(*columns).where(here, _ALLOCATION.c.voided_at.is_not(None)).order_by(_ALLOCATION.c.number)
    return tuple(VoidedRow(**row) for row in connection.execute(statement).mappings())


def insert_entry(tx: Transaction, row: EntryRow, words: Collection[str]) -> int:
    """Write a line into a register, to be found by `words` (folded, none of them empty), and give its key."""
    key = tx.new_key()
    searched = func.array_to_tsvector(cast(sorted(words), ARRAY(Text)))
    tx.connection.execute(insert(_ENTRY).values(key=key, entered_at=tx.now, words=searched, **asdict(row)))
    return key


def lines_of_case(connection: Connection, instance_key: int) -> tuple[EntryRow, ...]:
    """Give the lines of a case in all books, in the order in which they were written."""
    statement = select(_ENTRY).where(_ENTRY.c.instance_key == instance_key).order_by(_ENTRY.c.entered_at, _ENTRY.c.key)
    return tuple(_entry(row) for row in connection.execute(statement))


def blank_entry(tx: Transaction, place: tuple[str, str, int], source_key: str, *, kept: Collection[str]) -> None:
    """Leave of a line its place (series, period, number) and the cells `kept`: it belongs to no case any more.

    Nor does its number, and no word finds it.
    """
    cells = tx.connection.execute(select(_ENTRY.c.cells).where(_ENTRY.c.source_key == source_key)).scalar_one()
    values = {
        "instance_key": None,
        "cells": {name: value for name, value in cells.items() if name in kept},
        "words": func.array_to_tsvector(cast([], ARRAY(Text))),
    }
    tx.connection.execute(update(_ENTRY).where(_ENTRY.c.source_key == source_key).values(values))
    table = _ALLOCATION.c
    here = (table.series == place[0]) & (table.period == place[1]) & (table.number == place[2])
    tx.connection.execute(update(_ALLOCATION).where(here).values(instance_key=None))


def entries_with(connection: Connection, book: str, cells: Mapping[str, JsonValue]) -> tuple[EntryRow, ...]:
    """Give the newest lines of a book whose cells have all of these values, at most MOST_ALIKE."""
    statement = (
        select(_ENTRY)
        .where(_ENTRY.c.book == book, _ENTRY.c.cells.contains(dict(cells)))
        .order_by(_ENTRY.c.entered_at.desc(), _ENTRY.c.key.desc())
        .limit(MOST_ALIKE)
    )
    return tuple(_entry(row) for row in connection.execute(statement))


def _entry(row: Row[Any]) -> EntryRow:
    return EntryRow(**{name: getattr(row, name) for name in EntryRow.__dataclass_fields__})
