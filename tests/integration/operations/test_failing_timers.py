"""Timers whose firing fails: tried again later and later, then an incident, then retried by people."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from engine.errors import NotFound
from engine.model.actor import Actor
from engine.model.lifecycle import IncidentState
from engine.model.records import CaseRecord, InstanceRecord
from engine.operations import Engine, complete_task, fire_due_timers, resolve_incident, search_tasks
from engine.operations.running.timer_incidents import ATTEMPTS, FIRST_WAIT, LONGEST_WAIT
from engine.operations.tasks.search_tasks import TaskFilter
from engine.operations.upkeep.verify_audit import verify_audit
from tests.integration.operations.test_automatic_steps import LIEN, OANH, TUONG, look, started
from tests.models import TIMER_AND_MESSAGE
from tests.office import MovingClock

Make = Callable[[str], Actor]


def spoil(engine: Engine) -> None:
    """Let the database refuse what comes behind the reminder, and nothing else."""
    with engine.unit_of_work() as uow:
        check = "ALTER TABLE element_instance ADD CONSTRAINT spoiled CHECK (element_id <> 'da_nhac') NOT VALID"
        uow.connection.execute(text(check))


def mend(engine: Engine) -> None:
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("ALTER TABLE element_instance DROP CONSTRAINT spoiled"))


@pytest.fixture
def failed(engine: Engine, actor: Make, clock: MovingClock) -> InstanceRecord:
    """Give a case whose reminder failed as often as it is tried."""
    case = started(engine, actor(OANH), TIMER_AND_MESSAGE)
    spoil(engine)
    clock.forward(hours=4)
    for _ in range(ATTEMPTS):
        claimed, failures = fire_due_timers(engine)
        assert (claimed, len(failures)) == (1, 1)
        clock.forward(seconds=LONGEST_WAIT.total_seconds())
    return case


def test_waits_grow_between_attempts(engine: Engine, actor: Make, clock: MovingClock) -> None:
    started(engine, actor(OANH), TIMER_AND_MESSAGE)
    spoil(engine)
    clock.forward(hours=4)
    first = FIRST_WAIT.total_seconds()
    assert fire_due_timers(engine)[0] == 1
    clock.forward(seconds=first)
    assert fire_due_timers(engine)[0] == 1
    clock.forward(seconds=first)
    assert fire_due_timers(engine)[0] == 0
    clock.forward(seconds=first)
    assert fire_due_timers(engine)[0] == 1


def test_in_the_end_an_incident_says_so_and_nothing_more_is_tried(
    engine: Engine, actor: Make, failed: InstanceRecord
) -> None:
    assert fire_due_timers(engine) == (0, ())
    seen = look(engine, actor(OANH), failed)
    [incident] = seen.incidents
    assert (incident.element_id, incident.error_type) == ("nhac", "TIMER_FAILED")
    assert "xử lý 5 lần đều không được" in incident.message.vi
    assert seen.instance.has_incident
    assert [entry.action for entry in seen.timeline].count("IncidentRaised") == 1


def test_a_retry_after_the_cause_is_mended_fires_it(engine: Engine, actor: Make, failed: InstanceRecord) -> None:
    mend(engine)
    [incident] = look(engine, actor(TUONG), failed).incidents
    with engine.unit_of_work() as uow:
        resolve_incident(uow, actor(TUONG), incident_key=incident.key)
    assert fire_due_timers(engine) == (1, ())
    seen = look(engine, actor(OANH), failed)
    assert "da_nhac" in seen.completed_elements
    assert _open(seen) == 0
    with engine.unit_of_work() as uow:
        assert verify_audit(uow).problems == ()


def test_a_retry_before_that_fails_again_and_says_so_again(
    engine: Engine, actor: Make, clock: MovingClock, failed: InstanceRecord
) -> None:
    [incident] = look(engine, actor(TUONG), failed).incidents
    with engine.unit_of_work() as uow:
        resolve_incident(uow, actor(TUONG), incident_key=incident.key)
    for _ in range(ATTEMPTS):
        assert fire_due_timers(engine)[0] == 1
        clock.forward(seconds=LONGEST_WAIT.total_seconds())
    assert _open(look(engine, actor(OANH), failed)) == 1


def test_an_incident_is_retried_from_its_own_case_only(engine: Engine, actor: Make, failed: InstanceRecord) -> None:
    [incident] = look(engine, actor(TUONG), failed).incidents
    with pytest.raises(NotFound), engine.unit_of_work() as uow:
        resolve_incident(uow, actor(TUONG), incident_key=incident.key, instance_key=failed.key + 1)
    assert _open(look(engine, actor(TUONG), failed)) == 1


def test_the_incident_is_over_when_the_step_is(engine: Engine, actor: Make, failed: InstanceRecord) -> None:
    with engine.unit_of_work() as uow:
        [task] = search_tasks(uow, actor(LIEN), filter=TaskFilter(instance_key=failed.key)).items
        complete_task(uow, actor(LIEN), task_key=task.key, variables={})
    seen = look(engine, actor(OANH), failed)
    assert not seen.instance.has_incident
    assert _open(seen) == 0


def _open(case: CaseRecord) -> int:
    return sum(1 for incident in case.incidents if incident.state is IncidentState.ACTIVE)
