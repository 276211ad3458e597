"""A version that waits for its day: checked when planned and again on the day, by whoever planned it."""

from collections.abc import Callable
from datetime import date

import pytest

from api.pages.designer import NEW_MODEL
from engine.errors import Conflict, InputRejected, NotPermitted
from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import (
    Engine,
    create_instance,
    deploy_drawing,
    deploy_due_plans,
    list_plans,
    plan_deployment,
    search_definitions,
    set_active,
    withdraw_plan,
)
from tests.office import MovingClock

Make = Callable[[str], Actor]
DESIGNER, CLERK = "luong.the.khai", "le.kim.oanh"
FIRST = NEW_MODEL.read_bytes()
NEXT = FIRST.replace("Bước đầu tiên".encode(), "Bước mới".encode())
OTHER = FIRST.replace("Bước đầu tiên".encode(), "Bước khác".encode())
DAY = date(2026, 12, 1)


def drawing(content: bytes) -> Resource:
    return Resource(name="quy_trinh_moi.bpmn", content=content)


@pytest.fixture
def designer(actor: Make) -> Actor:
    return actor(DESIGNER)


@pytest.fixture
def base(engine: Engine, designer: Actor) -> int:
    with engine.unit_of_work() as uow:
        deployed = deploy_drawing(uow, designer, resource=drawing(FIRST), base_key=None)
        return deployed.definitions[0].key


def plan(engine: Engine, designer: Actor, base: int, *, content: bytes = NEXT, day: date = DAY) -> int:
    with engine.unit_of_work() as uow:
        return plan_deployment(
            uow, designer, resource=drawing(content), base_key=base, note="Theo Nghị quyết mới", day=day
        )


def latest(engine: Engine, designer: Actor) -> tuple[int, str]:
    with engine.unit_of_work() as uow:
        [found] = search_definitions(uow, designer, process_id="quy_trinh_moi", latest_only=True).items
        return found.version, found.note


def test_a_plan_is_deployed_when_its_day_begins_at_the_office_and_once(
    engine: Engine, designer: Actor, base: int, clock: MovingClock
) -> None:
    plan(engine, designer, base)
    clock.forward(days=5, hours=14, minutes=59)  # 23:59 on the day before, at the Office
    assert deploy_due_plans(engine) == (0, ())
    assert latest(engine, designer) == (1, "")
    clock.forward(minutes=1)

    assert deploy_due_plans(engine) == (1, ())
    assert deploy_due_plans(engine) == (0, ())
    assert latest(engine, designer) == (2, "Theo Nghị quyết mới")
    with engine.unit_of_work() as uow:
        assert list_plans(uow, designer) == ()


def test_cases_begun_before_the_day_keep_their_version(
    engine: Engine, designer: Actor, actor: Make, base: int, clock: MovingClock
) -> None:
    plan(engine, designer, base)
    with engine.unit_of_work() as uow:
        case = create_instance(uow, actor("tich-hop"), process_id="quy_trinh_moi", variables={})
    clock.forward(days=6)
    deploy_due_plans(engine)

    assert case.definition_key == base


def test_a_version_deployed_meanwhile_keeps_the_plan_from_being_deployed_and_it_says_why(
    engine: Engine, designer: Actor, base: int, clock: MovingClock
) -> None:
    key = plan(engine, designer, base)
    with engine.unit_of_work() as uow:
        deploy_drawing(uow, designer, resource=drawing(OTHER), base_key=base)
    clock.forward(days=6)
    [refused] = deploy_due_plans(engine)[1]

    assert refused.stable_code == "model_overtaken"
    assert latest(engine, designer)[0] == 2
    with engine.unit_of_work() as uow:
        [listed] = list_plans(uow, designer)
        assert listed.refusal is not None
        assert "đã áp dụng phiên bản 2" in listed.refusal.vi
        withdraw_plan(uow, designer, plan_key=key)
        assert list_plans(uow, designer) == ()


def test_a_planner_who_left_deploys_nothing(engine: Engine, designer: Actor, base: int, clock: MovingClock) -> None:
    plan(engine, designer, base)
    with engine.unit_of_work() as uow:
        set_active(uow, username=DESIGNER, active=False)
    clock.forward(days=6)
    [refused] = deploy_due_plans(engine)[1]

    assert isinstance(refused, NotPermitted)
    assert latest(engine, designer)[0] == 1


def test_a_plan_that_was_withdrawn_is_not_deployed(
    engine: Engine, designer: Actor, base: int, clock: MovingClock
) -> None:
    key = plan(engine, designer, base)
    with engine.unit_of_work() as uow:
        withdraw_plan(uow, designer, plan_key=key)
    clock.forward(days=6)

    assert deploy_due_plans(engine) == (0, ())
    with engine.unit_of_work() as uow, pytest.raises(Conflict):
        withdraw_plan(uow, designer, plan_key=key)


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2020, 1, 1)])
def test_a_day_that_is_not_to_come_is_refused(day: date, engine: Engine, designer: Actor, base: int) -> None:
    with pytest.raises(InputRejected) as refused:
        plan(engine, designer, base, day=day)
    assert refused.value.stable_code == "day_not_to_come"


def test_one_plan_at_a_time_and_only_from_the_latest_version(engine: Engine, designer: Actor, base: int) -> None:
    plan(engine, designer, base)
    with pytest.raises(Conflict) as second:
        plan(engine, designer, base, content=OTHER)
    with engine.unit_of_work() as uow:
        deploy_drawing(uow, designer, resource=drawing(OTHER), base_key=base)
    with pytest.raises(Conflict) as stale:
        plan(engine, designer, base)

    assert second.value.stable_code == "plan_waiting"
    assert stale.value.stable_code == "model_overtaken"


def test_who_may_not_deploy_neither_plans_nor_sees_plans(engine: Engine, actor: Make, base: int) -> None:
    clerk = actor(CLERK)
    with pytest.raises(NotPermitted):
        plan(engine, clerk, base)
    with engine.unit_of_work() as uow, pytest.raises(NotPermitted):
        list_plans(uow, clerk)
