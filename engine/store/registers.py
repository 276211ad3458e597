"""Rows of number allocations and register entries (sổ). Nothing here is ever updated or deleted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from engine.model.json_value import JsonValue
from engine.store.tables import NumberAllocation, RegisterEntry
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_ALLOCATION, _ENTRY = core(NumberAllocation), core(RegisterEntry)


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


def insert_entry(tx: Transaction, row: EntryRow) -> int:
    """Write a line into a register and give its key."""
    key = tx.new_key()
    tx.connection.execute(insert(_ENTRY).values(key=key, entered_at=tx.now, **asdict(row)))
    return key
