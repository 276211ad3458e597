"""The process beside the web: due timers, jobs of our own connectors, and the technical queue.

Any number of workers on any number of machines share the work through the database; none is special.
"""

from engine.worker.loop import WorkerSettings, run

__all__ = ["WorkerSettings", "run"]
