"""Fire due timers, work on the jobs of our own connectors, and run the technical queue.

Any number of them share the work. `--check` tells whether the one on this machine still goes round.
"""

import signal
import threading
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from api.settings import SettingMissing, get_settings

BEAT_S, STALE_S = 1.0, 60.0


class HeartbeatStop(threading.Event):
    """The event that stops the worker; each look that the worker takes at it is a sign of life in `file`."""

    def __init__(self, file: Path | None) -> None:
        super().__init__()
        self._file = file
        self._touched_at = -BEAT_S

    def is_set(self) -> bool:
        """Tell whether to stop, and leave the sign of life, at most one a second."""
        now = time.monotonic()
        if self._file is not None and now - self._touched_at >= BEAT_S:
            self._file.touch()
            self._touched_at = now
        return super().is_set()


def configure(parser: ArgumentParser) -> None:
    """Add the check."""
    parser.add_argument("--check", action="store_true", help="code 0 when the worker showed life within a minute")


def run(options: Namespace) -> int:
    """Work until told to stop; what was begun is ended. With `--check` only look."""
    settings = get_settings()
    if options.check:
        if settings.worker_heartbeat is None:
            raise SettingMissing("HOIDONG_WORKER_HEARTBEAT is not set, so there is nothing to check")
        return 0 if _is_alive(settings.worker_heartbeat) else 1
    from api.logs import configure_logs  # noqa: PLC0415  other commands need no logs

    configure_logs(log_format=settings.log_format, level=settings.log_level)
    from api.build_engine import build_engine, sign_in_rules  # noqa: PLC0415  loggers made at import find logs set up
    from engine import worker  # noqa: PLC0415

    stop = HeartbeatStop(settings.worker_heartbeat)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stop.set())
    engine = build_engine(settings)
    try:
        worker.run(engine, stop, sign_in_rules=sign_in_rules(settings))
    finally:
        engine.close()
    return 0


def _is_alive(file: Path) -> bool:
    # The machine's clock on both sides: a file's age, no business time.
    return file.exists() and time.time() - file.stat().st_mtime < STALE_S
