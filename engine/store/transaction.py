"""One transaction: the connection, the moment and the keys of one command. The only place that commits."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, select

from engine import faults
from engine.clock import Clock
from engine.store.tables import ClockSetting
from engine.store.tables.core import core

_CLOCK = core(ClockSetting)


class Transaction:
    """The work of one command or one read; made by `Database.transaction`."""

    def __init__(self, connection: Connection, keys: Callable[[], int], clock: Clock, *, movable: bool) -> None:
        self.connection = connection
        self.new_key = keys
        self.now: datetime = _read_clock(connection, clock, movable=movable)
        self._after_commit: list[Callable[[], None]] = []

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once the commit stands (to wake waiting pages; never to store anything)."""
        self._after_commit.append(action)

    def finish(self) -> None:
        """Commit; nothing of this transaction is visible to others before, everything is after."""
        faults.reach("before_commit")
        self.connection.commit()
        faults.reach("after_commit")
        for action in self._after_commit:
            action()


def _read_clock(connection: Connection, clock: Clock, *, movable: bool) -> datetime:
    if movable:
        pinned_at: datetime | None = connection.execute(select(_CLOCK.c.pinned_at)).scalar_one_or_none()
        if pinned_at is not None:
            return pinned_at
    return clock.now()
