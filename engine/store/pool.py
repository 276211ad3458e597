"""The pool of connections: each is looked at before it is used, and replaced when it has died meanwhile.

They keep what is prepared on them (`wire.KeepingConnection`).

The look costs no round trip: a server that went away has left something to read on the socket. Only a connection that
has rested for a while is asked outright, since a broken network leaves nothing.
"""

import re
import select
import time
from typing import Any

import psycopg
from sqlalchemy import Connection, Dialect, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from engine.store.wire import KeepingConnection, Wire

RESTED_S = 1.0
_USED_AT = "hoidong_used_at"
# Behind these psycopg says DEALLOCATE ALL, or they say it themselves.
_FORGETS = re.compile(r"(DROP|ALTER|ROLLBACK|DISCARD|DEALLOCATE)\b").match


def watch_connections(engine: Engine) -> None:
    """Let the engine's pool make our kind of connections and look at each that it hands out a second time."""

    def made(_dialect: Dialect, _record: ConnectionPoolEntry, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        return KeepingConnection.connect(*args, **options)

    def executed(connection: Connection, cursor: DBAPICursor, *_statement: object) -> None:
        if _FORGETS(getattr(cursor, "statusmessage", None) or ""):
            Wire.of(connection).forget()

    def checked_in(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info[_USED_AT] = time.monotonic()

    def checked_out(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        used_at = record.info.get(_USED_AT)
        if used_at is None or (time.monotonic() - used_at < RESTED_S and not _has_news(connection)):
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            # SQLAlchemy's sign to connect anew; the caller never sees it.
            raise DisconnectionError(str(error)) from error

    event.listen(engine, "do_connect", made)
    event.listen(engine, "after_cursor_execute", executed)
    event.listen(engine, "checkin", checked_in)
    event.listen(engine, "checkout", checked_out)


def _has_news(connection: DBAPIConnection) -> bool:
    """Tell whether a resting connection's socket has something to read: at best a notice, mostly its end."""
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN)
    return bool(looking.poll(0))
