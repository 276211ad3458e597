"""Who has a task hears once that it is soon due, and once that it is overdue; a new date is told anew."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import text

from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, create_instance
from engine.operations.news.notices import list_notices
from engine.operations.tasks.remind_due import remind_due
from tests.models import ONE_TASK
from tests.office import MORNING, MovingClock, deploy

LIEN, OANH = "vu.bich.lien", "le.kim.oanh"


def test_each_date_is_told_once(engine: Engine, clock: MovingClock, actor: Callable[[str], Actor]) -> None:
    deploy(engine, Resource(name="thu.bpmn", content=ONE_TASK))
    with engine.unit_of_work() as uow:
        create_instance(uow, actor(OANH), process_id="thu", variables={})

    def set_due(due: timedelta) -> None:
        with engine.unit_of_work() as uow:
            moments = {"due": MORNING + due, "warn": MORNING + due - timedelta(hours=2)}
            uow.connection.execute(text("UPDATE user_task SET due_at = :due, warn_at = :warn"), moments)

    def told() -> list[str]:
        remind_due(engine)
        with engine.unit_of_work() as uow:
            assert list_notices(uow, actor(OANH)) == ()
            return [notice.text.vi.partition(":")[0] for notice in list_notices(uow, actor(LIEN))]

    set_due(timedelta(hours=3))
    assert told() == []
    clock.forward(hours=1)
    assert told() == told() == ["Sắp đến hạn"]
    clock.forward(hours=2)
    assert told() == told() == ["Quá hạn", "Sắp đến hạn"]
    set_due(timedelta(hours=4))
    assert told() == ["Sắp đến hạn", "Quá hạn", "Sắp đến hạn"]
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("DELETE FROM notice"))
    clock.forward(days=3)
    assert told() == []
