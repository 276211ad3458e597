"""A change of the law counts at once in every process, also for what another one is just doing."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from engine.clock import Clock
from engine.errors import Unavailable
from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from engine.operations.deadlines.change_rule import change_rule, read_rule
from engine.store import Database, DatabaseSettings, law_version
from tests.integration.operations.test_rivals import wait_until_somebody_waits
from tests.models import bpmn, end, flow, start, user_task
from tests.office import MovingClock, deploy

Make = Callable[[str], Actor]
ADMIN, OANH = "quantri", "le.kim.oanh"
RULE = "N-SY-DY.a"
DUE = f'<zeebe:taskSchedule dueDate="=deadline(&quot;{RULE}&quot;, now())"/>'
MODEL = Resource(
    name="thu.bpmn",
    content=bpmn(
        start() + user_task("viec", extra=DUE) + end() + flow("f1", "dau", "viec") + flow("f2", "viec", "cuoi")
    ),
)
WAITED_S = 20


@pytest.fixture
def other(engine: Engine, office_url: str, clock: MovingClock) -> Iterator[Engine]:
    """Give the engine of another process over the same Office, which knows the law by now."""
    deploy(engine, MODEL)
    second = Engine(
        Database(DatabaseSettings(url=office_url), clock=Clock(read=clock)), engine.objects, engine.settings
    )
    with second.unit_of_work() as uow:
        assert uow.law.current(uow.transaction).version > 0
    yield second
    second.close()


def begin(engine: Engine, actor: Actor) -> int:
    with engine.unit_of_work() as uow:
        return create_instance(uow, actor, process_id="thu", variables={}).key


def change(engine: Engine, actor: Actor, days: int) -> None:
    """Let the rule give this many days."""
    with engine.unit_of_work() as uow:
        seen = read_rule(uow, actor, RULE).seen
    with engine.unit_of_work() as uow:
        change_rule(uow, actor, rule_id=RULE, changes={"amount": days}, from_day=None, seen=seen, reason="Quyết định")


def change_and_fail(engine: Engine) -> None:
    """Change the law, go by it, and let nothing of it stand."""
    with engine.unit_of_work() as uow:
        uow.transaction.change_law()
        uow.connection.execute(text("DELETE FROM calendar_day"))
        assert uow.law.current(uow.transaction).version > 0
        raise ZeroDivisionError


def due(engine: Engine, case: int) -> str:
    """Give the day on which the case's task is due."""
    with engine.unit_of_work() as uow:
        moment: datetime = uow.connection.execute(
            text("SELECT due_at FROM user_task WHERE instance_key = :case"), {"case": case}
        ).scalar_one()
    return f"{moment.astimezone(ZoneInfo('Asia/Ho_Chi_Minh')):%d/%m}"


def test_another_process_dates_by_the_new_law_at_once(engine: Engine, other: Engine, actor: Make) -> None:
    clerk, admin = actor(OANH), actor(ADMIN)
    before = due(engine, begin(other, clerk))
    change(engine, admin, 3)
    here, there = due(engine, begin(engine, clerk)), due(engine, begin(other, clerk))
    assert here == there != before
    with pytest.raises(ZeroDivisionError):
        change_and_fail(engine)
    change(other, admin, 4)
    assert due(engine, begin(engine, clerk)) == due(engine, begin(other, clerk)) not in (before, here)


def test_a_change_waits_for_a_command_under_way_and_moves_its_dates(
    engine: Engine, other: Engine, office_url: str, actor: Make
) -> None:
    clerk, admin = actor(OANH), actor(ADMIN)
    with ThreadPoolExecutor(2) as threads:
        with other.unit_of_work() as uow:
            first = create_instance(uow, clerk, process_id="thu", variables={}).key
            changing = threads.submit(change, engine, admin, 3)
            wait_until_somebody_waits(office_url)
        changing.result(WAITED_S)
    second = begin(other, clerk)
    assert due(engine, first) == due(engine, second)


def test_a_change_does_not_wait_for_ever(
    engine: Engine, other: Engine, actor: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk, admin = actor(OANH), actor(ADMIN)
    monkeypatch.setattr(law_version, "CHANGE", law_version.change_within("50ms"))
    with other.unit_of_work() as uow:
        create_instance(uow, clerk, process_id="thu", variables={})
        with pytest.raises(Unavailable) as refused:
            change(engine, admin, 3)
    assert refused.value.stable_code == "database_busy"
    change(engine, admin, 3)
