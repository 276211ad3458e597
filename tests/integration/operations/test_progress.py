"""Theo dõi tiến độ: what the figures count, that each list holds what its figure says, and what others never learn."""

from collections.abc import Callable

import pytest

from engine.model.actor import Actor
from engine.model.records import InstanceRecord, Resource
from engine.operations import (
    PROGRESS_GROUPS,
    Engine,
    ProgressFilter,
    ProgressGroup,
    TaskFilter,
    count_inbox,
    count_progress,
    create_instance,
    search_tasks,
    watch_progress,
)
from tests.models import bpmn, end, flow, start, user_task
from tests.office import MovingClock, deploy

Make = Callable[[str], Actor]
OANH, TUONG, SANG, LIEN = "le.kim.oanh", "bui.xuan.tuong", "ngo.dinh.sang", "vu.bich.lien"
EVERYTHING = ProgressFilter()


def by(rule: str, properties: str = "") -> str:
    """Give what dates a task by a rule."""
    return f'<zeebe:taskSchedule dueDate="=deadline(&quot;{rule}&quot;, now())"/>{properties}'


OUTSIDE = '<zeebe:properties><zeebe:property name="waits-outside" value="true"/></zeebe:properties>'
# One step of the Office (a working day), one of a body outside (five), one that a rule of mode `track` dates.
BODY = (
    start()
    + '<bpmn:parallelGateway id="re"/>'
    + user_task("duyet", assignee=TUONG, extra=by("N-SY-DY.a"))
    + user_task("bao_cao", assignee=SANG, extra=by("D-VB-05.a", OUTSIDE))
    + user_task("ket_qua", assignee=OANH, extra=by("D-DT-04.a"))
    + end()
    + flow("f1", "dau", "re")
    + "".join(
        flow(f"f_{step}", "re", step) + flow(f"x_{step}", step, "cuoi") for step in ("duyet", "bao_cao", "ket_qua")
    )
)
SECRET = (
    '<bpmn:extensionElements><zeebe:properties><zeebe:property name="restricted" value="=true"/></zeebe:properties>'
    "</bpmn:extensionElements>"
)


@pytest.fixture
def case(engine: Engine, actor: Make) -> InstanceRecord:
    """Give an ordinary case and leave a restricted one beside it, alike but for its secrecy."""
    deploy(
        engine,
        Resource(name="thuong.bpmn", content=bpmn(BODY, process_id="thuong")),
        Resource(name="kin.bpmn", content=bpmn(SECRET + BODY, process_id="kin")),
    )
    with engine.unit_of_work() as uow:
        create_instance(uow, actor(LIEN), process_id="kin", variables={})
        return create_instance(uow, actor(LIEN), process_id="thuong", variables={})


def figures(engine: Engine, reader: Actor, wanted: ProgressFilter = EVERYTHING) -> dict[ProgressGroup, int]:
    """Count, and see that each list holds exactly what its figure says."""
    with engine.unit_of_work() as uow:
        counts = dict(count_progress(uow, reader, filter=wanted))
        for group in PROGRESS_GROUPS:
            assert len(watch_progress(uow, reader, filter=wanted, group=group)) == counts[group]
    return {group: number for group, number in counts.items() if number}


def steps(engine: Engine, reader: Actor, group: ProgressGroup) -> list[str]:
    """Give the steps that put a case in the list."""
    with engine.unit_of_work() as uow:
        return [
            task.element_id for one in watch_progress(uow, reader, filter=EVERYTHING, group=group) for task in one.tasks
        ]


def test_lateness_of_the_office_and_of_bodies_outside_are_counted_apart(
    engine: Engine, actor: Make, case: InstanceRecord, clock: MovingClock
) -> None:
    watcher = actor(OANH)  # has a task in the ordinary case; the restricted one names Oanh too
    manager = actor("mai.thanh.hao")
    assert figures(engine, manager) == {"all": 1, "outside": 1}

    clock.forward(days=1)  # the last working day
    assert figures(engine, manager) == {"all": 1, "due_soon": 1, "outside": 1}
    assert steps(engine, manager, "due_soon") == ["duyet"]

    clock.forward(days=30)
    assert figures(engine, manager) == {"all": 1, "overdue": 1, "outside": 1, "outside_late": 1}
    assert steps(engine, manager, "overdue") == ["duyet"]
    assert steps(engine, manager, "outside") == ["bao_cao", "ket_qua"]
    assert steps(engine, manager, "outside_late") == ["bao_cao", "ket_qua"]
    assert figures(engine, watcher) == {"all": 2, "overdue": 2, "outside": 2, "outside_late": 2}
    assert figures(engine, actor("luong.the.khai")) == {}


def test_figures_follow_the_filters(engine: Engine, actor: Make, case: InstanceRecord, clock: MovingClock) -> None:
    clock.forward(days=31)
    manager = actor("mai.thanh.hao")

    of_chief = figures(engine, manager, ProgressFilter(holders={TUONG}))
    of_body = figures(engine, manager, ProgressFilter(holders={SANG}))

    assert of_chief == {"all": 1, "overdue": 1}
    assert of_body == {"all": 1, "outside": 1, "outside_late": 1}
    assert figures(engine, manager, ProgressFilter(holders={LIEN})) == {}
    assert figures(engine, manager, ProgressFilter(process_id="thuong", text=case.business_id))["all"] == 1
    assert figures(engine, manager, ProgressFilter(process_id="kin")) == {}


def test_who_records_a_body_s_answer_waits_for_it_and_the_body_s_own_contact_does_not(
    engine: Engine, actor: Make, case: InstanceRecord
) -> None:
    def waited_for(username: str) -> list[str]:
        with engine.unit_of_work() as uow:
            found = search_tasks(uow, actor(username), filter=TaskFilter(tab="waiting")).items
            assert count_inbox(uow, actor(username)).tabs["waiting"] == len(found)
        return sorted(task.element_id for task in found)

    assert waited_for(OANH) == ["ket_qua"] * 2
    assert waited_for(SANG) == [], "what his body owes is for him to do"
    assert waited_for(LIEN) == ["bao_cao"] * 2 + ["duyet"] * 2 + ["ket_qua"] * 2


def test_a_task_past_its_date_makes_its_case_overdue_whatever_was_to_warn_of_it(
    engine: Engine, actor: Make, case: InstanceRecord, clock: MovingClock
) -> None:
    clock.forward(days=1)
    with engine.unit_of_work() as uow:
        later = "UPDATE user_task SET warn_at = due_at + interval '60 days' WHERE element_id = 'duyet'"
        uow.connection.exec_driver_sql(later)
    manager = actor("mai.thanh.hao")
    assert "due_soon" not in figures(engine, manager)

    clock.forward(days=30)
    assert figures(engine, manager) == {"all": 1, "overdue": 1, "outside": 1, "outside_late": 1}
