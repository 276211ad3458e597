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

__all__ = [
    "Child",
    "ChildFailed",
    "Rights",
    "await_predecessors",
    "die_with_parent",
    "guarded",
    "pause",
    "start_child",
]
