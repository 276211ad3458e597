"""Two web processes and two workers act on one case at the same moment: of each thing one wins, nothing is doubled."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from tests.office import ROOT, MovingClock, deploy
from tests.stateful.agreement import assert_agreement
from tests.unit.spiff import drawing as d

TASKS, TIMERS = 8, 8
OVER = {"task_completed", "case_ended", "conflict"}


def many_at_once() -> bytes:
    """Draw tasks and timers side by side, joined before one last task."""
    tasks, timers = [f"v{n}" for n in range(TASKS)], [f"h{n}" for n in range(TIMERS)]
    group = d.zeebe("assignmentDefinition", candidateGroups="van_thu")
    return d.process(
        d.start(),
        d.parallel("tach"),
        d.parallel("gop"),
        *(d.user_task(task, group) for task in tasks),
        *(d.catch(timer, d.timer("timeDuration", "PT1H")) for timer in timers),
        *(d.path("tach", element, "gop") for element in [*tasks, *timers]),
        d.user_task("cuoi", group),
        d.end(),
        d.path("start", "tach"),
        d.path("gop", "cuoi", "end"),
        process_id="nhieu_viec",
    )


def act_together(orders: list[dict[str, Any]]) -> list[Counter[str]]:
    """Let as many processes as orders act at the same moment; give what each achieved."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.rival"],
        cwd=ROOT,
        input=json.dumps(orders) + "\n",
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    )
    return [Counter(told) for told in json.loads(done.stdout)]


def test_of_each_thing_one_wins(
    engine: Engine, actor: Callable[[str], Actor], clock: MovingClock, count: Callable[..., int]
) -> None:
    deploy(engine, Resource(name="nhieu_viec.bpmn", content=many_at_once()))
    with engine.unit_of_work() as uow:
        create_instance(uow, actor("le.kim.oanh"), process_id="nhieu_viec", variables={})
    clock.forward(hours=2)
    with engine.unit_of_work() as uow:
        tasks = list(uow.connection.exec_driver_sql("SELECT key FROM user_task ORDER BY key").scalars())
    assert len(tasks) == TASKS
    clerk = actor("vu.bich.lien")
    common = {
        "database_url": engine.database.settings.url,
        "secret": engine.settings.secret.decode(),
        "moment": clock().isoformat(),
        "actor": {**asdict(clerk), "groups": sorted(clerk.groups)},
    }
    # Each task from both sides, and twice from each.
    orders = [{**common, "role": "web", "tasks": order} for order in ([*tasks, *tasks], [*tasks[::-1], *tasks])]
    worker = {**common, "role": "worker"}
    first, second, *workers = act_together([*orders, worker, worker])
    assert first["done"] + second["done"] == TASKS
    assert (first.total(), second.total()) == (2 * TASKS, 2 * TASKS)
    assert (set(first) | set(second)) - {"done"} <= OVER
    assert sum(workers, Counter[str]()) == {"claimed": TIMERS}

    assert count("user_task", "state = 'COMPLETED'") == TASKS
    assert count("audit_event", "action = 'TaskCompleted'") == TASKS
    assert count("audit_event", "action = 'TimerFired'") == TIMERS
    assert count("variable", "name LIKE 'x_%%'") == TASKS
    # The join let one token through.
    assert count("user_task", "state = 'CREATED' AND element_id = 'cuoi'") == 1
    assert count("element_instance", "state = 'ACTIVE'") == 1
    assert_agreement(engine)
