"""Reads of number series for administration. Decides nothing; see engine.operations."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from engine.store.tables import NumberSeries, ProcessDefinition
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_SERIES, _PROCESS = core(NumberSeries), core(ProcessDefinition)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow:
    """The last number of a series in a period."""

    series: str
    period: str
    last: int


def all_series(tx: Transaction) -> tuple[SeriesRow, ...]:
    """Give every series, the latest period first."""
    columns = [_SERIES.c[name] for name in SeriesRow.__dataclass_fields__]
    rows = tx.connection.execute(select(*columns).order_by(_SERIES.c.period.desc(), _SERIES.c.series))
    return tuple(SeriesRow(**row) for row in rows.mappings())


def open_prefixes(tx: Transaction) -> Mapping[str, str]:
    """Give the prefixes of ids of the processes none of whose cases is restricted from its start, with the process.

    A prefix that an expression chooses (`=…`) is none of them: it tells ordinary cases from restricted ones.
    """
    prefix = _PROCESS.c.properties["case-prefix"].astext
    restricts = _PROCESS.c.properties.has_key("restricted")
    process = func.min(_PROCESS.c.process_id)
    asked = select(prefix, func.bool_or(restricts), process).where(prefix.is_not(None)).group_by(prefix)
    return {row[0]: row[2] for row in tx.connection.execute(asked) if not row[1] and not row[0].startswith("=")}
