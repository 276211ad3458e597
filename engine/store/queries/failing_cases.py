"""Which cases have something that failed, in themselves or in a case that they called, however far down."""

from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, or_, select, union_all

from engine.store.tables import ProcessInstance
from engine.store.tables.core import core

_INSTANCE = core(ProcessInstance)
_FAILED = _INSTANCE.c.open_incidents > literal_column("0")  # written out as in the index of such cases


def has_incident(visible: ColumnElement[bool]) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds where an incident is open, there or in a called case.

    As in Camunda 8 a caller shows what failed below it; only called cases that `visible` holds for count, so that a
    restricted one tells nothing. Few cases fail at a time: the callers are found from those upwards.
    """
    return or_(_FAILED, _INSTANCE.c.key.in_(_callers(visible)))


def is_failing(visible: ColumnElement[bool], key: ColumnElement[int] = _INSTANCE.c.key) -> ColumnElement[bool]:
    """Give the same predicate, over a case's key, for finding such cases among many: an index tells them all."""
    failed = select(_INSTANCE.c.key).where(_FAILED).correlate(None)
    return key.in_(union_all(failed, _callers(visible)))


def _callers(visible: ColumnElement[bool]) -> Select[Any]:
    failing = (
        select(_INSTANCE.c.parent_key).where(_FAILED, _INSTANCE.c.parent_key.is_not(None), visible).cte(recursive=True)
    )
    caller = _INSTANCE.alias("caller")
    callers = failing.union(
        select(caller.c.parent_key)
        .join(failing, failing.c.parent_key == caller.c.key)
        .where(caller.c.parent_key.is_not(None))
    )
    return select(callers.c.parent_key)
