"""Buttons beside one's work: there only while what `offered-if` asks for holds, as on the page of the case."""

from collections.abc import Callable

from engine.model.actor import SYSTEM, Actor
from engine.model.records import Resource
from engine.operations import Engine, TaskFilter, create_instance, search_tasks
from engine.operations.cases.message_actions import actions_beside
from engine.operations.cases.set_variables import set_variables
from tests.models import bpmn, end, flow, start, user_task
from tests.office import deploy

OANH = "le.kim.oanh"
_PROPERTIES = {"action": "Nhắc", "actors": "=nguoi_lap", "beside": "viec", "offered-if": "=tre = true"}
MODEL = bpmn(
    start()
    + user_task("viec")
    + '<bpmn:boundaryEvent id="nhac" attachedToRef="viec" cancelActivity="false"><bpmn:extensionElements>'
    "<zeebe:properties>"
    + "".join(f'<zeebe:property name="{name}" value="{value}"/>' for name, value in _PROPERTIES.items())
    + '</zeebe:properties></bpmn:extensionElements><bpmn:messageEventDefinition messageRef="m"/></bpmn:boundaryEvent>'
    + end("xong")
    + end("da_nhac")
    + flow("f1", "dau", "viec")
    + flow("f2", "viec", "xong")
    + flow("f3", "nhac", "da_nhac"),
    roots='<bpmn:message id="m" name="nhac"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=ma_ho_so"/></bpmn:extensionElements></bpmn:message>',
)


def test_a_button_beside_a_task_is_there_only_when_its_model_offers_it(
    engine: Engine, actor: Callable[[str], Actor]
) -> None:
    who = actor(OANH)
    deploy(engine, Resource(name="thu.bpmn", content=MODEL))
    with engine.unit_of_work() as uow:
        case = create_instance(uow, who, process_id="thu", variables={"tre": False}).key
    assert beside(engine, who) == []
    with engine.unit_of_work() as uow:
        set_variables(uow, SYSTEM, scope_key=case, variables={"tre": True})
    assert beside(engine, who) == ["Nhắc"]


def beside(engine: Engine, who: Actor) -> list[str]:
    with engine.unit_of_work() as uow:
        tasks = search_tasks(uow, who, filter=TaskFilter(tab="waiting")).items
        assert len(tasks) == 1
        return [one.label.vi for one in actions_beside(uow, who, tasks).values()]
