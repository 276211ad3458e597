"""Cases around a case: links to its caller and its called ones; what fails below shows above, never to strangers."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from engine.model.actor import SYSTEM, Actor
from engine.model.records import CaseRecord, InstanceRecord
from engine.operations import (
    Engine,
    InstanceFilter,
    fail_job,
    get_case,
    get_instance,
    resolve_incident,
    search_instances,
)
from tests.integration.operations.test_called_cases import JOB, begun, call, calling, children, jobs

Make = Callable[[str], Actor]
OANH, TUONG = "le.kim.oanh", "bui.xuan.tuong"


@pytest.fixture
def family(engine: Engine, actor: Make) -> list[InstanceRecord]:
    """Give a case, the one that it called, and the one that this one called, which has a job."""
    top = begun(
        engine,
        actor(OANH),
        JOB,
        calling(call("con"), process_id="me"),
        calling(call("me"), process_id="ba"),
        process_id="ba",
    )
    (middle,) = children(engine, top)
    (bottom,) = children(engine, middle)
    return [top, middle, bottom]


def look(engine: Engine, actor: Actor, case: InstanceRecord) -> CaseRecord:
    with engine.unit_of_work() as uow:
        return get_case(uow, actor, instance_key=case.key)


def failing(engine: Engine, actor: Actor, *, has_incident: bool = True) -> set[int]:
    with engine.unit_of_work() as uow:
        found = search_instances(uow, actor, filter=InstanceFilter(has_incident=has_incident)).items
        assert all(case.has_incident == has_incident for case in found)
        return {case.key for case in found}


def fail(engine: Engine) -> None:
    [job] = jobs(engine, "con")
    with engine.unit_of_work() as uow:
        fail_job(uow, SYSTEM, job_key=job.key, retries=0, message="hỏng")


def restrict(engine: Engine, case: InstanceRecord) -> None:
    with engine.unit_of_work() as uow:
        uow.connection.execute(
            text("UPDATE process_instance SET restricted = true WHERE key = :key"), {"key": case.key}
        )


def test_a_case_names_its_caller_and_what_it_called(engine: Engine, actor: Make, family: list[InstanceRecord]) -> None:
    top, middle, bottom = family
    seen = look(engine, actor(OANH), middle)
    assert seen.caller is not None
    assert (seen.caller.key, [case.key for case in seen.called]) == (top.key, [bottom.key])
    assert look(engine, actor(OANH), top).caller is None
    assert look(engine, actor(OANH), bottom).called == ()


def test_what_failed_below_shows_in_every_caller_until_it_is_mended(
    engine: Engine, actor: Make, family: list[InstanceRecord]
) -> None:
    keys = {case.key for case in family}
    assert failing(engine, actor(OANH)) == set()
    fail(engine)
    assert failing(engine, actor(OANH)) == keys
    assert failing(engine, actor(OANH), has_incident=False) == set()
    with engine.unit_of_work() as uow:
        assert get_instance(uow, actor(OANH), instance_key=family[0].key).has_incident
    [incident] = look(engine, actor(OANH), family[2]).incidents
    with engine.unit_of_work() as uow:
        resolve_incident(uow, SYSTEM, incident_key=incident.key)
    assert failing(engine, actor(OANH)) == set()
    assert failing(engine, actor(OANH), has_incident=False) == keys


def test_a_restricted_called_case_is_no_link_and_no_incident_for_whom_it_does_not_name(
    engine: Engine, actor: Make, family: list[InstanceRecord]
) -> None:
    top, middle, bottom = family
    fail(engine)
    assert look(engine, actor(TUONG), middle).called[0].key == bottom.key
    restrict(engine, bottom)
    assert look(engine, actor(TUONG), middle).called == ()
    assert failing(engine, actor(TUONG)) == set()
    assert failing(engine, actor(OANH)) == {top.key, middle.key, bottom.key}
    restrict(engine, top)
    assert look(engine, actor(TUONG), middle).caller is None
    assert look(engine, actor(OANH), middle).caller is not None
