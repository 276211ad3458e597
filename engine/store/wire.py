"""One exchange with PostgreSQL: many prepared statements in one message, their results in one answer.

psycopg's own pipeline sends each statement by itself: the server wakes for each, and the thread gives Python's lock
away and waits for it each time. Here everything is handed to libpq first and sent once. Only `transaction` uses this.
"""

from collections.abc import Sequence
from typing import Any, Self, cast

import psycopg
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait
from sqlalchemy import Connection

Call = tuple[str, Sequence[Any]]  # a statement with $1, $2 … and its parameters
Rows = list[dict[str, Any]]

_KEPT = "hoidong_wire"
BEGIN: Call = ("BEGIN", ())
COMMIT: Call = ("COMMIT", ())


class KeepingConnection(psycopg.Connection[Any]):
    """A connection that keeps its prepared statements when a transaction is undone.

    psycopg's own drops all of them (DEALLOCATE ALL), those of others too, lest a table made in that transaction be
    missed; no transaction here makes tables.
    """

    def rollback(self) -> None:
        """Undo the open transaction, if there is one; raise OperationalError when the connection is lost."""
        if self.pgconn.transaction_status == TransactionStatus.IDLE:
            return
        result = self.pgconn.exec_(b"ROLLBACK")
        if self.pgconn.status == ConnStatus.BAD:
            raise psycopg.OperationalError(self.pgconn.get_error_message())
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)


class Wire:
    """A connection's prepared statements; lives as long as the connection does."""

    def __init__(self, driver: psycopg.Connection[Any]) -> None:
        self._driver = driver
        self._adapter = Transformer(driver)
        self._names: dict[str, bytes] = {}
        self._made = 0
        self._columns: dict[str, tuple[str, ...]] = {}

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """Give the wire of a pooled connection."""
        wire: Self | None = connection.info.get(_KEPT)
        if wire is None:
            driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
            wire = connection.info[_KEPT] = cls(driver)
        return wire

    def forget(self) -> None:
        """Prepare everything anew from now on: psycopg or somebody else said DEALLOCATE ALL."""
        self._names.clear()

    def exchange(self, calls: Sequence[Call]) -> list[Rows]:
        """Run the calls in one round trip, within the open transaction or a new one; give each one's rows.

        Raises the psycopg.Error of the first call that the server refuses; it runs none of those behind it.
        """
        if self._driver.pgconn.transaction_status == TransactionStatus.IDLE:
            return self.exchange_within([BEGIN, *calls])[1:]
        return self.exchange_within(calls)

    def exchange_within(self, calls: Sequence[Call]) -> list[Rows]:
        """Run the calls as they are, without beginning a transaction."""
        packed = [(text, self._pack(parameters)) for text, parameters in calls]
        results = self._driver.wait(self._talk(packed))
        return [self._rows(text, result) for (text, _), result in zip(packed, results, strict=True)]

    def _pack(self, parameters: Sequence[Any]) -> Sequence[Any]:
        return self._adapter.dump_sequence(parameters, [PyFormat.TEXT] * len(parameters)) if parameters else ()

    def _talk(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> PQGen[list[PGresult]]:
        link = self._driver.pgconn
        link.enter_pipeline_mode()
        over = False
        try:
            fresh = self._send(link, calls)
            yield from _flush(link)
            answers: list[PGresult] = []
            while (answer := (yield from _next(link))).status != ExecStatus.PIPELINE_SYNC:
                answers.append(answer)
            over = True
        finally:
            # Cut off in the middle, the rest of the answer would be taken for the next one's.
            if over and link.status == ConnStatus.OK:
                link.exit_pipeline_mode()
            else:
                self._driver.close()
        return self._checked(answers, fresh)

    def _send(self, link: PGconn, calls: Sequence[tuple[str, Sequence[Any]]]) -> dict[str, bytes]:
        """Queue the calls behind the statements that must be prepared for them; give those."""
        fresh: dict[str, bytes] = {}
        for text, _ in calls:
            if text not in self._names and text not in fresh:
                self._made += 1
                name = fresh[text] = b"hoidong_%d" % self._made
                link.send_prepare(name, text.encode())
        for text, parameters in calls:
            link.send_query_prepared(self._names.get(text) or fresh[text], parameters)
        link.pipeline_sync()
        return fresh

    def _checked(self, answers: list[PGresult], fresh: dict[str, bytes]) -> list[PGresult]:
        """Remember what is prepared now; give the answers of the calls, or raise the first refusal."""
        prepared = sum(answer.status == ExecStatus.COMMAND_OK for answer in answers[: len(fresh)])
        self._names.update(list(fresh.items())[:prepared])
        for answer in answers:
            if answer.status == ExecStatus.FATAL_ERROR:
                error = error_from_result(answer)
                if isinstance(error, psycopg.errors.InvalidSqlStatementName):
                    self.forget()
                raise error
        return answers[len(fresh) :]

    def _rows(self, text: str, result: PGresult) -> Rows:
        if result.status != ExecStatus.TUPLES_OK or not result.ntuples:
            return []
        columns = self._columns.get(text)
        if columns is None:
            columns = self._columns[text] = tuple(_column(result, number) for number in range(result.nfields))
        self._adapter.set_pgresult(result, format=Format.TEXT)
        named = columns
        return self._adapter.load_rows(0, result.ntuples, lambda values: dict(zip(named, values, strict=True)))


def _flush(link: PGconn) -> PQGen[None]:
    """Send all that is queued; take in what comes meanwhile, or both sides would wait for each other."""
    while link.flush():
        if (yield Wait.RW) & Ready.R:
            link.consume_input()


def _next(link: PGconn) -> PQGen[PGresult]:
    """Wait for the next result."""
    while True:
        while link.is_busy():
            if (yield Wait.R):
                link.consume_input()
        answer = link.get_result()
        if answer is not None:  # None stands between the results of two calls
            return answer


def _column(result: PGresult, number: int) -> str:
    name = result.fname(number)
    if name is None:
        raise LookupError(number)
    return name.decode()
