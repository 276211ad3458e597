"""Signals, broadcast from outside and thrown by cases, through the operations."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from engine.errors import LimitExceeded, NotPermitted
from engine.model.actor import SYSTEM, Actor
from engine.model.lifecycle import InstanceState
from engine.model.records import CaseRecord, InstanceRecord, Resource
from engine.operations import Engine, broadcast_signal, cancel_instance, create_instance, deliver_events, get_case
from engine.operations.upkeep.verify_audit import verify_audit
from tests.models import bpmn, end, flow, start, user_task
from tests.office import MovingClock, deploy

Make = Callable[[str], Actor]
OANH, TUONG = "le.kim.oanh", "bui.xuan.tuong"
SIGNAL = '<bpmn:signal id="s" name="ky_hop_bat_dau"/>'
DEFINITION = '<bpmn:signalEventDefinition signalRef="s"/>'
WAITING = bpmn(
    start()
    + f'<bpmn:intermediateCatchEvent id="cho">{DEFINITION}</bpmn:intermediateCatchEvent>'
    + end()
    + flow("f1", "dau", "cho")
    + flow("f2", "cho", "cuoi"),
    roots=SIGNAL,
)
REMINDED = bpmn(
    start()
    + user_task("viec")
    + f'<bpmn:boundaryEvent id="nhac" attachedToRef="viec" cancelActivity="false">{DEFINITION}</bpmn:boundaryEvent>'
    + end("da_nhac")
    + end()
    + flow("f1", "dau", "viec")
    + flow("f2", "viec", "cuoi")
    + flow("f3", "nhac", "da_nhac"),
    process_id="duoc_nhac",
    roots=SIGNAL,
)
THROWING = bpmn(
    start()
    + '<bpmn:endEvent id="cuoi"><bpmn:extensionElements><zeebe:ioMapping><zeebe:input source="=15" target="ky"/>'
    f"</zeebe:ioMapping></bpmn:extensionElements>{DEFINITION}</bpmn:endEvent>" + flow("f1", "dau", "cuoi"),
    process_id="phat",
    roots=SIGNAL,
)


def started(engine: Engine, actor: Actor, process_id: str) -> InstanceRecord:
    """Start a case."""
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor, process_id=process_id, variables={})


def look(engine: Engine, actor: Actor, case: InstanceRecord) -> CaseRecord:
    """Read the case anew."""
    with engine.unit_of_work() as uow:
        return get_case(uow, actor, instance_key=case.key)


def ready(engine: Engine) -> None:
    """Deploy the three models."""
    for name, content in (("cho", WAITING), ("nhac", REMINDED), ("phat", THROWING)):
        deploy(engine, Resource(name=f"{name}.bpmn", content=content))


def test_a_broadcast_reaches_every_case_once(engine: Engine, actor: Make) -> None:
    ready(engine)
    oanh = actor(OANH)
    cases = [started(engine, oanh, "thu") for _ in range(3)]
    with engine.unit_of_work() as uow:
        cancel_instance(uow, actor(TUONG), instance_key=cases[2].key, reason="nhầm")
    assert deliver_events(engine) == (0, ())
    with engine.unit_of_work() as uow:
        broadcast_signal(uow, SYSTEM, name="ky_hop_bat_dau", variables={"ky": 15})
        broadcast_signal(uow, SYSTEM, name="khac")
    assert deliver_events(engine) == (2, ())
    assert deliver_events(engine) == (0, ())
    states = [look(engine, oanh, case).instance.state for case in cases]
    assert states == [InstanceState.COMPLETED, InstanceState.COMPLETED, InstanceState.TERMINATED]
    assert "SignalReceived" in [entry.action for entry in look(engine, oanh, cases[0]).timeline]
    with engine.unit_of_work() as uow:
        rows = uow.connection.execute(text("SELECT name, value FROM variable WHERE name = 'ky'")).all()
        assert [(name, int(value)) for name, value in rows] == [("ky", 15), ("ky", 15)]
        assert verify_audit(uow).problems == ()


def test_an_event_that_does_not_interrupt_catches_every_signal_on_its_way(engine: Engine, actor: Make) -> None:
    ready(engine)
    case = started(engine, actor(OANH), "duoc_nhac")
    with engine.unit_of_work() as uow:
        broadcast_signal(uow, SYSTEM, name="ky_hop_bat_dau")
        broadcast_signal(uow, SYSTEM, name="ky_hop_bat_dau")
    assert deliver_events(engine) == (2, ())
    seen = look(engine, actor(OANH), case)
    assert [entry.action for entry in seen.timeline].count("SignalReceived") == 2
    assert seen.instance.state is InstanceState.ACTIVE


def test_a_case_s_signal_reaches_the_others(engine: Engine, actor: Make) -> None:
    ready(engine)
    oanh = actor(OANH)
    waiting = started(engine, oanh, "thu")
    thrower = started(engine, oanh, "phat")
    assert look(engine, oanh, thrower).instance.state is InstanceState.COMPLETED
    assert "SignalThrown" in [entry.action for entry in look(engine, oanh, thrower).timeline]
    assert deliver_events(engine) == (1, ())
    assert look(engine, oanh, waiting).instance.state is InstanceState.COMPLETED


def test_whoever_dies_with_a_delivery_leaves_it_to_others(engine: Engine, actor: Make, clock: MovingClock) -> None:
    ready(engine)
    case = started(engine, actor(OANH), "thu")
    with engine.unit_of_work() as uow:
        broadcast_signal(uow, SYSTEM, name="ky_hop_bat_dau")
        uow.connection.execute(text("UPDATE event_delivery SET available_at = available_at + interval '30 seconds'"))
    assert deliver_events(engine) == (0, ())
    clock.forward(seconds=31)
    assert deliver_events(engine) == (1, ())
    assert look(engine, actor(OANH), case).instance.state is InstanceState.COMPLETED


def test_a_signal_for_a_case_that_ended_meanwhile_is_dropped(engine: Engine, actor: Make) -> None:
    ready(engine)
    case = started(engine, actor(OANH), "duoc_nhac")
    with engine.unit_of_work() as uow:
        broadcast_signal(uow, SYSTEM, name="ky_hop_bat_dau")
        cancel_instance(uow, actor(TUONG), instance_key=case.key, reason="nhầm")
    assert deliver_events(engine) == (1, ())
    assert deliver_events(engine) == (0, ())


def test_who_may_broadcast_and_how_much(engine: Engine, actor: Make) -> None:
    with pytest.raises(NotPermitted), engine.unit_of_work() as uow:
        broadcast_signal(uow, actor(OANH), name="ky_hop_bat_dau")
    with pytest.raises(LimitExceeded), engine.unit_of_work() as uow:
        broadcast_signal(uow, SYSTEM, name="ky_hop_bat_dau", variables={"x": "y" * 9_000_000})
