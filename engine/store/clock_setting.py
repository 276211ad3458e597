"""Where the movable clock stands."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from engine.store.tables import ClockSetting
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_CLOCK = core(ClockSetting)
_ONLY_ROW = 1


def pin(transaction: Transaction, moment: datetime) -> None:
    """Let the clock stand at `moment` (aware)."""
    row = {"id": _ONLY_ROW, "pinned_at": moment}
    statement = insert(_CLOCK).values(row).on_conflict_do_update(index_elements=["id"], set_={"pinned_at": moment})
    transaction.connection.execute(statement)


def unpin(transaction: Transaction) -> None:
    """Let the clock run with the machine."""
    transaction.connection.execute(delete(_CLOCK))
