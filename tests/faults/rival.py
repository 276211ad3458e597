"""Several processes that act on the same case at the same moment, as JSON orders on the input ask.

    python -m tests.faults.rival

A `web` completes every task that it is given from several threads, a `worker` fires what is due until nothing is left.
Each tells what it achieved: one JSON line for all, in the order of the orders.
"""

import json
import multiprocessing
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from engine.clock import pinned
from engine.errors import Conflict, NotFound
from engine.model.actor import Actor, ActorKind
from engine.operations import Engine, EngineSettings, complete_task, fire_due_timers
from engine.store import Database, DatabaseSettings
from tests.office import NO_OBJECTS

THREADS = 4
LOOKS = 3  # a worker that found nothing looks again: another one's claim may still be on its way


def main() -> None:
    """Fork one process an order, let all begin together, and tell."""
    orders = json.loads(sys.stdin.readline())
    forks = multiprocessing.get_context("fork")
    start = forks.Barrier(len(orders))
    answers = []
    for order in orders:
        mine, theirs = forks.Pipe()
        forks.Process(target=_act, args=(order, start, theirs)).start()
        answers.append(mine)
    print(json.dumps([answer.recv() for answer in answers]))  # noqa: T201


def _act(order: dict[str, Any], start: Barrier, answer: Connection) -> None:
    moment = datetime.fromisoformat(order["moment"])
    database = Database(DatabaseSettings(url=order["database_url"]), clock=pinned(moment))
    engine = Engine(database, NO_OBJECTS, EngineSettings(secret=order["secret"].encode()))
    database.check()  # the first connection is made before the start
    start.wait()
    answer.send(_complete(engine, order) if order["role"] == "web" else _fire(engine))
    engine.close()


def _complete(engine: Engine, order: dict[str, Any]) -> Counter[str]:
    given = order["actor"]
    actor = Actor(**{**given, "kind": ActorKind(given["kind"]), "groups": frozenset(given["groups"])})

    def complete(key: int) -> str:
        try:
            with engine.unit_of_work() as uow:
                complete_task(uow, actor, task_key=key, variables={f"x_{key}": key})
        except (Conflict, NotFound) as error:
            return error.stable_code
        return "done"

    with ThreadPoolExecutor(THREADS) as threads:
        return Counter(threads.map(complete, order["tasks"]))


def _fire(engine: Engine) -> Counter[str]:
    told: Counter[str] = Counter()
    nothing = 0
    while nothing < LOOKS:
        claimed, failures = fire_due_timers(engine, limit=3)
        told["claimed"] += claimed
        told.update(failure.stable_code for failure in failures)
        nothing = 0 if claimed else nothing + 1
    return told


if __name__ == "__main__":
    main()
