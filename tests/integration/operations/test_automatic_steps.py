"""Timers, messages, jobs and incidents through the operations."""

from collections.abc import Callable

import pytest

from engine.errors import Conflict, NotFound
from engine.model.actor import SYSTEM, Actor
from engine.model.lifecycle import IncidentState, InstanceState
from engine.model.records import CaseRecord, InstanceRecord, Resource
from engine.operations import (
    Engine,
    TaskFilter,
    activate_jobs,
    cancel_instance,
    complete_job,
    complete_task,
    correlate_message,
    create_instance,
    fail_job,
    fire_due_timers,
    get_case,
    resolve_incident,
    search_tasks,
)
from engine.operations.upkeep.verify_audit import verify_audit
from tests.models import CHOICE, ONE_JOB, TIMER_AND_MESSAGE
from tests.office import MovingClock, deploy

Make = Callable[[str], Actor]
LIEN, OANH, TUONG = "vu.bich.lien", "le.kim.oanh", "bui.xuan.tuong"


def started(engine: Engine, actor: Actor, content: bytes, **variables: object) -> InstanceRecord:
    """Deploy a model and start a case of it."""
    deploy(engine, Resource(name="thu.bpmn", content=content))
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor, process_id="thu", variables=variables)  # type: ignore[arg-type]


def look(engine: Engine, actor: Actor, case: InstanceRecord) -> CaseRecord:
    """Read the case anew."""
    with engine.unit_of_work() as uow:
        return get_case(uow, actor, instance_key=case.key)


def test_a_reminder_fires_once_when_its_time_comes(engine: Engine, actor: Make, clock: MovingClock) -> None:
    case = started(engine, actor(OANH), TIMER_AND_MESSAGE)
    assert fire_due_timers(engine) == (0, ())
    clock.forward(hours=4)
    assert fire_due_timers(engine) == (1, ())
    assert fire_due_timers(engine) == (0, ())
    seen = look(engine, actor(OANH), case)
    assert seen.instance.state is InstanceState.ACTIVE
    assert "da_nhac" in seen.completed_elements
    assert [entry.action for entry in seen.timeline].count("TimerFired") == 1


def test_a_message_cancels_the_task_and_its_reminder(engine: Engine, actor: Make, clock: MovingClock) -> None:
    case = started(engine, actor(OANH), TIMER_AND_MESSAGE)
    [action] = look(engine, actor(OANH), case).actions
    assert action.label.vi == "Rút"
    assert look(engine, actor(LIEN), case).actions == ()
    with pytest.raises(NotFound), engine.unit_of_work() as uow:
        correlate_message(uow, actor(LIEN), name=action.message_name, correlation_key=action.correlation_key)
    with engine.unit_of_work() as uow:
        key = correlate_message(uow, actor(OANH), name=action.message_name, correlation_key=action.correlation_key)
    assert key == case.key
    ended = look(engine, actor(OANH), case)
    assert ended.instance.state is InstanceState.COMPLETED
    clock.forward(days=2)
    assert fire_due_timers(engine) == (0, ())
    with engine.unit_of_work() as uow:
        assert search_tasks(uow, actor(LIEN), filter=TaskFilter(tab="mine")).total == 0


def test_a_job_is_given_to_one_worker_for_its_time(engine: Engine, actor: Make, clock: MovingClock) -> None:
    case = started(engine, actor(OANH), ONE_JOB, so_ban=3)
    with engine.unit_of_work() as uow:
        [job] = activate_jobs(uow, SYSTEM, job_type="thu-nghiem", worker="a", max_jobs=5, timeout_s=60)
    assert job.variables["so_ban"] == 3
    with engine.unit_of_work() as uow:
        assert activate_jobs(uow, SYSTEM, job_type="thu-nghiem", worker="b", max_jobs=5, timeout_s=60) == ()
    clock.forward(seconds=61)
    with engine.unit_of_work() as uow:
        [again] = activate_jobs(uow, SYSTEM, job_type="thu-nghiem", worker="b", max_jobs=5, timeout_s=60)
        complete_job(uow, SYSTEM, job_key=again.key, variables={"xong": True})
    assert look(engine, actor(OANH), case).instance.state is InstanceState.COMPLETED
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=again.key)


def test_a_job_without_retries_is_an_incident_until_run_again(engine: Engine, actor: Make) -> None:
    case = started(engine, actor(OANH), ONE_JOB)
    with engine.unit_of_work() as uow:
        [job] = activate_jobs(uow, SYSTEM, job_type="thu-nghiem", worker="a", max_jobs=5, timeout_s=60)
        fail_job(uow, SYSTEM, job_key=job.key, retries=0, message="máy in hết giấy")
    seen = look(engine, actor(OANH), case)
    assert seen.instance.has_incident
    [incident] = seen.incidents
    assert "máy in hết giấy" in incident.message.vi
    with engine.unit_of_work() as uow:
        resolve_incident(uow, actor(TUONG), incident_key=incident.key)
    with engine.unit_of_work() as uow:
        [job] = activate_jobs(uow, SYSTEM, job_type="thu-nghiem", worker="a", max_jobs=5, timeout_s=60)
        complete_job(uow, SYSTEM, job_key=job.key)
    ended = look(engine, actor(OANH), case)
    assert (ended.instance.state, ended.instance.has_incident) == (InstanceState.COMPLETED, False)


def test_a_gateway_that_cannot_choose_is_an_incident_and_can_be_run_again(engine: Engine, actor: Make) -> None:
    case = started(engine, actor(OANH), CHOICE, so_ban=2)
    lien = actor(LIEN)
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, lien, filter=TaskFilter(tab="mine")).items
        complete_task(uow, lien, task_key=task.key, variables={})
    seen = look(engine, actor(TUONG), case)
    [incident] = seen.incidents
    assert (incident.element_id, incident.state) == ("re", IncidentState.ACTIVE)
    with engine.unit_of_work() as uow:
        resolve_incident(uow, actor(TUONG), incident_key=incident.key)
    states = sorted(found.state.value for found in look(engine, actor(TUONG), case).incidents)
    assert states == ["ACTIVE", "RESOLVED"]


def test_ending_early_needs_permission_and_closes_everything(engine: Engine, actor: Make, clock: MovingClock) -> None:
    case = started(engine, actor(OANH), TIMER_AND_MESSAGE)
    with engine.unit_of_work() as uow:
        cancel_instance(uow, actor(TUONG), instance_key=case.key, reason="lập nhầm")
    ended = look(engine, actor(OANH), case)
    assert ended.instance.state is InstanceState.TERMINATED
    assert ended.active_elements == ()
    assert ended.timeline[0].reason == "lập nhầm"
    clock.forward(days=2)
    assert fire_due_timers(engine) == (0, ())


def test_every_chain_verifies_after_all_that(engine: Engine, actor: Make) -> None:
    started(engine, actor(OANH), TIMER_AND_MESSAGE)
    with engine.unit_of_work() as uow:
        report = verify_audit(uow)
    assert (report.cases, report.problems) == (1, ())
