"""Where the movable clock stands."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from engine.store.tables import ClockSetting
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_CLOCK = core(ClockSetting)
_ONLY_ROW = 1


def pin(transaction: Transaction, moment: datetime, *, running_since: datetime | None = None) -> None:
    """Let the clock stand at `moment` (aware), or have stood there when the machine said `running_since`."""
    values = {"pinned_at": moment, "running_since": running_since}
    statement = insert(_CLOCK).values({"id": _ONLY_ROW, **values})
    transaction.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def unpin(transaction: Transaction) -> None:
    """Let the clock run with the machine."""
    transaction.connection.execute(delete(_CLOCK))
