"""How many transactions have been committed on the way of a request: who gives a command again must know of each.

A counter belongs to a context (a request, with the threads that it hands work to); without one nothing is counted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Commits:
    """The commits within a block."""

    count: int = 0


_COUNTED: ContextVar[Commits | None] = ContextVar("hoidong_commits", default=None)


@contextmanager
def counting() -> Iterator[Commits]:
    """Count the commits of the block."""
    commits = Commits()
    around = _COUNTED.set(commits)
    try:
        yield commits
    finally:
        _COUNTED.reset(around)


@contextmanager
def not_counting() -> Iterator[None]:
    """Leave out the commits of the block: they change nothing that giving the command again would do twice."""
    around = _COUNTED.set(None)
    try:
        yield
    finally:
        _COUNTED.reset(around)


def note_commit() -> None:
    """Count one, where somebody counts."""
    commits = _COUNTED.get()
    if commits is not None:
        commits.count += 1
