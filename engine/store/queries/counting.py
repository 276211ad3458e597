"""Count what a list holds, up to a bound: nobody needs the exact number beyond it, and finding it reads every row."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select

from engine.model.records import MOST_COUNTED


def bounded(found: Select[Any], most: int = MOST_COUNTED) -> Select[Any]:
    """Give the select of one number: how many rows `found` has, at most one more than `most`.

    An order of `found` is kept: one that an index gives lets the database stop there after so many rows, where it would
    otherwise prepare to join them all.
    """
    rows = found.with_only_columns(literal(1).label("one"), maintain_column_froms=True)
    return select(func.count()).select_from(rows.limit(most + 1).subquery())


def count(connection: Connection, found: Select[Any], most: int = MOST_COUNTED) -> int:
    """Count the rows of `found`, at most one more than `most`."""
    return int(connection.execute(bounded(found.order_by(None), most)).scalar_one())


def count_with(connection: Connection, found: Select[Any], sure: Select[Any], most: int) -> int:
    """Count the rows of `found`, at most one more than `most`, with some of them, `sure`, that are found at less cost.

    Where these are more already, the others are not looked for.
    """
    enough, all_found = bounded(sure.order_by(None), most), bounded(found.order_by(None), most)
    number = case((enough.scalar_subquery() > most, most + 1), else_=all_found.scalar_subquery())
    return int(connection.execute(select(number)).scalar_one())


def count_by(connection: Connection, what: ColumnElement[Any], found: Select[Any], most: int) -> dict[Any, int]:
    """Count the rows of `found` by what they have in a column: together at most one more than `most`."""
    rows = found.with_only_columns(what.label("what"), maintain_column_froms=True).order_by(None)
    kept = rows.limit(most + 1).subquery()
    counted = connection.execute(select(kept.c.what, func.count()).group_by(kept.c.what))
    return {row[0]: row[1] for row in counted}
