"""Due timers fired in several cases at once: most of a firing is waiting for the disk, and commits share it.

A case's timers fire one after another, and cases begin in the order of their first moments. While batches come back
full there is more waiting, and the next is claimed at once, even while the last cases of this one still fire.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Self

from engine.operations.engine import Engine
from engine.operations.running.fire_due_timers import claim_due_timers, fire_claimed
from engine.store.timers import ClaimedTimer
from engine.worker.rounds import log_failures


class FiringLanes:
    """So many threads that fire claimed timers; leaving the block waits for what was begun."""

    def __init__(self, engine: Engine, *, at_once: int, a_batch: int) -> None:
        self._engine = engine
        self._at_once = at_once
        self._a_batch = a_batch
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="firing")
        self._running: set[Future[None]] = set()

    def __enter__(self) -> Self:
        """Give the lanes."""
        return self

    def __exit__(self, *_raised: object) -> None:
        """Wait for what was begun."""
        self._threads.shutdown()

    def fire_due(self, stopping: threading.Event) -> int:
        """Claim batches and begin to fire them until one is not full; give how many timers were claimed."""
        claimed = 0
        while not stopping.is_set():
            batch = claim_due_timers(self._engine, limit=self._a_batch)
            for timers in by_case(batch):
                self._begin(timers)
            claimed += len(batch)
            if len(batch) < self._a_batch:
                break
        return claimed

    def _begin(self, timers: Sequence[ClaimedTimer]) -> None:
        """Fire these as soon as a lane is free."""
        done = {lane for lane in self._running if lane.done()}
        if len(self._running) - len(done) == self._at_once:
            done = wait(self._running, return_when=FIRST_COMPLETED).done
        self._running -= done
        self._running.add(self._threads.submit(self._fire, timers))
        for lane in done:
            lane.result()  # what it raises is no failure of a timer

    def _fire(self, timers: Sequence[ClaimedTimer]) -> None:
        log_failures("timer_failed", fire_claimed(self._engine, timers))


def by_case(timers: Sequence[ClaimedTimer]) -> list[list[ClaimedTimer]]:
    """Put the timers of a case together; cases and timers stay in the order of their moments."""
    cases: dict[int, list[ClaimedTimer]] = {}
    for timer in timers:
        cases.setdefault(timer.instance_key, []).append(timer)
    return list(cases.values())
