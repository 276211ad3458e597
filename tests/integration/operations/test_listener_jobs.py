"""Jobs of listeners fail, become incidents of their own kind, and go on where they stood; what follows their answer."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from engine.errors import Conflict
from engine.model.actor import SYSTEM, Actor
from engine.model.lifecycle import InstanceState
from engine.model.records import JobRecord, Resource
from engine.model.task_change import TaskAnswer
from engine.operations import (
    Engine,
    TaskFilter,
    activate_jobs,
    ask_colleague,
    cancel_instance,
    complete_job,
    create_instance,
    fail_job,
    get_case,
    give_back,
    hand_over_task,
    resolve_incident,
    search_tasks,
    throw_job_error,
)
from engine.operations.news.notices import list_notices
from engine.store.tables import Incident, Job, ProcessInstance
from engine.store.tables.core import core
from tests.conformance.scenario.notation import bpmn
from tests.office import deploy

_JOB, _INSTANCE, _INCIDENT = core(Job), core(ProcessInstance), core(Incident)
PROCESS = [
    {"listen": [{"start": "open"}, {"end": "close"}]},
    {"serviceTask": "w", "job": "work", "listen": [{"start": "one"}, {"start": "two"}]},
    "start -> w -> end",
]


@pytest.fixture
def case(engine: Engine) -> int:
    deploy(engine, Resource(name="thu.bpmn", content=bpmn(PROCESS, process_id="thu")))
    with engine.unit_of_work() as uow:
        return create_instance(uow, SYSTEM, process_id="thu", variables={"x": 1}).key


def take(engine: Engine, job_type: str) -> JobRecord:
    with engine.unit_of_work() as uow:
        (job,) = activate_jobs(uow, SYSTEM, job_type=job_type, worker="t", max_jobs=10, timeout_s=60)
    return job


def done(engine: Engine, job_type: str) -> None:
    job = take(engine, job_type)
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key)


def state(engine: Engine, case: int) -> str:
    with engine.unit_of_work() as uow:
        return str(uow.connection.execute(select(_INSTANCE.c.state).where(_INSTANCE.c.key == case)).scalar_one())


def fail_and_resolve(engine: Engine, case: int, job_type: str, error_type: str) -> None:
    job = take(engine, job_type)
    with engine.unit_of_work() as uow:
        fail_job(uow, SYSTEM, job_key=job.key, retries=0, message="no paper")
    with engine.unit_of_work() as uow:
        (incident,) = uow.connection.execute(select(_INCIDENT).where(_INCIDENT.c.state == "ACTIVE")).all()
    assert (incident.error_type, incident.instance_key, incident.job_key) == (error_type, case, job.key)
    with engine.unit_of_work() as uow:
        resolve_incident(uow, SYSTEM, incident_key=incident.key)


def test_each_fails_and_is_tried_again_by_itself(engine: Engine, case: int) -> None:
    fail_and_resolve(engine, case, "open", "EXECUTION_LISTENER_NO_RETRIES")
    done(engine, "open")
    fail_and_resolve(engine, case, "one", "EXECUTION_LISTENER_NO_RETRIES")
    done(engine, "one")
    done(engine, "two")
    fail_and_resolve(engine, case, "work", "JOB_NO_RETRIES")
    done(engine, "work")
    done(engine, "close")
    assert state(engine, case) == InstanceState.COMPLETED.value


def test_a_listener_throws_no_error(engine: Engine, case: int) -> None:
    done(engine, "open")
    job = take(engine, "one")
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        throw_job_error(uow, SYSTEM, job_key=job.key, error_code="E1")
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key)
    with pytest.raises(Conflict), engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key)


@pytest.mark.parametrize("before", [[], ["open"], ["open", "one"], ["open", "one", "two", "work"]])
def test_the_end_of_the_case_withdraws_them(engine: Engine, case: int, before: list[str]) -> None:
    for job_type in before:
        done(engine, job_type)
    with engine.unit_of_work() as uow:
        cancel_instance(uow, SYSTEM, instance_key=case)
    with engine.unit_of_work() as uow:
        states = list(uow.connection.execute(select(_JOB.c.state).order_by(_JOB.c.key)).scalars())
    assert states == ["COMPLETED"] * len(before) + ["CANCELED"]


def answer(engine: Engine, job_type: str, result: TaskAnswer) -> None:
    job = take(engine, job_type)
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key, result=result)


def test_who_a_task_is_handed_to_is_told_when_its_listeners_have_agreed(
    engine: Engine, actor: Callable[[str], Actor]
) -> None:
    leader, khue, oanh = actor("bui.xuan.tuong"), actor("tran.minh.khue"), actor("le.kim.oanh")
    model = [{"userTask": "a", "assignee": leader.username, "listen": [{"assigning": "kiem"}]}, "start -> a -> end"]
    deploy(engine, Resource(name="thu.bpmn", content=bpmn(model, process_id="thu")))

    def hand_over() -> None:
        with engine.unit_of_work() as uow:
            (task,) = search_tasks(uow, leader, filter=TaskFilter(tab="mine")).items
            hand_over_task(uow, leader, task_key=task.key, assignee=khue.username, reason="đi họp")

    def told(person: Actor) -> list[str]:
        with engine.unit_of_work() as uow:
            return [notice.text.vi for notice in list_notices(uow, person)]

    with engine.unit_of_work() as uow:
        case = create_instance(uow, SYSTEM, process_id="thu", variables={})
    done(engine, "kiem")
    hand_over()
    answer(engine, "kiem", TaskAnswer(denied=True, reason="đang nghỉ"))
    assert told(khue) == []
    hand_over()
    assert told(khue) == []
    answer(engine, "kiem", TaskAnswer(corrections={"assignee": oanh.username}))
    assert (told(khue), told(leader)) == ([], [])
    (notice,) = told(oanh)
    assert all(word in notice for word in (leader.display_name, "chuyển", case.business_id, "đi họp"))
    with engine.unit_of_work() as uow:
        entries = get_case(uow, SYSTEM, instance_key=case.key).timeline
    assert [entry.reason for entry in entries if entry.action == "TaskAssigned"] == ["đi họp", None]


def test_a_colleague_is_asked_and_gives_back_when_the_listeners_have_agreed(
    engine: Engine, actor: Callable[[str], Actor]
) -> None:
    leader, khue = actor("bui.xuan.tuong"), actor("tran.minh.khue")
    model = [{"userTask": "a", "assignee": leader.username, "listen": [{"assigning": "kiem"}]}, "start -> a -> end"]
    deploy(engine, Resource(name="thu.bpmn", content=bpmn(model, process_id="thu")))
    with engine.unit_of_work() as uow:
        case = create_instance(uow, SYSTEM, process_id="thu", variables={})
    done(engine, "kiem")

    def held() -> tuple[str | None, str | None]:
        with engine.unit_of_work() as uow:
            (task,) = search_tasks(uow, SYSTEM, filter=TaskFilter(instance_key=case.key)).items
        return task.assignee, task.asked_by

    with engine.unit_of_work() as uow:
        (task,) = search_tasks(uow, leader, filter=TaskFilter(tab="mine")).items
        ask_colleague(uow, leader, task_key=task.key, colleague=khue.username, words="xem giúp")
    assert held() == (leader.username, None)
    done(engine, "kiem")
    assert held() == (khue.username, leader.username)
    with engine.unit_of_work() as uow:
        (notice,) = list_notices(uow, khue)
        give_back(uow, khue, task_key=task.key)
    assert "nhờ anh/chị xử lý việc" in notice.text.vi
    done(engine, "kiem")
    assert held() == (leader.username, None)
