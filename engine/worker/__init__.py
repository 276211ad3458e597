"""The process beside the web: due timers, jobs of our own connectors, and the technical queue.

Any number of workers on any number of machines share the work through the database; none is special.
"""

from engine.worker.loop import run
from engine.worker.settings import WorkerSettings
from engine.worker.work_off import work_off

__all__ = ["WorkerSettings", "run", "work_off"]
