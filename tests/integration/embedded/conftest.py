"""Whole installations in processes of their own, as a person at a terminal would start them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[3]
Starter = Callable[..., "Run"]


@dataclass(slots=True, kw_only=True)
class Run:
    """A started program, its output so far, and every process that it has started."""

    process: subprocess.Popen[str]
    told: list[str] = field(default_factory=list)
    family: list[psutil.Process] = field(default_factory=list)

    def await_line(self, words: str) -> str:
        """Read output until a line contains `words`; fail when the program ends before."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(line)
            if words in line:
                self.family = psutil.Process(self.process.pid).children(recursive=True)
                return line
        pytest.fail(f"the program ended with {self.process.wait()} before it said {words!r}:\n{''.join(self.told)}")

    def survivors(self, timeout_s: float = 20.0) -> list[str]:
        """Wait until the whole family is gone; name those that are not."""
        _gone, alive = psutil.wait_procs(self.family, timeout=timeout_s)
        return [f"{process.pid} {process.name()}" for process in alive]


@pytest.fixture
def start() -> Iterator[Starter]:
    """Give a function that starts `python ARGUMENTS` with extra environment; what still runs at the end is ended."""
    runs: list[Run] = []

    def starter(arguments: Sequence[str], **environment: str) -> Run:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={"HOIDONG_DEMO_CASES": "false", **_bare_environment(), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        runs.append(Run(process=process))
        return runs[-1]

    yield starter
    for run in runs:
        if run.process.poll() is None:
            run.process.kill()
        run.process.wait()
        assert run.process.stdout is not None
        run.process.stdout.close()


def _bare_environment() -> dict[str, str]:
    # As scripts/run.sh does: with compiled code, as on anybody's second start.
    outside = ("HOIDONG_", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(outside)}
