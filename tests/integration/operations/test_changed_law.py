"""The law changes while cases run: what a preview tells, what applying moves, who is told, and what is recorded."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from engine.errors import Conflict, InputRejected, NotFound, NotPermitted
from engine.model.actor import SYSTEM, Actor
from engine.model.records import InstanceRecord, Resource
from engine.operations import Engine, create_instance, get_case
from engine.operations.cases.timeline import read_timeline
from engine.operations.deadlines.change_calendar import change_day, preview_day, read_calendar_days
from engine.operations.deadlines.change_rule import change_rule, preview_rule, read_rule
from engine.operations.deadlines.recalculate import Effect
from engine.operations.upkeep.verify_audit import verify_audit
from tests.integration.operations.test_rivals import WAITED_S, wait_until_somebody_waits
from tests.models import bpmn, end, flow, start, user_task
from tests.office import MovingClock, deploy

Make = Callable[[str], Actor]
ADMIN, OANH, TUONG, KHAI = "quantri", "le.kim.oanh", "bui.xuan.tuong", "luong.the.khai"
RULE = "N-SY-DY.a"
DUE = (
    f'<zeebe:taskSchedule dueDate="=deadline(&quot;{RULE}&quot;, now())" '
    f'followUpDate="=reminder(&quot;{RULE}&quot;, now())"/>'
)
NAG = (
    '<bpmn:boundaryEvent id="nhac" attachedToRef="viec" cancelActivity="false"><bpmn:timerEventDefinition>'
    f'<bpmn:timeDate>=deadline("{RULE}", now())</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:boundaryEvent>'
)


def model(process_id: str, properties: str = "") -> Resource:
    """Give a process of one task with a due date and a timer at the same moment."""
    drawn = (
        start()
        + user_task("viec", extra=DUE)
        + NAG
        + end("da_nhac")
        + end()
        + flow("f1", "dau", "viec")
        + flow("f2", "viec", "cuoi")
        + flow("f3", "nhac", "da_nhac")
    )
    return Resource(name=f"{process_id}.bpmn", content=bpmn(properties + drawn, process_id=process_id))


SECRET = (
    '<bpmn:extensionElements><zeebe:properties><zeebe:property name="restricted" value="=true"/></zeebe:properties>'
    "</bpmn:extensionElements>"
)


@pytest.fixture
def cases(engine: Engine, actor: Make) -> tuple[InstanceRecord, InstanceRecord]:
    """Give an ordinary and a restricted case, both with a due date by the rule."""
    deploy(engine, model("thuong"), model("kin", SECRET))
    with engine.unit_of_work() as uow:
        return tuple(  # type: ignore[return-value]
            create_instance(uow, actor(OANH), process_id=name, variables={}) for name in ("thuong", "kin")
        )


def dates(engine: Engine, case: InstanceRecord) -> tuple[str, str, str]:
    """Give the local dates of the task's due moment, of its reminder, and of the timer."""
    at = "to_char({} AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM')"
    query = f"SELECT {at.format('t.due_at')}, {at.format('t.follow_up_at')}, {at.format('w.due_at')}"
    joined = f"{query} FROM user_task t JOIN timer w USING (instance_key) WHERE t.instance_key = :key"
    with engine.unit_of_work() as uow:
        return tuple(uow.connection.execute(text(joined), {"key": case.key}).one())


def changed(
    engine: Engine, who: Actor, *, from_day: date | None = None, seen: str | None = None, **changes: Any
) -> Effect:
    """Change the rule as an administrator does."""
    with engine.unit_of_work() as uow:
        now = read_rule(uow, who, RULE).seen
    with engine.unit_of_work() as uow:
        return change_rule(
            uow, who, rule_id=RULE, changes=changes, from_day=from_day, seen=seen or now, reason="Chánh Văn phòng quyết"
        )


def test_a_preview_tells_what_would_move_and_moves_nothing(
    engine: Engine, actor: Make, cases: tuple[InstanceRecord, InstanceRecord]
) -> None:
    before = dates(engine, cases[0])
    with engine.unit_of_work() as uow:
        for who, listed, others in ((ADMIN, 0, 1),):
            effect = preview_rule(uow, actor(who), rule_id=RULE, changes={"amount": 3}, from_day=None)
            assert (effect.cases, len(effect.listed), effect.unlisted_cases) == (1, listed, others)
        everything = preview_rule(uow, SYSTEM, rule_id=RULE, changes={"amount": 3}, from_day=None)
    assert before == dates(engine, cases[0])
    assert before[0] == "26/11"
    assert {moved.instance_key for moved in everything.listed} == {case.key for case in cases}
    assert [f"{moved.new:%d/%m}" for moved in everything.listed] == ["30/11", "30/11"]


def test_applying_moves_task_reminder_and_timer_of_every_case_and_says_why(
    engine: Engine, actor: Make, cases: tuple[InstanceRecord, InstanceRecord]
) -> None:
    effect = changed(engine, actor(ADMIN), amount=3)
    ordinary, restricted = cases
    assert (effect.cases, effect.unlisted_cases) == (1, 1)
    assert [dates(engine, case)[0] for case in cases] == ["30/11", "30/11"]
    assert dates(engine, ordinary)[2] == "30/11"
    with engine.unit_of_work() as uow:
        for case in (ordinary, restricted):
            definition = uow.definitions.model(uow.connection, case.definition_key).definition
            lines = [one for one in read_timeline(uow, definition, case.key) if one.action == "DueDatesRecalculated"]
            assert [(one.actor, one.reason) for one in lines] == [(ADMIN, "Chánh Văn phòng quyết")]
            assert "26/11/2026 → 30/11/2026" in lines[0].sentence.vi
            assert "quy tắc N-SY-DY.a thay đổi" in lines[0].sentence.vi
        task = get_case(uow, actor(OANH), instance_key=ordinary.key).tasks[0]
        assert task.due_explained is not None
        assert "3 ngày làm việc" in task.due_explained.vi
        assert verify_audit(uow).problems == ()


def test_what_administration_did_is_on_a_chain_of_its_own(
    engine: Engine, actor: Make, cases: tuple[InstanceRecord, InstanceRecord]
) -> None:
    changed(engine, actor(ADMIN), amount=3)
    query = (
        "SELECT p.payload FROM audit_event e JOIN audit_payload p USING (instance_key, sequence) WHERE instance_key = 0"
    )
    with engine.unit_of_work() as uow:
        payload = uow.connection.execute(text(query)).scalar_one()
        assert (payload["old"]["amount"], payload["new"]["amount"], payload["cases"]) == (1, 3, 1)
    with engine.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE audit_event SET actor = 'ai.khac' WHERE instance_key = 0"))
        [problem] = [one for one in verify_audit(uow).problems if one.kind == "changed"][:1]
    assert problem.text.vi == "Nhật ký quản trị: sự kiện 1 bị sửa."


def test_running_cases_keep_or_follow_a_version_from_a_later_day(
    engine: Engine, actor: Make, clock: MovingClock, cases: tuple[InstanceRecord, InstanceRecord]
) -> None:
    effect = changed(engine, actor(ADMIN), from_day=date(2026, 11, 26), amount=5, running_cases="keep")
    assert effect.cases == 0
    clock.forward(days=1)
    with engine.unit_of_work() as uow:
        later = create_instance(uow, actor(OANH), process_id="thuong", variables={})
    assert (dates(engine, cases[0])[0], dates(engine, later)[0]) == ("26/11", "03/12")
    changed(engine, actor(ADMIN), running_cases="follow")
    assert (dates(engine, cases[0])[0], dates(engine, later)[0]) == ("02/12", "03/12")
    with engine.unit_of_work() as uow:
        versions = read_rule(uow, actor(ADMIN), RULE).records
    assert [(one["effective_from"], one["effective_to"]) for one in versions] == [
        (None, "2026-11-25"),
        ("2026-11-26", None),
    ]


def test_a_rule_that_is_switched_off_leaves_the_dates_that_it_set(
    engine: Engine, actor: Make, cases: tuple[InstanceRecord, InstanceRecord]
) -> None:
    assert changed(engine, actor(ADMIN), mode="off").cases == 0
    assert dates(engine, cases[0])[0] == "26/11"


@pytest.mark.parametrize("changes", [{"mode": "off"}, {"effective_to": "2026-11-24"}])
@pytest.mark.usefixtures("cases")
def test_a_case_that_begins_under_a_rule_that_sets_nothing_has_no_date_no_timer_and_no_incident(
    engine: Engine, actor: Make, changes: dict[str, Any]
) -> None:
    changed(engine, actor(ADMIN), **changes)
    with engine.unit_of_work() as uow:
        later = create_instance(uow, actor(OANH), process_id="thuong", variables={})
    query = (
        "SELECT t.due_at, t.state, (SELECT count(*) FROM timer w WHERE w.instance_key = t.instance_key),"
        " (SELECT count(*) FROM incident i WHERE i.instance_key = t.instance_key)"
        " FROM user_task t WHERE t.instance_key = :key"
    )
    with engine.unit_of_work() as uow:
        assert uow.connection.execute(text(query), {"key": later.key}).one() == (None, "CREATED", 0, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": -1}, "amount"),
        ({"amount": "nhiều"}, "amount"),
        ({"mode": "sometimes"}, "mode"),
        ({"condition": "do_khan in ("}, "condition"),
        ({"effective_from": "2026-02-30"}, "effective_from"),
        ({"roll": "previous_working_day"}, "roll"),
    ],
)
def test_a_change_that_is_no_rule_is_refused_by_its_field(
    engine: Engine, actor: Make, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputRejected) as refused:
        changed(engine, actor(ADMIN), **changes)
    assert [(finding.field or "").rpartition(".")[2] for finding in refused.value.findings] == [field]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1900, 1, 1)])
def test_a_version_that_begins_before_the_one_it_follows_is_refused(engine: Engine, actor: Make, day: date) -> None:
    with pytest.raises(InputRejected) as refused:
        changed(engine, actor(ADMIN), from_day=day, amount=2)
    assert refused.value.findings[0].field == "from_day"


def test_only_administrators_change_the_law_and_never_over_somebody_elses_change(engine: Engine, actor: Make) -> None:
    with engine.unit_of_work() as uow:
        seen = read_rule(uow, actor(ADMIN), RULE).seen
        with pytest.raises(NotPermitted):
            preview_rule(uow, actor(TUONG), rule_id=RULE, changes={"amount": 2}, from_day=None)
        with pytest.raises(NotPermitted):
            read_calendar_days(uow, actor(KHAI))
        with pytest.raises(NotFound):
            read_rule(uow, actor(ADMIN), "N-KHONG-CO.a")
    changed(engine, actor(ADMIN), amount=2)
    with pytest.raises(Conflict):
        changed(engine, actor(ADMIN), seen=seen, amount=3)
    with pytest.raises(InputRejected):
        changed(engine, actor(ADMIN), amount=2)


def test_of_two_administrators_who_change_one_rule_at_once_the_second_is_told(
    engine: Engine, actor: Make, office_url: str
) -> None:
    administrator = actor(ADMIN)
    with engine.unit_of_work() as uow:
        seen = read_rule(uow, administrator, RULE).seen

    def change(amount: int) -> None:
        with engine.unit_of_work() as uow:
            changes = {"amount": amount}
            change_rule(uow, administrator, rule_id=RULE, changes=changes, from_day=None, seen=seen, reason="Sửa")

    with ThreadPoolExecutor(1) as thread:
        with engine.unit_of_work() as uow:
            changes = {"amount": 2}
            change_rule(uow, administrator, rule_id=RULE, changes=changes, from_day=None, seen=seen, reason="Sửa")
            assert uow.connection.in_transaction()  # what it writes is at the server by now
            second = thread.submit(change, 3)
            wait_until_somebody_waits(office_url)
        with pytest.raises(Conflict) as refused:
            second.result(WAITED_S)
    assert refused.value.stable_code == "changed_meanwhile"
    with engine.unit_of_work() as uow:
        assert read_rule(uow, administrator, RULE).latest["amount"] == 2


def test_a_day_off_moves_the_dates_that_it_touches(
    engine: Engine, actor: Make, cases: tuple[InstanceRecord, InstanceRecord]
) -> None:
    day = date(2026, 11, 26)
    off = {"date": day.isoformat(), "kind": "holiday", "status": "official", "name_vi": "Nghỉ đột xuất"}
    admin = actor(ADMIN)
    with engine.unit_of_work() as uow:
        seen = read_calendar_days(uow, admin).seen(day)
        assert preview_day(uow, admin, day=day, change=off).cases == 1
        assert preview_day(uow, admin, day=day, change={**off, "status": "cho_xac_nhan"}).cases == 0
        assert preview_day(uow, admin, day=date(2026, 12, 25), change={**off, "date": "2026-12-25"}).cases == 0
    with engine.unit_of_work() as uow:
        change_day(uow, admin, day=day, change=off, seen=seen, reason="Bão")
    assert dates(engine, cases[1])[0] == "27/11"
    with engine.unit_of_work() as uow, pytest.raises(Conflict):
        change_day(uow, admin, day=day, change=None, seen=seen, reason="Bão tan")
    with engine.unit_of_work() as uow:
        now = read_calendar_days(uow, admin).seen(day)
        change_day(uow, admin, day=day, change=None, seen=now, reason="Bão tan")
    assert dates(engine, cases[0])[0] == "26/11"
