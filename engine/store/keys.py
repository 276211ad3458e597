"""64-bit keys for every row: blocks from one PostgreSQL sequence, so that a key costs no round trip of its own.

Keys are unique and grow roughly with time; a restart may leave a gap. They are handed out before the rows exist.
"""

import threading

import psycopg
from sqlalchemy import Engine

from engine.errors import Text, Unavailable

BLOCK = 1000  # equal to the INCREMENT of sequence `entity_key`, see the first migration


class KeyGenerator:
    """Hands out keys; safe for threads."""

    def __init__(self, engine: Engine) -> None:
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
            with psycopg.connect(self._url, autocommit=True, application_name="hoidong keys") as connection:
                row = connection.execute("SELECT nextval('entity_key')").fetchone()
        except psycopg.OperationalError as error:
            raise _unavailable() from error
        if row is None:
            raise _unavailable()
        return int(row[0])


def _unavailable() -> Unavailable:
    return Unavailable(
        Text(
            vi="Cơ sở dữ liệu tạm thời không trả lời. Chưa có gì thay đổi; hãy thử lại sau ít phút.",
            en="The database does not answer at the moment. Nothing has changed; try again in a few minutes.",
        ),
        code="database_unavailable",
    )
