"""64-bit keys for every row: blocks from one PostgreSQL sequence, so that a key costs no round trip of its own.

Keys are unique and grow roughly with time; a restart may leave a gap. They are handed out before the rows exist.
"""

import threading

import psycopg
from sqlalchemy import Engine

from engine.store.failures import unavailable

BLOCK = 1000  # equal to the INCREMENT of sequence `entity_key`, see the first migration


class KeyGenerator:
    """Hands out keys; safe for threads."""

    def __init__(self, engine: Engine, *, connect_timeout_s: int) -> None:
        self._connect_timeout_s = connect_timeout_s
        self._url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._lock = threading.Lock()
        self._next = 0
        self._end = 0

    def __call__(self) -> int:
        """Give the next key."""
        with self._lock:
            if self._next == self._end:
                self._next = self._fetch_block()
                self._end = self._next + BLOCK
            key = self._next
            self._next += 1
            return key

    def _fetch_block(self) -> int:
        # Not from the pool: whoever asks holds one of its connections already, and all of them may ask at once.
        try:
            with psycopg.connect(
                self._url,
                autocommit=True,
                application_name="hoidong keys",
                connect_timeout=self._connect_timeout_s,
            ) as connection:
                row = connection.execute("SELECT nextval('entity_key')").fetchone()
        except psycopg.OperationalError as error:
            raise unavailable() from error
        if row is None:
            raise unavailable()
        return int(row[0])
