"""A job that has gone to another worker: the first one is told so, and nothing happens twice."""

from collections.abc import Callable

import pytest

from engine.errors import Conflict, EngineError
from engine.model.actor import SYSTEM, Actor
from engine.model.lifecycle import InstanceState
from engine.model.records import InstanceRecord, JobRecord, Resource
from engine.operations import (
    Engine,
    UnitOfWork,
    activate_jobs,
    complete_job,
    create_instance,
    fail_job,
    find_variables,
    get_case,
    resolve_incident,
    throw_job_error,
    update_job,
)
from tests.models import ONE_JOB
from tests.office import MovingClock, deploy

Make = Callable[[str], Actor]
OANH = "le.kim.oanh"
Command = Callable[[UnitOfWork, JobRecord], None]
ENDINGS: dict[str, Command] = {
    "complete": lambda uow, job: complete_job(uow, SYSTEM, job_key=job.key, lease_token=job.lease_token),
    "fail": lambda uow, job: fail_job(uow, SYSTEM, job_key=job.key, retries=1, message="", lease_token=job.lease_token),
    "error": lambda uow, job: throw_job_error(
        uow, SYSTEM, job_key=job.key, error_code="X", lease_token=job.lease_token
    ),
    "update": lambda uow, job: update_job(uow, SYSTEM, job_key=job.key, retries=9, lease_token=job.lease_token),
}


@pytest.fixture
def case(engine: Engine, actor: Make) -> InstanceRecord:
    deploy(engine, Resource(name="thu.bpmn", content=ONE_JOB))
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor(OANH), process_id="thu", variables={})


def take(engine: Engine, worker: str = "a", *, leased: bool = True, seconds: float = 60) -> list[JobRecord]:
    with engine.unit_of_work() as uow:
        return list(
            activate_jobs(
                uow, SYSTEM, job_type="thu-nghiem", worker=worker, max_jobs=5, timeout_s=seconds, leased=leased
            )
        )


def refusal(engine: Engine, command: Command, job: JobRecord) -> str:
    with pytest.raises(EngineError) as caught, engine.unit_of_work() as uow:
        command(uow, job)
    return caught.value.stable_code


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_first_worker_comes_too_late_once_another_has_the_job(
    engine: Engine, actor: Make, case: InstanceRecord, clock: MovingClock, ending: str
) -> None:
    [first] = take(engine, "a")
    assert take(engine, "b") == []
    clock.forward(seconds=61)
    [second] = take(engine, "b")
    assert (second.key, second.worker) == (first.key, "b")
    assert first.lease_token not in (None, second.lease_token)
    assert refusal(engine, ENDINGS[ending], first) == "job_lease_lost"
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=second.key, lease_token=second.lease_token)
        assert get_case(uow, actor(OANH), instance_key=case.key).instance.state is InstanceState.COMPLETED


def test_a_late_worker_may_complete_what_nobody_else_has_taken(
    engine: Engine, case: InstanceRecord, clock: MovingClock
) -> None:
    [job] = take(engine)
    clock.forward(seconds=3600)
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key, lease_token=job.lease_token)


def test_a_leased_job_is_for_leasing_workers_and_their_tokens_only(
    engine: Engine, case: InstanceRecord, clock: MovingClock
) -> None:
    [job] = take(engine)
    assert refusal(engine, lambda uow, job: complete_job(uow, SYSTEM, job_key=job.key), job) == "job_lease_missing"
    clock.forward(seconds=61)
    assert take(engine, "b", leased=False) == []
    assert len(take(engine, "b")) == 1


def test_without_leases_the_first_answer_counts_as_in_camunda(
    engine: Engine, case: InstanceRecord, clock: MovingClock
) -> None:
    [first] = take(engine, "a", leased=False)
    clock.forward(seconds=61)
    [second] = take(engine, "b", leased=False)
    assert (first.lease_token, second.lease_token) == (None, None)
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=first.key)
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=second.key)


def test_people_who_resolve_an_incident_give_the_job_to_anybody(
    engine: Engine, actor: Make, case: InstanceRecord
) -> None:
    [job] = take(engine)
    with engine.unit_of_work() as uow:
        fail_job(uow, SYSTEM, job_key=job.key, retries=0, message="hết giấy", lease_token=job.lease_token)
        [incident] = get_case(uow, actor(OANH), instance_key=case.key).incidents
        resolve_incident(uow, SYSTEM, incident_key=incident.key)
    assert len(take(engine, "b", leased=False)) == 1
    assert refusal(engine, ENDINGS["complete"], job) == "job_lease_lost"


def test_a_worker_may_ask_for_more_time(engine: Engine, case: InstanceRecord, clock: MovingClock) -> None:
    [job] = take(engine, seconds=60)
    clock.forward(seconds=50)
    with engine.unit_of_work() as uow:
        update_job(uow, SYSTEM, job_key=job.key, timeout_s=60, lease_token=job.lease_token)
    clock.forward(seconds=50)
    assert take(engine, "b") == []
    clock.forward(seconds=11)
    more: Command = lambda uow, job: update_job(uow, SYSTEM, job_key=job.key, timeout_s=60)  # noqa: E731
    assert refusal(engine, more, job) == "job_not_held"
    assert len(take(engine, "b")) == 1


def test_what_a_failing_worker_found_out_stays_at_its_step(engine: Engine, actor: Make, case: InstanceRecord) -> None:
    [job] = take(engine, leased=False)
    with engine.unit_of_work() as uow:
        fail_job(uow, SYSTEM, job_key=job.key, retries=2, message="bận", variables={"lan": 1})
    [again] = take(engine, "b", leased=False)
    assert again.variables["lan"] == 1
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=again.key)
        assert find_variables(uow, actor(OANH), instance_key=case.key, name="lan").total == 0
