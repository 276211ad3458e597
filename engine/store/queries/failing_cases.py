"""Which cases have something that failed, in themselves or in a case that they called, however far down."""

from sqlalchemy import ColumnElement, or_, select

from engine.store.tables import ProcessInstance
from engine.store.tables.core import core

_INSTANCE = core(ProcessInstance)


def has_incident(visible: ColumnElement[bool]) -> ColumnElement[bool]:
    """Give the predicate over `process_instance` that holds where an incident is open, there or in a called case.

    As in Camunda 8 a caller shows what failed below it; only called cases that `visible` holds for count, so that a
    restricted one tells nothing. Few cases fail at a time: the callers are found from those upwards.
    """
    failing = (
        select(_INSTANCE.c.parent_key)
        .where(_INSTANCE.c.open_incidents > 0, _INSTANCE.c.parent_key.is_not(None), visible)
        .cte(recursive=True)
    )
    caller = _INSTANCE.alias("caller")
    callers = failing.union(
        select(caller.c.parent_key)
        .join(failing, failing.c.parent_key == caller.c.key)
        .where(caller.c.parent_key.is_not(None))
    )
    return or_(_INSTANCE.c.open_incidents > 0, _INSTANCE.c.key.in_(select(callers.c.parent_key)))
