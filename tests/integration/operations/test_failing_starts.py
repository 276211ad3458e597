"""A start by an event that keeps failing: tried again with longer pauses, then shown to people, who run it again."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from engine.errors import NotFound, NotPermitted
from engine.model.actor import SYSTEM, Actor
from engine.model.records import FailedStart, Resource
from engine.operations import (
    Engine,
    InstanceFilter,
    broadcast_signal,
    deliver_events,
    failed_starts,
    retry_start,
    search_instances,
)
from engine.operations.running.timer_incidents import ATTEMPTS, FIRST_WAIT
from tests.models import bpmn, end, flow
from tests.office import MovingClock, deploy

Make = Callable[[str], Actor]
CLERK = "le.kim.oanh"
BY_SIGNAL = bpmn(
    '<bpmn:startEvent id="dau"><bpmn:signalEventDefinition signalRef="s"/></bpmn:startEvent>'
    + end()
    + flow("f1", "dau", "cuoi"),
    process_id="theo_tin_hieu",
    name="Theo tín hiệu",
    roots='<bpmn:signal id="s" name="ky_hop"/>',
)


def spoil(engine: Engine) -> None:
    """Let the database refuse every case of the process, and nothing else."""
    with engine.unit_of_work() as uow:
        check = "ALTER TABLE process_instance ADD CONSTRAINT spoiled CHECK (process_id <> 'theo_tin_hieu') NOT VALID"
        uow.connection.execute(text(check))


def mend(engine: Engine) -> None:
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("ALTER TABLE process_instance DROP CONSTRAINT spoiled"))


def waiting(engine: Engine, actor: Actor) -> tuple[FailedStart, ...]:
    with engine.unit_of_work() as uow:
        return failed_starts(uow, actor)


def started(engine: Engine) -> int:
    with engine.unit_of_work() as uow:
        return search_instances(uow, SYSTEM, filter=InstanceFilter(process_id="theo_tin_hieu")).total


@pytest.fixture
def failed(engine: Engine, clock: MovingClock) -> FailedStart:
    """Give a start that failed as often as it is tried."""
    deploy(engine, Resource(name="thu.bpmn", content=BY_SIGNAL))
    spoil(engine)
    with engine.unit_of_work() as uow:
        broadcast_signal(uow, SYSTEM, name="ky_hop")
    for attempt in range(ATTEMPTS):
        assert waiting(engine, SYSTEM) == ()
        claimed, failures = deliver_events(engine)
        assert (claimed, len(failures)) == (1, 1)
        clock.forward(seconds=FIRST_WAIT.total_seconds() * 2**attempt - 1)
        assert deliver_events(engine)[0] == 0
        clock.forward(seconds=1)
    (start,) = waiting(engine, SYSTEM)
    return start


def test_it_is_listed_with_its_reason_and_tried_no_more(
    engine: Engine, clock: MovingClock, failed: FailedStart
) -> None:
    assert (failed.kind, failed.name, failed.process_name) == ("signal", "ky_hop", "Theo tín hiệu")
    assert failed.reason.vi
    clock.forward(days=30)
    assert deliver_events(engine)[0] == 0


def test_run_again_it_starts_once_its_cause_is_mended(engine: Engine, failed: FailedStart) -> None:
    with engine.unit_of_work() as uow:
        retry_start(uow, SYSTEM, delivery_key=failed.key)
    assert len(deliver_events(engine)[1]) == 1
    assert waiting(engine, SYSTEM) == ()  # it has all its attempts again
    mend(engine)


def test_a_mended_start_goes_and_cannot_be_run_twice(engine: Engine, failed: FailedStart) -> None:
    mend(engine)
    with engine.unit_of_work() as uow:
        retry_start(uow, SYSTEM, delivery_key=failed.key)
    assert deliver_events(engine) == (1, ())
    assert (started(engine), waiting(engine, SYSTEM)) == (1, ())
    with pytest.raises(NotFound), engine.unit_of_work() as uow:
        retry_start(uow, SYSTEM, delivery_key=failed.key)


def test_only_whoever_may_change_its_cases_sees_and_runs_it(engine: Engine, actor: Make, failed: FailedStart) -> None:
    assert waiting(engine, actor(CLERK)) == ()
    with pytest.raises(NotPermitted), engine.unit_of_work() as uow:
        retry_start(uow, actor(CLERK), delivery_key=failed.key)
