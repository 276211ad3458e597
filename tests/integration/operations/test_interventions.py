"""Stepping into a running case: its clock stands still and goes on, tasks are extended as far as their rule allows."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from engine.errors import Conflict, InputRejected, NotPermitted
from engine.model.actor import SYSTEM, Actor
from engine.model.records import InstanceRecord, Resource, TaskRecord
from engine.operations import (
    Engine,
    create_instance,
    extend_task,
    fire_due_timers,
    get_case,
    list_interventions,
    restart_clock,
    set_variables,
    stop_clock,
)
from engine.operations.upkeep.verify_audit import verify_audit
from tests.models import bpmn, end, flow, start, user_task
from tests.office import MovingClock, deploy

Make = Callable[[str], Actor]
Result = TypeVar("Result")
OANH, CHIEF, DEPUTY, OUTSIDER = "le.kim.oanh", "bui.xuan.tuong", "mai.thanh.hao", "luong.the.khai"


def by(rule: str) -> str:
    """Give what dates a task by a rule."""
    return f'<zeebe:taskSchedule dueDate="=deadline(&quot;{rule}&quot;, now())"/>'


def process(process_id: str, *rules: str, secret: bool = False) -> Resource:
    """Give a process of one task for each rule, side by side; a timer waits for the due date of the first."""
    told = '<zeebe:properties><zeebe:property name="restricted" value="=true"/></zeebe:properties>'
    drawn = (
        (f"<bpmn:extensionElements>{told}</bpmn:extensionElements>" if secret else "")
        + start()
        + '<bpmn:parallelGateway id="re"/>'
        + "".join(user_task(f"viec_{place}", assignee=OANH, extra=by(rule)) for place, rule in enumerate(rules))
        + '<bpmn:boundaryEvent id="den_han" attachedToRef="viec_0" cancelActivity="false"><bpmn:timerEventDefinition>'
        + f'<bpmn:timeDate>=deadline("{rules[0]}", now())</bpmn:timeDate></bpmn:timerEventDefinition>'
        + "</bpmn:boundaryEvent>"
        + end("da_nhac")
        + end()
        + flow("f1", "dau", "re")
        + flow("f2", "den_han", "da_nhac")
        + "".join(flow(f"a{n}", "re", f"viec_{n}") + flow(f"b{n}", f"viec_{n}", "cuoi") for n in range(len(rules)))
    )
    return Resource(name=f"{process_id}.bpmn", content=bpmn(drawn, process_id=process_id))


@pytest.fixture
def begin(engine: Engine, actor: Make) -> Callable[..., InstanceRecord]:
    """Give a function that starts a case of tasks by rules."""

    def begin(process_id: str, *rules: str, secret: bool = False) -> InstanceRecord:
        deploy(engine, process(process_id, *rules, secret=secret))
        with engine.unit_of_work() as uow:
            return create_instance(uow, actor(OANH), process_id=process_id, variables={})

    return begin


def do(engine: Engine, operation: Callable[..., Result], who: Actor, **given: object) -> Result:
    """Run one command."""
    with engine.unit_of_work() as uow:
        return operation(uow, who, **given)


def tasks(engine: Engine, who: Actor, case: InstanceRecord) -> dict[str, TaskRecord]:
    """Give the tasks of a case by step."""
    return {task.element_id: task for task in do(engine, get_case, who, instance_key=case.key).tasks}


def told(engine: Engine, who: Actor, case: InstanceRecord) -> list[tuple[str, str | None]]:
    """Give the timeline, newest first: sentence and reason."""
    found = do(engine, get_case, who, instance_key=case.key).timeline
    return [(entry.sentence.vi, entry.reason) for entry in found]


def day(moment: datetime | None) -> str:
    """Write a moment's day in Vietnam."""
    return "" if moment is None else f"{moment.astimezone(ZoneInfo('Asia/Ho_Chi_Minh')):%d/%m/%Y}"


def test_a_clock_that_stood_moves_what_the_law_lets_stand_and_nothing_else(
    engine: Engine, actor: Make, begin: Callable[..., InstanceRecord], clock: MovingClock
) -> None:
    chief, case = actor(CHIEF), begin("thu", "D-VB-05.a", "N-SY-DY.a")
    before = tasks(engine, chief, case)
    do(engine, stop_clock, chief, instance_key=case.key, reason="Chờ bổ sung tài liệu")

    standing = tasks(engine, chief, case)
    assert standing["viec_0"].due_at is None
    assert "Tạm dừng tính hạn từ 25/11/2026" in str(standing["viec_0"].due_explained)
    assert standing["viec_1"].due_at == before["viec_1"].due_at

    clock.forward(days=20)
    assert fire_due_timers(engine) == (0, ())
    do(engine, restart_clock, chief, instance_key=case.key, reason="Đã nhận đủ tài liệu")

    after = tasks(engine, chief, case)
    due = after["viec_0"].due_at
    assert (day(before["viec_0"].due_at), day(due)) == ("02/12/2026", "21/12/2026")  # 13 working days stood still
    assert after["viec_0"].warn_at is not None
    assert "tạm dừng tính hạn" in str(after["viec_0"].due_explained)
    assert told(engine, chief, case)[0][1] == "Đã nhận đủ tài liệu"
    assert told(engine, chief, case)[1][0].startswith("Bùi Xuân Tường tạm dừng tính hạn; đang dừng: “Việc viec_0”")
    assert due is not None
    clock.moment = due
    assert fire_due_timers(engine) == (1, ())
    with engine.unit_of_work() as uow:
        assert not verify_audit(uow).problems


def test_what_begins_while_the_clock_stands_has_no_date_until_it_goes_on(
    engine: Engine, actor: Make, clock: MovingClock
) -> None:
    chief = actor(CHIEF)
    drawn = (
        start()
        + user_task("cho", assignee=OANH, extra=by("D-VB-05.a"))
        + '<bpmn:boundaryEvent id="them" attachedToRef="cho" cancelActivity="false">'
        "<bpmn:conditionalEventDefinition><bpmn:condition>=them = true</bpmn:condition>"
        "</bpmn:conditionalEventDefinition></bpmn:boundaryEvent>"
        + user_task("moi", assignee=OANH, extra=by("D-VB-05.a"))
        + end()
        + end("cuoi_2")
        + flow("f1", "dau", "cho")
        + flow("f2", "cho", "cuoi")
        + flow("f3", "them", "moi")
        + flow("f4", "moi", "cuoi_2")
    )
    deploy(engine, Resource(name="thu.bpmn", content=bpmn(drawn)))
    case = do(engine, create_instance, actor(OANH), process_id="thu", variables={"them": False})
    do(engine, stop_clock, chief, instance_key=case.key, reason="Chờ bổ sung")
    clock.forward(days=1)
    do(engine, set_variables, chief, scope_key=case.key, variables={"them": True})
    assert tasks(engine, chief, case)["moi"].due_at is None

    clock.forward(days=5)
    do(engine, restart_clock, chief, instance_key=case.key, reason="Đã đủ")

    assert day(tasks(engine, chief, case)["moi"].due_at) == "07/12/2026"  # the day of going on is the first of five


def test_a_clock_is_stopped_with_a_reason_by_who_may_and_where_the_law_lets_it(
    engine: Engine, actor: Make, begin: Callable[..., InstanceRecord]
) -> None:
    case, fixed = begin("thu", "D-VB-05.a"), begin("co_dinh", "N-SY-DY.a")
    with pytest.raises(NotPermitted):
        do(engine, stop_clock, actor(DEPUTY), instance_key=case.key, reason="Chờ")
    with pytest.raises(InputRejected):
        do(engine, stop_clock, actor(CHIEF), instance_key=case.key, reason=" ")
    with pytest.raises(Conflict, match=r"N-SY-DY\.a") as refused:
        do(engine, stop_clock, actor(CHIEF), instance_key=fixed.key, reason="Chờ")
    with pytest.raises(Conflict) as runs:
        do(engine, restart_clock, actor(CHIEF), instance_key=case.key, reason="Chờ")
    do(engine, stop_clock, actor(CHIEF), instance_key=case.key, reason="Chờ")
    with pytest.raises(Conflict) as stands:
        do(engine, stop_clock, actor(CHIEF), instance_key=case.key, reason="Chờ")

    assert [one.value.stable_code for one in (refused, runs, stands)] == [
        "rule_without_pause",
        "clock_runs",
        "clock_stopped",
    ]


def test_a_task_is_extended_as_often_as_its_rule_allows(
    engine: Engine, actor: Make, begin: Callable[..., InstanceRecord]
) -> None:
    chief, case = actor(CHIEF), begin("to_cao", "D-DT-07.b", "N-SY-DY.a")
    found = tasks(engine, chief, case)
    once, never = found["viec_0"], found["viec_1"]
    extended = do(engine, extend_task, chief, task_key=once.key, reason="Vụ việc phức tạp")
    assert once.due_at is not None
    assert extended.due_at is not None
    assert (extended.due_at - once.due_at).days >= 30
    assert "gồm 1 lần gia hạn" in str(extended.due_explained)

    for task, named in ((once, "D-DT-07.b"), (never, "N-SY-DY.a")):
        with pytest.raises(InputRejected, match=named) as refused:
            do(engine, extend_task, chief, task_key=task.key, reason="Thêm lần nữa")
        assert refused.value.stable_code == "extension_not_allowed"
        assert "quyết định" in refused.value.text.vi
    with pytest.raises(NotPermitted):
        do(engine, extend_task, actor(OANH), task_key=once.key, reason="Tự gia hạn")
    sentence, reason = told(engine, chief, case)[0]
    assert sentence.startswith("Bùi Xuân Tường gia hạn “Việc viec_0”: ")
    assert reason == "Vụ việc phức tạp"


def test_interventions_are_listed_for_those_who_watch_and_only_where_they_may_look(
    engine: Engine, actor: Make, begin: Callable[..., InstanceRecord]
) -> None:
    open_case, hidden = begin("thu", "D-VB-05.a"), begin("kin", "D-VB-05.a", secret=True)
    for case in (open_case, hidden):
        do(engine, stop_clock, SYSTEM, instance_key=case.key, reason="Chờ bổ sung")

    seen = do(engine, list_interventions, actor(DEPUTY))

    assert [(one.business_id, one.told.reason) for one in seen.items] == [(open_case.business_id, "Chờ bổ sung")]
    assert seen.total == 1
    with pytest.raises(NotPermitted):
        do(engine, list_interventions, actor(OUTSIDER))
