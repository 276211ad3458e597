"""Named fault points: tests kill the process at one of them to prove that nothing is lost or done twice.

HOIDONG_FAULT names the armed point, with `:N` for its Nth passage (`before_commit:3`). Without it a point costs one
comparison and does nothing.
"""

import os
import signal

POINTS = (
    "before_commit",
    "after_commit",
    "after_object_stored",
    "after_number_allocated",
    "before_job_completed",
    "after_dispatch_sent",
    "before_axis_confirmed",
)

_armed, _, _nth = os.environ.get("HOIDONG_FAULT", "").partition(":")
_passages_left = int(_nth or 1)


def reach(point: str) -> None:
    """Die at once, as at a power cut, when `point` is the armed one and this is its armed passage."""
    if _armed == point:
        _count_down()


def _count_down() -> None:
    global _passages_left  # noqa: PLW0603  one process dies once
    _passages_left -= 1
    if _passages_left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
