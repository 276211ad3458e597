"""The pool of connections: looks whether one still lives only after it has rested, not at each use.

Asking at each use would cost every request a round trip. A connection that broke while in use fails its command (which
the caller may repeat) and is replaced.
"""

import time

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

RESTED_S = 1.0
_USED_AT = "hoidong_used_at"


def check_rested_connections(engine: Engine) -> None:
    """Let the engine's pool ask a connection that was not used for RESTED_S whether it lives, and replace a dead one."""

    def checked_in(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info[_USED_AT] = time.monotonic()

    def checked_out(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        used_at = record.info.get(_USED_AT)
        if used_at is None or time.monotonic() - used_at < RESTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            # SQLAlchemy's sign to connect anew; the caller never sees it.
            raise DisconnectionError(str(error)) from error

    event.listen(engine, "checkin", checked_in)
    event.listen(engine, "checkout", checked_out)
