"""64-bit keys for every row: blocks from one PostgreSQL sequence, so that a key costs no round trip of its own.

Keys are unique and grow roughly with time; a restart may leave a gap. They are handed out before the rows exist.
"""

import threading

from sqlalchemy import Engine, text

BLOCK = 1000  # equal to the INCREMENT of sequence `entity_key`, see the first migration


class KeyGenerator:
    """Hands out keys; safe for threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
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
        with self._engine.connect() as connection:
            return int(connection.execute(text("SELECT nextval('entity_key')")).scalar_one())
