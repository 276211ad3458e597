"""Who has a task hears once that it is soon due, and once that it is overdue; a new date is told anew."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import text

from engine.model.actor import Actor
from engine.model.records import Resource
from engine.operations import Engine, create_instance, restart_clock, resume_instance, stop_clock, suspend_instance
from engine.operations.news.notices import list_notices
from engine.operations.tasks.remind_due import remind_due
from tests.integration.operations.test_interventions import do, process, tasks
from tests.models import ONE_TASK
from tests.office import MORNING, MovingClock, deploy

LIEN, OANH, CHIEF = "vu.bich.lien", "le.kim.oanh", "bui.xuan.tuong"


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


def words(engine: Engine, who: Actor) -> list[str]:
    """Remind who has to be; give the first words of somebody's notices, newest first."""
    remind_due(engine)
    return [notice.text.vi.partition(":")[0] for notice in do(engine, list_notices, who)]


def test_nobody_is_reminded_of_a_suspended_case_until_it_goes_on(
    engine: Engine, clock: MovingClock, actor: Callable[[str], Actor]
) -> None:
    deploy(engine, process("mot", "N-SY-DY.a"), process("hai", "N-SY-DY.a"))
    chief, holder = actor(CHIEF), actor(OANH)
    case, longer = (do(engine, create_instance, holder, process_id=name, variables={}) for name in ("mot", "hai"))
    (task,) = tasks(engine, chief, case).values()
    assert task.due_at is not None
    for one in (case, longer):
        do(engine, suspend_instance, chief, instance_key=one.key, reason="Chờ ý kiến Thường trực")
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("DELETE FROM notice"))
    clock.moment = task.due_at
    assert words(engine, holder) == []
    do(engine, resume_instance, chief, instance_key=case.key, reason="Đã có ý kiến")
    assert (
        words(engine, holder)
        == words(engine, holder)
        == ["Quá hạn", f"Hồ sơ {case.business_id} tiếp tục; việc đang chờ anh/chị."]
    )
    clock.forward(days=30)
    assert len(words(engine, holder)) == 2
    do(engine, resume_instance, chief, instance_key=longer.key, reason="Đã có ý kiến")
    assert words(engine, holder)[0] == "Quá hạn", "what came while it stood still is told, however long that was"
    assert len(words(engine, holder)) == 4


def test_reminders_follow_the_dates_that_a_clock_which_stood_has_moved(
    engine: Engine, clock: MovingClock, actor: Callable[[str], Actor]
) -> None:
    deploy(engine, process("mot", "D-VB-05.a"))
    chief, holder = actor(CHIEF), actor(OANH)
    case = do(engine, create_instance, holder, process_id="mot", variables={})
    (before,) = tasks(engine, chief, case).values()
    do(engine, stop_clock, chief, instance_key=case.key, reason="Chờ bổ sung tài liệu")
    assert before.due_at is not None
    clock.moment = before.due_at
    assert words(engine, holder) == []
    do(engine, restart_clock, chief, instance_key=case.key, reason="Đã nhận đủ tài liệu")
    assert words(engine, holder) == []
    (after,) = tasks(engine, chief, case).values()
    assert after.due_at is not None
    assert after.due_at > before.due_at
    clock.moment = after.due_at
    assert words(engine, holder) == ["Quá hạn"]
