"""One transaction: the connection, the moment and the keys of one command. The only place that commits.

Writes may wait (`write`): they go to the server together, in order, before the next statement or with the commit, so
that a command costs few round trips however many tables it touches.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, cast

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, select

from engine import faults
from engine.clock import Clock
from engine.commits import note_commit
from engine.store import law_version
from engine.store.statements import InsertRows, Row, Statement
from engine.store.tables import ClockSetting
from engine.store.tables.core import core
from engine.store.wire import COMMIT, Call, Wire

_CLOCK = core(ClockSetting)


class Transaction:
    """The work of one command or one read; made by `Database.transaction`."""

    def __init__(
        self,
        connection: Connection,
        keys: Callable[[], int],
        clock: Clock,
        ring: Callable[[Iterable[str]], None],
        *,
        movable: bool,
    ) -> None:
        self._connection = connection
        self._ring = ring
        self._rung: set[str] = set()
        self._waiting: list[Call] = []
        self._law_version: int | None = None
        self._holds_law = False
        self.changes_law = False
        self.new_key = keys
        connection.begin()  # said aloud: SQLAlchemy does not see the statements that go straight to the driver
        self.now: datetime = _read_clock(connection, clock, movable=movable)

    @property
    def connection(self) -> Connection:
        """Give the connection; everything written so far is there for its next statement."""
        if self._waiting:
            self._wire.exchange(self._taken())
        return self._connection

    def write(self, statement: Statement | InsertRows, rows: Iterable[Row]) -> None:
        """Let the statement run for each of `rows`, before the next read or with the commit. It gives nothing back."""
        parameters = statement.batches(rows)
        if parameters:
            self._waiting.extend((statement.text, row) for row in parameters)

    def read(self, *queries: tuple[Statement, Row]) -> list[list[dict[str, Any]]]:
        """Run queries one after another in one round trip; give the rows of each, as dictionaries by column name.

        The version of the law comes along where it is not known yet.
        """
        return self._read(queries) if self._law_version is not None else self._read_with_version(queries)

    def read_under_law(self, *queries: tuple[Statement, Row]) -> list[list[dict[str, Any]]]:
        """Do the same, and let nobody change the law from before the first query until this transaction ends."""
        if self._holds_law:
            return self._read(queries)
        self._holds_law = True
        return self._read_with_version([(law_version.HOLD, {}), *queries])[1:]

    def change_law(self) -> None:
        """Wait until nobody goes by the law and let nobody until this transaction ends; give it a new version.

        Whoever goes by it meanwhile waits. The server gives the waiting up after seconds (`law_version.CHANGE`).
        """
        self._read([(statement, {}) for statement in law_version.CHANGE])
        self._holds_law, self.changes_law, self._law_version = True, True, None

    @property
    def law_version(self) -> int:
        """Give the version of the law that this transaction goes by."""
        if self._law_version is None:
            self._read_with_version(())
        return self._law_version or 0

    def _read_with_version(self, queries: Sequence[tuple[Statement, Row]]) -> list[list[dict[str, Any]]]:
        *answers, found = self._read([*queries, (law_version.READ, {})])
        self._law_version = law_version.version_of(found)
        return answers

    def _read(self, queries: Sequence[tuple[Statement, Row]]) -> list[list[dict[str, Any]]]:
        if not queries:
            return []
        before = self._taken()
        calls = [(statement.text, statement.parameters(row)) for statement, row in queries]
        return self._wire.exchange([*before, *calls])[len(before) :]

    def ring(self, principals: Iterable[str]) -> None:
        """Wake the open pages of these principals once the commit stands."""
        self._rung.update(principals)

    def finish(self) -> None:
        """Commit; nothing of this transaction is visible to others before, everything is after."""
        faults.reach("before_commit")
        if self._waiting:
            self._wire.exchange([*self._taken(), COMMIT])
        self._connection.commit()  # a sent one is known to the driver; SQLAlchemy learns of it here
        note_commit()
        faults.reach("after_commit")
        if self._rung:
            self._ring(self._rung)

    def undo(self) -> None:
        """Roll back on the server, whatever SQLAlchemy believes; a connection that cannot is thrown away.

        A COMMIT sent behind a failing write is skipped with it: the transaction stays open, holds its locks, and only
        the driver knows.
        """
        if self._connection.closed or self._connection.invalidated:
            return
        if self._driver.closed:
            self._connection.invalidate()
            return
        status = self._driver.info.transaction_status
        if status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
            self._driver.rollback()
        elif status is TransactionStatus.ACTIVE:
            self._connection.invalidate()

    @property
    def is_lost(self) -> bool:
        """Tell whether the connection broke."""
        return self._connection.invalidated or self._driver.closed or self._driver.broken

    @property
    def _driver(self) -> psycopg.Connection[Any]:
        return cast("psycopg.Connection[Any]", self._connection.connection.driver_connection)

    @property
    def _wire(self) -> Wire:
        return Wire.of(self._connection)

    def _taken(self) -> list[Call]:
        """Take what waits to be written, to be sent now."""
        waiting, self._waiting = self._waiting, []
        return waiting


def _read_clock(connection: Connection, clock: Clock, *, movable: bool) -> datetime:
    if not movable:
        return clock.now()
    moved = connection.execute(select(_CLOCK.c.pinned_at, _CLOCK.c.running_since)).one_or_none()
    if moved is None:
        return clock.now()
    pinned_at: datetime = moved.pinned_at
    return pinned_at if moved.running_since is None else pinned_at + (clock.now() - moved.running_since)
