"""Which cases are suspended: nothing of theirs is claimed, and it all waits for their resumption."""

from sqlalchemy import Select, literal_column, select

from engine.store.tables import ProcessInstance
from engine.store.tables.core import core

_INSTANCE = core(ProcessInstance)
# Written out, not bound: the index of suspended cases answers it, mostly with nothing.
IS_SUSPENDED = _INSTANCE.c.state == literal_column("'SUSPENDED'")


def suspended_cases() -> Select[tuple[int]]:
    """Select the keys of all suspended cases."""
    return select(_INSTANCE.c.key).where(IS_SUSPENDED)
