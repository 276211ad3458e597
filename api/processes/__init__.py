"""The processes of one installation: started, tied to their parent, watched and stopped.

Nothing here knows what a process serves.
"""

from api.processes.children import (
    Child,
    ChildFailed,
    Rights,
    await_predecessors,
    guarded,
    pause,
    start_child,
)
from api.processes.guard import die_with_parent
from api.processes.prefork import serve_forked
from api.processes.stop_signals import StopRequested, stop_on_signals
from api.processes.supervise import Program, stop_programs, watch

__all__ = [
    "Child",
    "ChildFailed",
    "Program",
    "Rights",
    "StopRequested",
    "await_predecessors",
    "die_with_parent",
    "guarded",
    "pause",
    "serve_forked",
    "start_child",
    "stop_on_signals",
    "stop_programs",
    "watch",
]
