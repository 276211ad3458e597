"""Repeated activities through the operations: each item is a row, and a command touches only its own."""

from collections.abc import Callable

from sqlalchemy import func, select

from engine.model.actor import SYSTEM, Actor
from engine.model.lifecycle import InstanceState
from engine.model.records import InstanceRecord, JobRecord, Resource
from engine.operations import (
    Engine,
    TaskFilter,
    activate_jobs,
    cancel_instance,
    complete_job,
    correlate_message,
    create_instance,
    get_case,
    search_tasks,
    task_variables,
)
from engine.store.tables import LoopItem, Variable
from engine.store.tables.core import core
from tests.models import bpmn, end, flow, start, user_task
from tests.office import deploy

Make = Callable[[str], Actor]
OANH = "le.kim.oanh"
_BODY = (
    start() + '<bpmn:subProcess id="moi_don_vi"><bpmn:startEvent id="s"/>'
    '<bpmn:serviceTask id="hoi"><bpmn:extensionElements><zeebe:taskDefinition type="hoi"/>'
    "</bpmn:extensionElements></bpmn:serviceTask>"
    '<bpmn:boundaryEvent id="rut" attachedToRef="hoi"><bpmn:messageEventDefinition messageRef="m"/>'
    "</bpmn:boundaryEvent>"
    + end("e")
    + end("er")
    + flow("i1", "s", "hoi")
    + flow("i2", "hoi", "e")
    + flow("i3", "rut", "er")
    + '<bpmn:multiInstanceLoopCharacteristics isSequential="LAN_LUOT"><bpmn:extensionElements>'
    '<zeebe:loopCharacteristics inputCollection="=ds" inputElement="dv" outputCollection="kq"'
    ' outputElement="=tra_loi"/>'
    "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:subProcess>"
    + end()
    + flow("f1", "dau", "moi_don_vi")
    + flow("f2", "moi_don_vi", "cuoi")
)
_MESSAGE = (
    '<bpmn:message id="m" name="rut"><bpmn:extensionElements><zeebe:subscription correlationKey="=dv"/>'
    "</bpmn:extensionElements></bpmn:message>"
)


def begun(engine: Engine, actor: Actor, *units: str, sequential: bool) -> InstanceRecord:
    content = bpmn(_BODY.replace("LAN_LUOT", "true" if sequential else "false"), roots=_MESSAGE)
    deploy(engine, Resource(name="thu.bpmn", content=content))
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor, process_id="thu", variables={"ds": [*units]})


def claimed(engine: Engine) -> tuple[JobRecord, ...]:
    with engine.unit_of_work() as uow:
        return activate_jobs(uow, SYSTEM, job_type="hoi", worker="t", max_jobs=10, timeout_s=60)


def answer(engine: Engine, job: JobRecord, text: str) -> None:
    with engine.unit_of_work() as uow:
        complete_job(uow, SYSTEM, job_key=job.key, variables={"tra_loi": text})


def rows(engine: Engine) -> tuple[int, int]:
    """Count the items and the variables inside items."""
    inside = core(Variable).c.item_key.is_not(None)
    with engine.unit_of_work() as uow:
        items = uow.connection.execute(select(func.count()).select_from(core(LoopItem))).scalar_one()
        return items, uow.connection.execute(select(func.count()).where(inside)).scalar_one()


def test_side_by_side(engine: Engine, actor: Make) -> None:
    case = begun(engine, actor(OANH), "A", "B", "C", sequential=False)
    jobs = claimed(engine)
    assert len(jobs) == 3
    answer(engine, jobs[2], "ba")
    with engine.unit_of_work() as uow:
        correlate_message(uow, SYSTEM, name="rut", correlation_key="A", variables={"tra_loi": "rut"})
    answer(engine, jobs[1], "hai")
    with engine.unit_of_work() as uow:
        seen = get_case(uow, actor(OANH), instance_key=case.key)
    assert seen.instance.state is InstanceState.COMPLETED
    assert seen.variables["kq"] == ["rut", "hai", "ba"]
    assert rows(engine) == (0, 0)


def test_one_after_another(engine: Engine, actor: Make) -> None:
    case = begun(engine, actor(OANH), "A", "B", sequential=True)
    for text in ("mot", "hai"):
        (job,) = claimed(engine)
        assert rows(engine)[0] == 2
        answer(engine, job, text)
    with engine.unit_of_work() as uow:
        assert get_case(uow, actor(OANH), instance_key=case.key).variables["kq"] == ["mot", "hai"]


def test_ending_the_case_early_drops_all_items(engine: Engine, actor: Make) -> None:
    case = begun(engine, actor(OANH), "A", "B", "C", sequential=False)
    assert rows(engine)[0] == 3
    with engine.unit_of_work() as uow:
        cancel_instance(uow, SYSTEM, instance_key=case.key)
    assert claimed(engine) == ()
    assert rows(engine) == (0, 0)


def test_a_worker_sees_the_item_that_its_job_belongs_to(engine: Engine, actor: Make) -> None:
    begun(engine, actor(OANH), "So Noi vu", "So Y te", sequential=False)
    jobs = claimed(engine)
    assert {(job.variables["loopCounter"], job.variables["dv"]) for job in jobs} == {(1, "So Noi vu"), (2, "So Y te")}
    assert all(job.variables["ds"] == ["So Noi vu", "So Y te"] for job in jobs)


def test_a_form_starts_from_the_item_that_its_task_belongs_to(engine: Engine, actor: Make) -> None:
    repeated = (
        start()
        + user_task("viec").replace(
            "</bpmn:userTask>",
            "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
            '<zeebe:loopCharacteristics inputCollection="=ds" inputElement="dv"/></bpmn:extensionElements>'
            "</bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>",
        )
        + end()
        + flow("f1", "dau", "viec")
        + flow("f2", "viec", "cuoi")
    )
    deploy(engine, Resource(name="thu.bpmn", content=bpmn(repeated)))
    with engine.unit_of_work() as uow:
        create_instance(uow, actor(OANH), process_id="thu", variables={"ds": ["a", "b"], "dv": "hidden"})
    with engine.unit_of_work() as uow:
        tasks = search_tasks(uow, SYSTEM, filter=TaskFilter()).items
        assert {task_variables(uow, SYSTEM, task_key=task.key)["dv"] for task in tasks} == {"a", "b"}
