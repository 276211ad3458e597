"""How much one worker process does at once, and how often it looks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """Bounds and pauses of one process (machine time, seconds).

    After work it looks again at once; with nothing to do the pause doubles from `shortest_pause_s` to
    `longest_pause_s`; while the database does not answer it grows to `outage_pause_s`. Timers are claimed so many
    `timers_a_batch` and fired in `timers_at_once` cases at the same time.
    """

    jobs_at_once: int = 4
    timers_at_once: int = 4
    timers_a_batch: int = 40
    events_a_batch: int = 20
    shortest_pause_s: float = 0.05
    longest_pause_s: float = 0.5
    outage_pause_s: float = 10.0
    technical: bool = True
