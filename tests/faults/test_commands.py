"""Each kind of command, killed before and after its commit: nothing happened, or everything did, and never twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import pytest

from engine.model.actor import SYSTEM, Actor
from engine.model.records import InstanceRecord, Resource
from engine.operations import (
    Engine,
    TaskFilter,
    activate_jobs,
    create_instance,
    get_case,
    hand_over_task,
    search_tasks,
)
from tests.decisions import DECISION, calls
from tests.faults.conftest import Child, Rows
from tests.models import ONE_JOB, ONE_TASK, TIMER_AND_MESSAGE, bpmn, end, flow, start, user_task
from tests.office import MovingClock, deploy

LIEN, OANH, TUONG = "vu.bich.lien", "le.kim.oanh", "bui.xuan.tuong"
Make: TypeAlias = Callable[[str], Actor]
Read: TypeAlias = Callable[[], Rows]
Count: TypeAlias = Callable[..., int]
Order: TypeAlias = dict[str, Any]


def started(engine: Engine, actor: Actor, content: bytes) -> InstanceRecord:
    """Deploy a model and start a case of it."""
    deploy(engine, Resource(name="thu.bpmn", content=content))
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor, process_id="thu", variables={"so_ban": 2})


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command ready to be given: its effect is the rows of `table` that `where` holds for.

    `repeated` is the refusal of a repetition; None when it is answered like the first time and changes nothing.
    """

    name: str
    order: Mapping[str, Any]
    table: str = "audit_event"
    where: str = "true"
    repeated: str | None = None


def create(engine: Engine, actor: Make) -> Command:
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    order = {"actor": actor(OANH), "process_id": "thu", "variables": {}, "command_id": "một lần"}
    return Command(name="create_instance", order=order, table="process_instance")


def complete_a_job(engine: Engine, actor: Make) -> Command:
    started(engine, actor(OANH), ONE_JOB)
    with engine.unit_of_work() as uow:
        [job] = activate_jobs(uow, SYSTEM, job_type="thu-nghiem", worker="a", max_jobs=1, timeout_s=60)
    order = {"job_key": job.key, "variables": {"xong": True}}
    return Command(name="complete_job", order=order, where="action = 'JobCompleted'", repeated="conflict")


def correlate(engine: Engine, actor: Make) -> Command:
    case = started(engine, actor(OANH), TIMER_AND_MESSAGE)
    with engine.unit_of_work() as uow:
        [action] = get_case(uow, actor(OANH), instance_key=case.key).actions
    order = {"actor": actor(OANH), "name": action.message_name, "correlation_key": action.correlation_key}
    where = "action = 'MessageReceived'"
    return Command(name="correlate_message", order=order, where=where, repeated="message_not_awaited")


def cancel(engine: Engine, actor: Make) -> Command:
    case = started(engine, actor(OANH), TIMER_AND_MESSAGE)
    order = {"actor": actor(TUONG), "instance_key": case.key, "reason": "lập nhầm"}
    return Command(name="cancel_instance", order=order, where="action = 'CaseCanceled'", repeated="case_ended")


def on_a_task(engine: Engine, actor: Make) -> dict[str, Any]:
    started(engine, actor(OANH), TIMER_AND_MESSAGE)
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, actor(LIEN), filter=TaskFilter(tab="mine")).items
    return {"actor": actor(LIEN), "task_key": task.key}


def claim(engine: Engine, actor: Make) -> Command:
    return Command(name="claim_task", order=on_a_task(engine, actor), where="action = 'TaskClaimed'")


def keep_a_draft(engine: Engine, actor: Make) -> Command:
    order = {**on_a_task(engine, actor), "data": {"ghi_chu": "đang gõ"}}
    return Command(name="save_draft", order=order, table="user_task", where="draft IS NOT NULL")


def complete(engine: Engine, actor: Make) -> Command:
    order = {**on_a_task(engine, actor), "variables": {"ket_qua": "đã sao"}}
    return Command(name="complete_task", order=order, where="action = 'TaskCompleted'", repeated="task_completed")


def decide(engine: Engine, actor: Make) -> Command:
    """Complete a task before a business rule task: the decision and its trace are kept with the case."""
    deploy(engine, DECISION)
    case = started(engine, actor(OANH), calls(before=True))
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, actor(LIEN), filter=TaskFilter(tab="mine")).items
    order = {"actor": actor(LIEN), "task_key": task.key, "variables": {"so_ban": 11}}
    where = f"instance_key = {case.key} AND trace #>> '{{value}}' = 'cao'"
    return Command(name="complete_task", order=order, table="decision_instance", where=where, repeated="task_completed")


def agree_as_listener(engine: Engine, actor: Make) -> Command:
    """Answer the listener that a handed-over task waits for: only then its new holder has it and is told."""
    listener = '<zeebe:taskListeners><zeebe:taskListener eventType="assigning" type="kiem"/></zeebe:taskListeners>'
    flows = flow("f1", "dau", "viec") + flow("f2", "viec", "cuoi")
    started(engine, actor(OANH), bpmn(start() + user_task("viec", extra=listener) + end() + flows))
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, actor(LIEN), filter=TaskFilter(tab="mine")).items
        hand_over_task(uow, SYSTEM, task_key=task.key, assignee=LIEN, reason="trực")
    with engine.unit_of_work() as uow:
        [job] = activate_jobs(uow, SYSTEM, job_type="kiem", worker="a", max_jobs=1, timeout_s=60)
    return Command(name="complete_job", order={"job_key": job.key}, table="notice", repeated="conflict")


COMMANDS = (agree_as_listener, cancel, claim, complete, complete_a_job, correlate, create, decide, keep_a_draft)
Prepare: TypeAlias = Callable[[Engine, Make], Command]


@pytest.mark.parametrize("prepare", COMMANDS)
def test_killed_before_the_commit_nothing_happened_and_it_can_be_repeated(
    prepare: Prepare, engine: Engine, actor: Make, child: Child, rows: Read, count: Count
) -> None:
    command = prepare(engine, actor)
    before = rows()
    assert child(command.name, fault="before_commit", **command.order).killed
    assert rows() == before
    again = child(command.name, **command.order)
    assert (again.killed, again.refused) == (False, None)
    assert count(command.table, command.where) == 1


@pytest.mark.parametrize("prepare", COMMANDS)
def test_killed_after_the_commit_everything_happened_and_it_happens_once(
    prepare: Prepare, engine: Engine, actor: Make, child: Child, rows: Read, count: Count
) -> None:
    command = prepare(engine, actor)
    assert child(command.name, fault="after_commit", **command.order).killed
    assert count(command.table, command.where) == 1
    left = rows()
    assert child(command.name, **command.order).refused == command.repeated
    assert rows() == left


@pytest.mark.parametrize("fault", ["before_commit:1", "after_commit:1", "before_commit:2", "after_commit:2"])
def test_a_timer_fires_once_whenever_its_worker_is_killed(
    fault: str, engine: Engine, actor: Make, child: Child, clock: MovingClock, count: Count
) -> None:
    """Commit 1 claims the timer for a while, commit 2 fires it."""
    started(engine, actor(OANH), TIMER_AND_MESSAGE)
    clock.forward(hours=4)
    assert child("fire_due_timers", fault=fault).killed
    fired = int(fault == "after_commit:2")
    assert count("audit_event", "action = 'TimerFired'") == fired
    clock.forward(minutes=1)  # whatever the dead worker had claimed is free again
    again = child("fire_due_timers")
    assert again.done == {"claimed": 1 - fired, "failures": []}
    assert count("audit_event", "action = 'TimerFired'") == 1
    assert count("timer") == 0
