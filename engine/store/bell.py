"""Tells all processes whose desks have something new, by PostgreSQL's NOTIFY; it carries names, never content.

A notification inside a command's own transaction would make all commits wait for each other. So the names are sent
after the commit, by a thread, many together, through a pooled connection for one short statement. A ring that is lost
(the process died, the database was away) costs nothing but time: whoever listens also looks by itself.
"""

import json
import threading
from collections.abc import Iterable, Iterator
from typing import Any, cast

import psycopg
import structlog
from sqlalchemy import Engine as SqlEngine
from sqlalchemy.exc import SQLAlchemyError

CHANNEL = "hoidong_bell"
ALL = "*"
_LONGEST_PAYLOAD = 7000  # PostgreSQL takes less than 8,000 bytes; names are ASCII or escaped to it
_PAUSE_S = 0.05  # what comes within it goes together
_log = structlog.get_logger("hoidong.store")


class Bell:
    """Rings for principals (`user:…`, `group:…`, `*` for everybody). Its thread begins with the first ring."""

    def __init__(self, engine: SqlEngine) -> None:
        self._engine = engine
        self._names: set[str] = set()
        self._lock = threading.Lock()
        self._wanted = threading.Event()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def ring(self, principals: Iterable[str]) -> None:
        """Let everybody know, soon; never waits and never fails."""
        with self._lock:
            self._names.update(principals)
            if self._names and self._thread is None and not self._closing.is_set():
                self._thread = threading.Thread(target=self._serve, name="bell", daemon=True)
                self._thread.start()
        self._wanted.set()

    def close(self) -> None:
        """Send what waits, and stop."""
        self._closing.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _serve(self) -> None:
        while not self._closing.is_set():
            self._wanted.wait()
            self._closing.wait(_PAUSE_S)
            self._wanted.clear()
            with self._lock:
                names, self._names = self._names, set()
            if names:
                self._send(sorted(names))

    def _send(self, names: list[str]) -> None:
        try:
            with self._engine.connect() as connection:
                driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
                with driver.transaction():
                    for payload in payloads(names):
                        driver.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))
        except (SQLAlchemyError, psycopg.Error) as error:
            _log.warning("bell_not_rung", error=type(error).__name__)


def payloads(names: Iterable[str]) -> Iterator[str]:
    """Write names into as many notifications as they need; names too long for one ring for everybody."""
    batch: list[str] = []
    for name in names:
        if len(json.dumps([*batch, name])) > _LONGEST_PAYLOAD:
            if batch:
                yield json.dumps(batch)
            batch = []
        batch.append(name if len(json.dumps([name])) <= _LONGEST_PAYLOAD else ALL)
    if batch:
        yield json.dumps(batch)


def heard(payload: str) -> frozenset[str]:
    """Read a notification; one that is not ours rings for everybody."""
    try:
        names = json.loads(payload)
    except ValueError:
        return frozenset({ALL})
    return frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset({ALL})
