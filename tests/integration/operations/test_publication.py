"""Published messages: for those who wait, for those who wait later, and for the processes that they start."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine.errors import Conflict, InputRejected, LimitExceeded, NotPermitted
from engine.model.actor import SYSTEM, Actor
from engine.model.records import InstanceRecord, Resource
from engine.operations import (
    Engine,
    broadcast_signal,
    cancel_instance,
    create_instance,
    deliver_events,
    publish_message,
)
from engine.operations.upkeep.verify_audit import verify_audit
from tests.models import bpmn, end, flow, start, user_task
from tests.office import MovingClock, deploy

Make = Callable[[str], Actor]
OANH, TUONG = "le.kim.oanh", "bui.xuan.tuong"
MESSAGE = (
    '<bpmn:message id="m" name="den"><bpmn:extensionElements><zeebe:subscription correlationKey="=so"/>'
    "</bpmn:extensionElements></bpmn:message>"
)
CATCH = (
    '<bpmn:intermediateCatchEvent id="cho"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>'
)
WAITING = bpmn(start() + CATCH + end() + flow("f1", "dau", "cho") + flow("f2", "cho", "cuoi"), roots=MESSAGE)
LATER = bpmn(
    start()
    + user_task("viec")
    + CATCH
    + end()
    + flow("f1", "dau", "viec")
    + flow("f2", "viec", "cho")
    + flow("f3", "cho", "cuoi"),
    process_id="sau",
    roots=MESSAGE,
)
STARTED = bpmn(
    '<bpmn:startEvent id="nhan"><bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent>'
    '<bpmn:startEvent id="phat"><bpmn:signalEventDefinition signalRef="s"/></bpmn:startEvent>'
    + user_task("viec")
    + end()
    + flow("f1", "nhan", "viec")
    + flow("f2", "phat", "viec")
    + flow("f3", "viec", "cuoi"),
    process_id="tu_dong",
    roots='<bpmn:message id="m" name="moi"/><bpmn:signal id="s" name="bat_dau"/>',
)


def waiting_case(engine: Engine, actor: Actor, so: str, process_id: str = "thu") -> InstanceRecord:
    """Start a case that waits for `den` with this key."""
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor, process_id=process_id, variables={"so": so})


def publish(engine: Engine, **message: Any) -> int:
    """Publish a message as the system."""
    with engine.unit_of_work() as uow:
        return publish_message(uow, SYSTEM, **message)


def rows(engine: Engine, sql: str) -> list[Any]:
    """Ask the database."""
    with engine.unit_of_work() as uow:
        return [row[0] for row in uow.connection.execute(text(sql))]


def states(engine: Engine) -> list[str]:
    """Give the state of every case, in the order of their beginning."""
    return rows(engine, "SELECT state FROM process_instance ORDER BY key")


@pytest.fixture(autouse=True)
def models(engine: Engine) -> None:
    """Deploy the three processes."""
    for name, content in (("cho", WAITING), ("sau", LATER), ("tu_dong", STARTED)):
        deploy(engine, Resource(name=f"{name}.bpmn", content=content))


def test_one_case_of_each_process_takes_it(engine: Engine, actor: Make) -> None:
    for so in ("1", "1", "2"):
        waiting_case(engine, actor(OANH), so)
    publish(engine, name="den", correlation_key="1", variables={"noi_dung": "x"})
    assert deliver_events(engine) == (1, ())
    assert states(engine) == ["COMPLETED", "ACTIVE", "ACTIVE"]
    publish(engine, name="den", correlation_key="3")
    assert deliver_events(engine) == (0, ())
    assert rows(engine, "SELECT value FROM variable WHERE name = 'noi_dung'") == ["x"]
    assert rows(engine, "SELECT count(*) FROM buffered_message") == [0]


def test_who_begins_to_wait_while_it_lives_still_gets_it_once(engine: Engine, actor: Make, clock: MovingClock) -> None:
    publish(engine, name="den", correlation_key="1", time_to_live=timedelta(hours=1))
    publish(engine, name="den", correlation_key="1", time_to_live=timedelta(hours=2))
    for _ in range(3):
        waiting_case(engine, actor(OANH), "1")
    assert deliver_events(engine) == (2, ())
    assert states(engine) == ["COMPLETED", "COMPLETED", "ACTIVE"]
    clock.forward(hours=3)
    waiting_case(engine, actor(OANH), "1")
    assert deliver_events(engine) == (0, ())
    assert rows(engine, "SELECT count(*) FROM buffered_message") == [0]


def test_an_id_is_taken_as_long_as_its_message_lives(engine: Engine, clock: MovingClock) -> None:
    living = {"name": "den", "correlation_key": "1", "message_id": "a", "time_to_live": timedelta(hours=1)}
    publish(engine, **living)
    with pytest.raises(Conflict):
        publish(engine, **living)
    publish(engine, **{**living, "correlation_key": "2"})
    clock.forward(hours=2)
    publish(engine, **living)


def test_the_buffer_is_bounded(engine: Engine) -> None:
    with engine.unit_of_work() as uow:
        uow.connection.execute(
            text(
                "INSERT INTO buffered_message SELECT n, 'den', '1', NULL, '{}', now(), 'infinity'"
                " FROM generate_series(1, :n) n"
            ),
            {"n": uow.limits.buffered_messages},
        )
    with pytest.raises(LimitExceeded):
        publish(engine, name="den", correlation_key="1", time_to_live=timedelta(hours=1))


def test_a_message_starts_a_case_with_what_it_brings(engine: Engine, actor: Make) -> None:
    publish(engine, name="moi", variables={"nguon": "tru"})
    publish(engine, name="moi")
    assert deliver_events(engine) == (2, ())
    assert states(engine) == ["ACTIVE", "ACTIVE"]
    assert rows(engine, "SELECT value FROM variable WHERE name = 'nguon'") == ["tru"]
    assert rows(engine, "SELECT DISTINCT element_id FROM element_instance WHERE element_type = 'startEvent'") == [
        "nhan"
    ]
    with engine.unit_of_work() as uow:
        assert verify_audit(uow).problems == ()
    with pytest.raises(InputRejected), engine.unit_of_work() as uow:
        create_instance(uow, actor(TUONG), process_id="tu_dong", variables={})


def test_a_signal_starts_a_case_of_the_latest_version_only(engine: Engine) -> None:
    deploy(engine, Resource(name="tu_dong.bpmn", content=STARTED.replace(b"bat_dau", b"bat_dau_moi")))
    for name in ("bat_dau", "bat_dau_moi"):
        with engine.unit_of_work() as uow:
            broadcast_signal(uow, SYSTEM, name=name, variables={"ky": 1})
    assert deliver_events(engine) == (1, ())
    versions = "SELECT version FROM process_instance JOIN process_definition d ON d.key = definition_key"
    assert rows(engine, versions) == [2]


def test_a_key_has_one_open_case_and_the_next_message_waits_for_its_end(
    engine: Engine, actor: Make, clock: MovingClock
) -> None:
    for so in ("1", "1", "2"):
        publish(engine, name="moi", correlation_key=so, time_to_live=timedelta(hours=1))
    publish(engine, name="moi", correlation_key="1")
    assert deliver_events(engine) == (4, ())
    assert states(engine) == ["ACTIVE", "ACTIVE"]
    assert rows(engine, "SELECT count(*) FROM event_delivery") == [1]
    [first] = rows(engine, "SELECT instance_key FROM started_by_message WHERE correlation_key = '1'")
    with engine.unit_of_work() as uow:
        cancel_instance(uow, actor(TUONG), instance_key=first, reason="xong")
    clock.forward(minutes=1)
    assert deliver_events(engine) == (1, ())
    assert states(engine) == ["TERMINATED", "ACTIVE", "ACTIVE"]


def test_who_may_publish(engine: Engine, actor: Make) -> None:
    with pytest.raises(NotPermitted), engine.unit_of_work() as uow:
        publish_message(uow, actor(OANH), name="den")


def test_time_starts_cases_as_often_as_it_says_and_the_latest_version_only(engine: Engine, clock: MovingClock) -> None:
    timed = STARTED.replace(
        b'<bpmn:signalEventDefinition signalRef="s"/>',
        b"<bpmn:timerEventDefinition><bpmn:timeCycle>R3/P1D</bpmn:timeCycle></bpmn:timerEventDefinition>",
    )
    deploy(engine, Resource(name="tu_dong.bpmn", content=timed))
    assert deliver_events(engine) == (0, ())
    clock.forward(days=2, hours=1)  # two are due: nobody was there, so one case is started for both
    assert [deliver_events(engine)[0] for _ in range(2)] == [1, 0]
    clock.forward(days=1)
    assert [deliver_events(engine)[0] for _ in range(2)] == [1, 0]
    assert states(engine) == ["ACTIVE", "ACTIVE"]
    deploy(engine, Resource(name="tu_dong.bpmn", content=timed.replace(b"R3/P1D", b"R1/P2D")))
    clock.forward(days=1)
    assert deliver_events(engine) == (0, ())
    clock.forward(days=1)
    assert [deliver_events(engine)[0] for _ in range(2)] == [1, 0]
    clock.forward(days=9)
    assert deliver_events(engine) == (0, ())
    assert len(states(engine)) == 3
