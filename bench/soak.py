"""`make soak`: a bounded run of the real product under steady load; fails when something keeps growing.

Watched between rounds: memory and open files of web and worker, connections to PostgreSQL, jobs and timers that are due
and wait. HOIDONG_SOAK_MINUTES (20 unless told otherwise) says how long. The first quarter warms up; the medians of the
second and the last quarter are compared.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

import psutil

from api.processes import Child, start_child
from bench import load, looped
from bench.product import Product, installed

CASES, CLIENTS, ROUND_S, LEAST_ROUNDS = 200, 4, 10.0, 8
MEBIBYTE = 1024 * 1024
# Allocators keep some of what a peak needed; a leak goes on beyond it.
GROWTH, SLACK_MIB, MORE_FILES, WAITING = 1.10, 8.0, 8, 50
_CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
_JOBS_DUE = "SELECT count(*) FROM job WHERE state = 'CREATED'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What one look found."""

    completed: int
    memory_mib: float
    files: int
    connections: int
    jobs_due: int


def main() -> int:
    """Run, tell each round, and judge."""
    minutes = float(os.environ.get("HOIDONG_SOAK_MINUTES", "20"))
    with installed() as product:
        looped.deploy(product)
        looped.start_cases(product, CASES)
        samples = list(_rounds(product, minutes * 60))
    problems = judge(samples)
    print("\n".join(problems) or f"steady over {len(samples)} rounds: {sum(s.completed for s in samples)} completions")
    return 1 if problems else 0


def _rounds(product: Product, seconds: float) -> Iterator[Sample]:
    headers = product.signed_in(looped.WORKER)
    began, number = time.monotonic(), 0
    with product.serving("web", "api.cli", "web") as web, _worker(product) as worker:
        while time.monotonic() - began < seconds or number < LEAST_ROUNDS:
            keys = looped.open_tasks(product)
            requests = [load.post(looped.completion_path(key), looped.BODY, headers) for key in keys]
            measured = load.run(web, requests, clients=CLIENTS, seconds=ROUND_S)
            sample = _look(product, worker, measured)
            number += 1
            print(f"{number:>4} {sample}", flush=True)
            yield sample


@contextmanager
def _worker(product: Product) -> Iterator[Child]:
    command = [sys.executable, "-m", "api.cli", "worker"]
    child = start_child("worker", command, folder=product.folder, env=product.environment)
    try:
        yield child
    finally:
        child.stop()


def _look(product: Product, worker: Child, measured: load.Measured) -> Sample:
    ours = [child for child in psutil.Process().children(recursive=True) if {"web", "worker"} & set(child.cmdline())]
    if not worker.running():
        message = f"the worker has ended:\n{worker.tail()}"
        raise RuntimeError(message)
    return Sample(
        completed=len(measured.latencies_s),
        memory_mib=round(sum(process.memory_info().rss for process in ours) / MEBIBYTE, 1),
        files=sum(process.num_fds() for process in ours),
        connections=_count(product, _CONNECTIONS),
        jobs_due=_count(product, _JOBS_DUE),
    )


def _count(product: Product, statement: str) -> int:
    with product.engine.unit_of_work() as uow:
        return int(uow.connection.exec_driver_sql(statement).scalar_one())


def judge(samples: Sequence[Sample]) -> list[str]:
    """Tell in sentences what kept growing; an empty list means steady."""
    quarter = len(samples) // 4
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]

    def grew(read: Callable[[Sample], float], allowed: Callable[[float], float], name: str) -> list[str]:
        before, after = median(map(read, early)), median(map(read, late))
        return [f"{name} grew from {before:g} to {after:g}"] if after > allowed(before) else []

    return [
        *grew(lambda sample: sample.memory_mib, lambda before: before * GROWTH + SLACK_MIB, "memory (MiB)"),
        *grew(lambda sample: sample.files, lambda before: before + MORE_FILES, "open files"),
        *grew(lambda sample: sample.connections, lambda before: before + 2, "connections"),
        *grew(lambda sample: sample.jobs_due, lambda before: before + WAITING, "waiting jobs"),
    ]


if __name__ == "__main__":
    sys.exit(main())
