"""Keep the processes of one installation running: start again what fell over, give up when that does not help."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from api.processes.children import Child, ChildFailed, pause

LOOK_S = 0.2
RESTARTS, WITHIN_S = 5, 60.0


@dataclass(slots=True, kw_only=True)
class Program:
    """One of our own processes and how to start it."""

    start: Callable[[], Child]
    child: Child | None = None
    restarted_at: list[float] = field(default_factory=list)

    def ensure_running(self) -> None:
        """Start the process unless it runs; raise ChildFailed when it keeps falling over."""
        if self.child is not None and self.child.running():
            return
        now = time.monotonic()
        if self.child is not None:
            self.restarted_at = [moment for moment in self.restarted_at if now - moment < WITHIN_S] + [now]
            if len(self.restarted_at) > RESTARTS:
                message = f"{self.child.name} ended {RESTARTS} times within {WITHIN_S:.0f} s"
                raise ChildFailed(message)
        self.child = self.start()


def watch(programs: Sequence[Program], services: Sequence[Child]) -> None:
    """Look after `programs` for ever; raise ChildFailed when one of `services` ends, which nothing can work without."""
    while True:
        for service in services:
            if not service.running():
                message = f"{service.name} ended; its last words:\n{service.tail()}"
                raise ChildFailed(message)
        for program in programs:
            program.ensure_running()
        pause(LOOK_S)


def stop_programs(programs: Sequence[Program]) -> None:
    """Ask all to end at once, then wait for each."""
    children = [program.child for program in programs if program.child is not None]
    for child in children:
        child.request_stop()
    for child in children:
        child.stop()
