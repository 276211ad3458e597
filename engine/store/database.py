"""The connection pool to PostgreSQL and the factory of transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from sqlalchemy import Engine as SqlEngine
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.clock import Clock
from engine.store import json_codec
from engine.store.bell import Bell
from engine.store.failures import busy, translated, unavailable
from engine.store.keys import KeyGenerator
from engine.store.pool import watch_connections
from engine.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings:
    """Where the database is and how many connections a process may hold.

    `url` is a libpq or SQLAlchemy URL (`postgresql://…`). `movable_clock` lets the stored clock setting override the
    machine's time; only demonstrations and tests switch it on.
    """

    url: str
    pool_size: int = 8
    pool_timeout_s: float = 10.0
    statement_timeout_s: float = 30.0
    connect_timeout_s: int = 5
    movable_clock: bool = False

    @property
    def plain_url(self) -> str:
        """Give the URL as libpq reads it, for connections outside the pool."""
        return self.url.replace("postgresql+psycopg://", "postgresql://", 1)


class Database:
    """A pool of connections; `transaction()` is the only way in."""

    def __init__(self, settings: DatabaseSettings, clock: Clock | None = None) -> None:
        self.settings = settings
        self._clock = clock or Clock()
        self._engine = _create(settings)
        self._bell = Bell(self._engine)
        self._keys = KeyGenerator(self._engine, connect_timeout_s=settings.connect_timeout_s)

    @property
    def sql_engine(self) -> SqlEngine:
        """Give SQLAlchemy's engine (for migrations and tests)."""
        return self._engine

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Open one transaction: commit when the block ends, roll back when it raises.

        Raises Unavailable when no connection can be had, or when the server gives a statement up (time-out, deadlock);
        Conflict and InputRejected for what the server does not take (see `failures`).
        """
        try:
            connection = self._engine.connect()
        except OperationalError as error:
            raise unavailable() from error
        except PoolTimeout as error:
            raise busy() from error
        with connection:
            transaction = Transaction(
                connection, self._keys, self._clock, self._bell.ring, movable=self.settings.movable_clock
            )
            try:
                try:
                    yield transaction
                    transaction.finish()
                except BaseException:
                    transaction.undo()
                    raise
            except (DBAPIError, psycopg.Error) as error:
                # SQLAlchemy knows the end of a connection by its own statements, the transaction by the driver's.
                lost = error.connection_invalidated if isinstance(error, DBAPIError) else transaction.is_lost
                if lost and not isinstance(error, DBAPIError):
                    connection.invalidate(error)
                ours = translated(error, lost=lost)
                if ours is None:
                    raise
                raise ours from error

    def check(self) -> None:
        """Raise Unavailable unless the database answers."""
        try:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except OperationalError as error:
            raise unavailable() from error

    def close(self) -> None:
        """Give all connections back."""
        self._bell.close()
        self._engine.dispose()


def sqlalchemy_url(url: str) -> str:
    """Name the psycopg driver in a plain PostgreSQL URL."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _create(settings: DatabaseSettings) -> SqlEngine:
    # Our statements are many and short: compiling one to machine code, or starting a second process for it, costs more
    # than it ever saves.
    plain = "-c jit=off -c max_parallel_workers_per_gather=0"
    options = f"-c timezone=UTC {plain} -c statement_timeout={int(settings.statement_timeout_s * 1000)}"
    engine = create_engine(
        sqlalchemy_url(settings.url),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.pool_timeout_s,
        hide_parameters=True,  # what people typed belongs into no error text and no log
        json_serializer=json_codec.dumps,
        json_deserializer=json_codec.loads,
        connect_args={
            "options": options,
            "application_name": "hoidong",
            "connect_timeout": settings.connect_timeout_s,
        },
    )
    watch_connections(engine)
    return engine
