"""Number series: the next number of a series in a period, without gaps and without two getting the same."""

from sqlalchemy import Connection, func
from sqlalchemy.dialects.postgresql import insert

from engine.store.tables import NumberSeries
from engine.store.tables.core import core

_SERIES = core(NumberSeries)


def next_in_series(connection: Connection, series: str, period: str) -> int:
    """Take the next number (1, 2, …); it is given back if the transaction is undone, so that none is lost.

    Others who want a number of the same series wait for this transaction: keep it short.
    """
    first = insert(_SERIES).values(series=series, period=period, last=1)
    statement = first.on_conflict_do_update(index_elements=["series", "period"], set_={"last": _SERIES.c.last + 1})
    return int(connection.execute(statement.returning(_SERIES.c.last)).scalar_one())


def continue_after(connection: Connection, series: str, period: str, last: int) -> int:
    """Let the series go on after `last` unless it has gone further; give the number that it has reached."""
    first = insert(_SERIES).values(series=series, period=period, last=last)
    further = {"last": func.greatest(_SERIES.c.last, last)}
    statement = first.on_conflict_do_update(index_elements=["series", "period"], set_=further)
    return int(connection.execute(statement.returning(_SERIES.c.last)).scalar_one())
