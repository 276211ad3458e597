"""Forked serving processes: replaced when one falls over, gone with the first one, given up when they keep falling."""

import signal

import psutil
import pytest

from tests.integration.embedded.conftest import Run, Starter

FOREVER = "signal.pause()"
FALLING = "sys.exit(4)"
PROGRAM = """
import os, signal, sys
from api.processes import serve_forked
def serve():
    os.write(1, f"serving {{os.getpid()}}\\n".encode())  # in one piece: the other process writes too
    {body}
serve_forked(2, serve, stop_timeout_s=5)
"""


def forked(start: Starter, body: str) -> tuple[Run, set[int]]:
    """Start the program; give it and the ids of its two serving processes."""
    run = start(["-c", PROGRAM.format(body=body)])
    return run, {int(run.await_line("serving").split()[1]) for _ in range(2)}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_all_end_with_the_first(number: signal.Signals, start: Starter) -> None:
    run, serving = forked(start, FOREVER)
    assert {process.pid for process in run.family} == serving
    run.process.send_signal(number)
    assert run.process.wait(20) == (-number if number == signal.SIGKILL else 0)
    assert run.survivors() == []


def test_one_that_is_killed_is_replaced(start: Starter) -> None:
    run, serving = forked(start, FOREVER)
    psutil.Process(min(serving)).kill()
    replacement = int(run.await_line("serving").split()[1])
    assert replacement not in serving
    assert {process.pid for process in run.family} == {max(serving), replacement}


def test_it_gives_up_when_they_keep_falling_over(start: Starter) -> None:
    run = start(["-c", PROGRAM.format(body=FALLING)])
    assert "ended 5 times" in run.await_line("ChildFailed: ")
    assert run.process.wait(20) != 0
    assert run.survivors() == []
