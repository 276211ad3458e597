"""Rounds: what a worker looks for again and again, each kind in a thread of its own, so that none waits for another.

A round that found something is followed at once, after the shortest pause; with nothing to do the pause doubles. A
failure ends no thread: the database is waited for, and what nobody foresaw is logged.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog

from engine.errors import EngineError
from engine.worker.settings import WorkerSettings

_log = structlog.get_logger("hoidong.worker")
_UNFORESEEN = frozenset({"timer_broke", "signal_broke", "call_broke", "plan_broke", "dispatch_broke"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One kind of work: `go` does what is due and gives how much there was."""

    name: str
    go: Callable[[threading.Event], int]


@contextmanager
def going_round(rounds: Iterable[Round], settings: WorkerSettings) -> Iterator[None]:
    """Let all rounds go on for the block; afterwards none begins anew, and what was begun has ended."""
    stopping = threading.Event()
    threads = [threading.Thread(target=_go_on, args=(one, settings, stopping), name=one.name) for one in rounds]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def _go_on(one: Round, settings: WorkerSettings, stopping: threading.Event) -> None:
    log = _log.bind(round=one.name)
    pause_s = settings.shortest_pause_s
    while not stopping.is_set():
        longest_s = settings.longest_pause_s
        try:
            found = one.go(stopping)
        except EngineError as error:
            log.warning("worker_waits", code=error.stable_code)
            found, longest_s = 0, settings.outage_pause_s
        except Exception as error:  # the timers of all cases must not wait until somebody restarts this
            log.exception("worker_round_broke", error=type(error).__name__)
            found, longest_s = 0, settings.outage_pause_s
        pause_s = settings.shortest_pause_s if found else min(2 * pause_s, longest_s)
        stopping.wait(pause_s)


def log_failures(event: str, failures: Iterable[EngineError]) -> None:
    """Tell what went wrong with single timers, events and the like; of what nobody foresaw, where it broke."""
    for failure in failures:
        unforeseen = failure.__cause__ if failure.stable_code in _UNFORESEEN else None
        _log.warning(event, code=failure.stable_code, retryable=failure.retryable, exc_info=unforeseen or False)
