"""A whole case stands still and goes on: what was kept waiting comes afterwards, once and in its order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from sqlalchemy import text

from engine.errors import Conflict, EngineError
from engine.model.actor import SYSTEM, Actor
from engine.model.lifecycle import InstanceState
from engine.model.records import InstanceRecord, JobRecord, Resource, TaskRecord
from engine.operations import (
    Engine,
    InstanceFilter,
    ProgressFilter,
    TaskFilter,
    activate_jobs,
    cancel_instance,
    claim_task,
    complete_job,
    complete_task,
    correlate_message,
    create_instance,
    deliver_events,
    fire_due_timers,
    get_case,
    get_instance,
    list_interventions,
    may_urge,
    name_substitute,
    publish_message,
    read_draft,
    resume_instance,
    save_draft,
    search_instances,
    search_tasks,
    suspend_instance,
    urge_task,
    watch_progress,
)
from engine.operations.news.notices import list_notices
from engine.operations.running.follow_calls import tell_ended_calls
from engine.operations.upkeep.verify_audit import verify_audit
from tests.integration.operations.test_rivals import WAITED_S, wait_until_somebody_waits
from tests.models import bpmn, end, flow, service_task, start, user_task
from tests.office import MORNING, MovingClock, deploy

Make = Callable[[str], Actor]
Result = TypeVar("Result")
OANH, LIEN, CHIEF, AN = "le.kim.oanh", "vu.bich.lien", "bui.xuan.tuong", "nguyen.hoai.an"


def timer(element_id: str, duration: str) -> str:
    return (
        f'<bpmn:intermediateCatchEvent id="{element_id}"><bpmn:timerEventDefinition>'
        f"<bpmn:timeDuration>{duration}</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )


def branches(*ids: str) -> str:
    return "".join(
        flow(f"v_{one}", "tach", one) + flow(f"r_{one}", one, f"cuoi_{one}") + end(f"cuoi_{one}") for one in ids
    )


EVERYTHING = Resource(
    name="thu.bpmn",
    content=bpmn(
        start()
        + '<bpmn:parallelGateway id="tach"/>'
        + flow("f1", "dau", "tach")
        + user_task("viec")
        + timer("som", "PT2H")
        + timer("muon", "PT1H")
        + service_task("buoc", "may")
        + '<bpmn:intermediateCatchEvent id="cho"><bpmn:messageEventDefinition messageRef="m"/>'
        "</bpmn:intermediateCatchEvent>"
        '<bpmn:callActivity id="goi"><bpmn:extensionElements><zeebe:calledElement processId="con"/>'
        "</bpmn:extensionElements></bpmn:callActivity>" + branches("viec", "som", "muon", "buoc", "cho", "goi"),
        roots='<bpmn:message id="m" name="den"><bpmn:extensionElements><zeebe:subscription correlationKey="=ma_ho_so"/>'
        "</bpmn:extensionElements></bpmn:message>",
    ),
)
CALLED = Resource(
    name="con.bpmn",
    content=bpmn(
        start()
        + user_task("viec_con", assignee=LIEN)
        + end()
        + flow("f1", "dau", "viec_con")
        + flow("f2", "viec_con", "cuoi"),
        process_id="con",
    ),
)


@pytest.fixture
def case(engine: Engine, actor: Make) -> InstanceRecord:
    """Give a case that waits for everything that a case can wait for."""
    deploy(engine, CALLED)
    deploy(engine, EVERYTHING)
    return do(engine, create_instance, actor(OANH), process_id="thu", variables={})


def do(engine: Engine, operation: Callable[..., Result], who: Actor, **given: object) -> Result:
    with engine.unit_of_work() as uow:
        return operation(uow, who, **given)


def refusal(engine: Engine, operation: Callable[..., object], who: Actor, **given: object) -> str:
    with pytest.raises(EngineError) as refused:
        do(engine, operation, who, **given)
    return refused.value.stable_code


def jobs(engine: Engine) -> tuple[JobRecord, ...]:
    return do(engine, activate_jobs, SYSTEM, job_type="may", worker="w", max_jobs=5, timeout_s=60)


def open_task(engine: Engine, who: Actor, element_id: str) -> TaskRecord:
    tasks = do(engine, search_tasks, who, filter=TaskFilter(tab="mine")).items
    return next(task for task in tasks if task.element_id == element_id)


def test_what_waited_comes_once_and_in_order_when_the_case_goes_on(
    engine: Engine, actor: Make, case: InstanceRecord, clock: MovingClock
) -> None:
    chief, clerk = actor(CHIEF), actor(LIEN)
    task, below = open_task(engine, clerk, "viec"), open_task(engine, clerk, "viec_con")
    number = get_number(engine, case)
    (job,) = jobs(engine)  # a worker has it when the case is suspended
    assert refusal(engine, suspend_instance, clerk, instance_key=case.key, reason="Chờ") == "not_permitted"
    assert refusal(engine, suspend_instance, chief, instance_key=case.key, reason=" ") == "reason_missing"
    assert refusal(engine, suspend_instance, chief, instance_key=below.instance_key, reason="Chờ") == "case_called"
    do(engine, suspend_instance, chief, instance_key=case.key, reason="Chờ ý kiến Thường trực")
    assert refusal(engine, suspend_instance, chief, instance_key=case.key, reason="Chờ") == "conflict"

    do(engine, claim_task, clerk, task_key=task.key)
    do(engine, save_draft, clerk, task_key=task.key, data={"ghi_chu": "đang gõ"})
    for one in (task, below):
        assert refusal(engine, complete_task, clerk, task_key=one.key, variables={}) == "case_suspended"
    assert do(engine, read_draft, clerk, task_key=task.key) == {"ghi_chu": "đang gõ"}
    assert refusal(engine, complete_job, SYSTEM, job_key=job.key) == "case_suspended"
    assert refusal(engine, correlate_message, SYSTEM, name="den", correlation_key=number) == "case_suspended"
    do(engine, publish_message, SYSTEM, name="den", correlation_key=number)
    clock.forward(hours=3)
    assert (fire_due_timers(engine), deliver_events(engine), jobs(engine)) == ((0, ()), (0, ()), ())

    listed = do(engine, search_instances, chief, filter=InstanceFilter(state=InstanceState.SUSPENDED)).items
    assert {one.key for one in listed} == {case.key, below.instance_key}
    assert case.key in {one.case.key for one in do(engine, watch_progress, chief, filter=ProgressFilter())}
    assert open_task(engine, clerk, "viec").suspended
    assert [told for told in notices(engine, clerk) if "tạm dừng" in told]
    assert refusal(engine, urge_task, actor(OANH), task_key=task.key) == "case_suspended"
    assert not may_be_urged(engine, actor(OANH), "viec")

    do(engine, resume_instance, chief, instance_key=case.key, reason="Đã có ý kiến")
    assert may_be_urged(engine, actor(OANH), "viec")
    assert fire_due_timers(engine) == (2, ())
    assert (fire_due_timers(engine), deliver_events(engine)) == ((0, ()), (1, ()))
    (job,) = jobs(engine)
    do(engine, complete_job, SYSTEM, job_key=job.key)
    for one in (task, below):
        do(engine, complete_task, clerk, task_key=one.key, variables={})
    done = do(engine, get_case, chief, instance_key=case.key)
    assert done.instance.state is InstanceState.COMPLETED
    told = [entry.sentence.vi for entry in reversed(done.timeline)]
    moments = [one for one in told if one.startswith("Đến thời điểm")]
    assert moments == ["Đến thời điểm “muon”.", "Đến thời điểm “som”."], "the earlier moment first"
    assert told.index("Bùi Xuân Tường tạm dừng hồ sơ.") < told.index("Bùi Xuân Tường cho hồ sơ tiếp tục.")
    entries = do(engine, list_interventions, chief).items
    assert {"Chờ ý kiến Thường trực", "Đã có ý kiến"} <= {one.told.reason for one in entries}
    with engine.unit_of_work() as uow:
        assert not verify_audit(uow).problems


def test_whoever_comes_while_it_is_being_suspended_is_refused(
    engine: Engine, actor: Make, case: InstanceRecord, office_url: str
) -> None:
    task = open_task(engine, actor(LIEN), "viec")

    def complete() -> None:
        do(engine, complete_task, actor(LIEN), task_key=task.key, variables={})

    with ThreadPoolExecutor(1) as thread:
        with engine.unit_of_work() as uow:
            suspend_instance(uow, actor(CHIEF), instance_key=case.key, reason="Chờ")
            assert uow.connection.in_transaction()  # what it writes is at the server by now
            completing = thread.submit(complete)
            wait_until_somebody_waits(office_url)
        with pytest.raises(Conflict, match="suspended"):
            completing.result(WAITED_S)


def test_a_caller_is_told_afterwards_and_a_suspended_case_can_end(
    engine: Engine, actor: Make, case: InstanceRecord
) -> None:
    chief, clerk = actor(CHIEF), actor(LIEN)
    below = open_task(engine, clerk, "viec_con")
    with engine.unit_of_work() as uow:  # its caller is busy when the called case ends, and is suspended then
        complete_task(uow, clerk, task_key=below.key, variables={})
        uow.saved.clear()
    do(engine, suspend_instance, chief, instance_key=case.key, reason="Chờ")
    assert tell_ended_calls(engine) == (0, ())
    do(engine, resume_instance, chief, instance_key=case.key)
    assert tell_ended_calls(engine) == (1, ())
    do(engine, suspend_instance, chief, instance_key=case.key)
    do(engine, cancel_instance, chief, instance_key=case.key, reason="Không làm nữa")
    assert do(engine, get_instance, chief, instance_key=case.key).state is InstanceState.TERMINATED
    assert refusal(engine, resume_instance, chief, instance_key=case.key) == "case_ended"


def test_a_called_case_that_is_hidden_tells_nobody_through_its_caller(
    engine: Engine, actor: Make, case: InstanceRecord
) -> None:
    chief, clerk, stand_in = actor(CHIEF), actor(LIEN), actor(AN)
    today = MORNING.date()
    days = {"first_day": today, "last_day": today, "reason": "đi công tác"}
    do(engine, name_substitute, clerk, username=LIEN, substitute=AN, **days)
    do(engine, suspend_instance, chief, instance_key=case.key, reason="Chờ")
    do(engine, resume_instance, chief, instance_key=case.key, reason="Xong")
    assert ["tạm dừng" in told for told in notices(engine, stand_in)] == [False, True], "an open one tells them both"
    below = open_task(engine, clerk, "viec_con").instance_key
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE process_instance SET restricted = true WHERE key = :key"), {"key": below})
        uow.connection.execute(text("DELETE FROM notice"))
    do(engine, suspend_instance, chief, instance_key=case.key, reason="Chờ")
    assert notices(engine, stand_in) == []
    assert len(notices(engine, clerk)) == 1


def may_be_urged(engine: Engine, who: Actor, element_id: str) -> bool:
    """Tell whether the case's starter is shown the button beside a task."""
    with engine.unit_of_work() as uow:
        tasks = search_tasks(uow, who, filter=TaskFilter(tab="waiting", element_id=element_id)).items
        return may_urge(uow, who, tasks[0], started_by=who.username)


def get_number(engine: Engine, case: InstanceRecord) -> str:
    return do(engine, get_instance, SYSTEM, instance_key=case.key).business_id


def notices(engine: Engine, who: Actor) -> list[str]:
    return [one.text.vi for one in do(engine, list_notices, who)]
