"""BPMN errors thrown by jobs, through the operations."""

from collections.abc import Callable

import pytest

from engine.errors import Conflict
from engine.model.actor import SYSTEM, Actor
from engine.model.lifecycle import InstanceState
from engine.model.records import CaseRecord, InstanceRecord, JobRecord, Resource
from engine.operations import (
    Engine,
    activate_jobs,
    complete_job,
    create_instance,
    get_case,
    resolve_incident,
    throw_job_error,
)
from tests.models import bpmn, end, flow, service_task, start
from tests.office import deploy

Make = Callable[[str], Actor]
OANH, TUONG = "le.kim.oanh", "bui.xuan.tuong"
GUARDED_JOB = bpmn(
    start()
    + service_task("buoc", "thu-nghiem")
    + '<bpmn:boundaryEvent id="sai" attachedToRef="buoc"><bpmn:errorEventDefinition errorRef="e"/></bpmn:boundaryEvent>'
    + end()
    + end("hong")
    + flow("f1", "dau", "buoc")
    + flow("f2", "buoc", "cuoi")
    + flow("f3", "sai", "hong"),
    roots='<bpmn:error id="e" errorCode="SAI_MAU"/>',
)


def started(engine: Engine, actor: Actor) -> tuple[InstanceRecord, JobRecord]:
    """Start a case and take its job."""
    deploy(engine, Resource(name="thu.bpmn", content=GUARDED_JOB))
    with engine.unit_of_work() as uow:
        case = create_instance(uow, actor, process_id="thu", variables={})
    return case, take(engine)


def take(engine: Engine) -> JobRecord:
    """Take the one job that waits."""
    with engine.unit_of_work() as uow:
        [job] = activate_jobs(uow, SYSTEM, job_type="thu-nghiem", worker="a", max_jobs=5, timeout_s=60)
    return job


def look(engine: Engine, actor: Actor, case: InstanceRecord) -> CaseRecord:
    """Read the case anew."""
    with engine.unit_of_work() as uow:
        return get_case(uow, actor, instance_key=case.key)


def test_the_case_takes_the_way_of_the_error(engine: Engine, actor: Make) -> None:
    case, job = started(engine, actor(OANH))
    with engine.unit_of_work() as uow:
        throw_job_error(uow, SYSTEM, job_key=job.key, error_code="SAI_MAU", message="mẫu cũ", variables={"trang": 2})
    seen = look(engine, actor(OANH), case)
    assert seen.instance.state is InstanceState.COMPLETED
    assert "hong" in seen.completed_elements
    assert "cuoi" not in seen.completed_elements
    assert "JobErrorThrown" in [entry.action for entry in seen.timeline]
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key)
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        throw_job_error(uow, SYSTEM, job_key=job.key, error_code="SAI_MAU")


def test_an_error_that_nobody_catches_waits_until_it_is_run_again(engine: Engine, actor: Make) -> None:
    case, job = started(engine, actor(OANH))
    with engine.unit_of_work() as uow:
        throw_job_error(uow, SYSTEM, job_key=job.key, error_code="LA", message="không rõ", variables={"x": 1})
    seen = look(engine, actor(OANH), case)
    [incident] = seen.incidents
    assert "LA" in incident.message.vi
    assert "không rõ" in incident.message.en
    assert seen.instance.has_incident
    with engine.unit_of_work() as uow:
        resolve_incident(uow, actor(TUONG), incident_key=incident.key)
    again = take(engine)
    assert (again.key, again.variables.get("x")) == (job.key, None)
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key)
    ended = look(engine, actor(OANH), case)
    assert (ended.instance.state, ended.instance.has_incident) == (InstanceState.COMPLETED, False)
