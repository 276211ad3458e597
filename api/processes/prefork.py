"""Serve by several forked processes: the code is imported once, each process then opens connections of its own.

The first process only forks, watches and stops. It must hold no connection and no thread when it forks.
"""

import gc
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable

from api.processes.children import ChildFailed
from api.processes.guard import die_with_parent

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
WATCHED = {*STOPPING, signal.SIGCHLD}
RESTARTS, WITHIN_S = 5, 60.0


def serve_forked(count: int, serve: Callable[[], None], *, stop_timeout_s: float) -> None:
    """Run `serve` in `count` processes until told to stop; replace a process that ends by itself.

    Raises ChildFailed, after stopping the others, when processes keep ending.
    """
    # What exists now is shared by all: the collector need not touch, and so copy, it.
    gc.collect()
    gc.freeze()
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
    children = {_fork(serve) for _ in range(count)}
    ended_at: list[float] = []
    try:
        while signal.sigwait(WATCHED) == signal.SIGCHLD:
            for pid in _reaped(children):
                children.discard(pid)
                now = time.monotonic()
                ended_at = [moment for moment in ended_at if now - moment < WITHIN_S] + [now]
                if len(ended_at) > RESTARTS:
                    message = f"serving processes ended {RESTARTS} times within {WITHIN_S:.0f} s"
                    raise ChildFailed(message)
                children.add(_fork(serve))
    finally:
        _stop(children, stop_timeout_s)


def _fork(serve: Callable[[], None]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        die_with_parent(signal.SIGTERM)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
        if os.getppid() == parent:
            serve()
            code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:  # noqa: BLE001  the last frame of a process: nothing above could tell it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Not sys.exit: a child must not unwind into the parent's frames.
        os._exit(code)


def _reaped(children: set[int]) -> list[int]:
    ended = []
    for pid in children:
        done, _status = os.waitpid(pid, os.WNOHANG)
        if done:
            ended.append(pid)
    return ended


def _stop(children: set[int], timeout_s: float) -> None:
    """Ask every process to end; force those that have not after `timeout_s`."""
    for pid in children:
        os.kill(pid, signal.SIGTERM)
    left, deadline = set(children), time.monotonic() + timeout_s
    while left := left - set(_reaped(left)):
        if signal.sigtimedwait({signal.SIGCHLD}, max(0.0, deadline - time.monotonic())) is None:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            deadline = time.monotonic() + timeout_s
