from datetime import UTC, datetime

import pytest

from engine.errors import Conflict
from engine.feel import HostFunction
from engine.model import events as e
from engine.model.json_value import JsonValue
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk


def one_task(*extension: str) -> bytes:
    return d.process(d.start(), d.user_task("a", *extension), d.end(), d.path("start", "a", "end"))


def assigned(**attributes: str) -> bytes:
    return one_task(d.zeebe("assignmentDefinition", **attributes))


def test_it_waits_for_a_person_and_says_in_which_order_things_happened() -> None:
    desk = Desk(one_task())
    assert desk.story()[-2:] == ["ElementActivated a", "UserTaskCreated a"]
    task = desk.task("a")
    assert (task.name, task.assignee, task.candidate_groups, task.candidate_users) == ("a", None, (), ())
    assert (task.form_id, task.due_at, task.follow_up_at, task.priority) == (None, None, None, 50)
    assert desk.elements == ("a",)
    desk.complete("a", y_kien="Đồng ý")
    assert desk.story()[:2] == ["ElementCompleted a", "SequenceFlowTaken a-end"]
    assert desk.variables == {"y_kien": "Đồng ý"}


def test_a_task_is_completed_once_only() -> None:
    desk = Desk(one_task())
    key = desk.key_of_work("a")
    desk.complete("a")
    saved = desk.saved
    with pytest.raises(Conflict) as refusal:
        desk.complete_key(key, {})
    assert "Không có gì thay đổi" in refusal.value.text.vi
    assert desk.saved == saved


def test_only_waiting_work_can_be_completed() -> None:
    desk = Desk(one_task())
    start_key = next(key for key, element in desk.ended.items() if element == "start")
    with pytest.raises(Conflict):
        desk.complete_key(start_key, {})


def test_static_assignment() -> None:
    desk = Desk(assigned(assignee="an", candidateGroups="van_thu, lanh_dao ,van_thu", candidateUsers="binh"))
    task = desk.task("a")
    assert task.assignee == "an"
    assert task.candidate_groups == ("van_thu", "lanh_dao")
    assert task.candidate_users == ("binh",)


def test_assignment_by_expression() -> None:
    model = assigned(assignee="=nguoi.ten", candidateGroups='=["van_thu", nhom]', candidateUsers='="an,binh"')
    task = Desk(model, {"nguoi": {"ten": "chi"}, "nhom": "tong_hop"}).task("a")
    assert task.assignee == "chi"
    assert task.candidate_groups == ("van_thu", "tong_hop")
    assert task.candidate_users == ("an", "binh")


def test_a_null_that_is_meant_leaves_the_setting_empty() -> None:
    desk = Desk(assigned(assignee="=nguoi", candidateGroups="=null"), {"nguoi": None})
    assert desk.task("a").assignee is None
    assert desk.task("a").candidate_groups == ()


def test_a_missing_variable_is_an_incident_with_its_reason_and_retry_goes_on() -> None:
    desk = Desk(assigned(assignee="=nguoi"))
    assert desk.open == []
    incident = desk.incident_at("a")
    assert incident.error_type == "EXTRACT_VALUE_ERROR"
    assert "nguoi" in incident.message.vi
    assert "null" in incident.message.en
    assert desk.elements == ("a",)
    desk.set_variables(desk.restored()._case.scope_key, nguoi="an")
    desk.retry("a")
    assert desk.story()[:2] == ["IncidentCleared", "UserTaskCreated a"]
    assert desk.task("a").assignee == "an"


def test_a_retry_that_fails_again_is_a_new_incident() -> None:
    desk = Desk(assigned(assignee="=nguoi"))
    desk.retry("a")
    assert desk.story() == ["IncidentCleared", "IncidentRaised a"]


@pytest.mark.parametrize("value", ["=1", '=["an"]', '=""', r'="a\u0000"', "=long"])
def test_an_assignee_must_be_a_name(value: str) -> None:
    desk = Desk(assigned(assignee=value), {"long": "a" * 301})
    assert desk.incident_at("a").error_type == "EXTRACT_VALUE_ERROR"


@pytest.mark.parametrize("value", ["=1", "=[1]", "={a: 1}", "=[long]", "=for i in 1..300 return string(i)"])
def test_candidate_groups_must_be_names(value: str) -> None:
    desk = Desk(assigned(candidateGroups=value), {"long": "a" * 301})
    assert desk.incident_at("a").error_type == "EXTRACT_VALUE_ERROR"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-01-31T17:00:00+07:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-01-31T17:00:00Z", datetime(2026, 1, 31, 17, tzinfo=UTC)),
        ("2026-01-31T17:00:00", datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ("2026-01-31", datetime(2026, 1, 31, 16, 59, 59, tzinfo=UTC)),
        ('=date and time("2026-01-31T17:00:00+07:00")', datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ('=date and time("2026-01-31T17:00:00@Asia/Ho_Chi_Minh")', datetime(2026, 1, 31, 10, tzinfo=UTC)),
        ('=date("2026-01-31")', datetime(2026, 1, 31, 16, 59, 59, tzinfo=UTC)),
        ('=now() + duration("P1D")', datetime(2026, 1, 6, 1, tzinfo=UTC)),
        ("=han", datetime(2026, 2, 1, 1, tzinfo=UTC)),
        ("=null", None),
    ],
)
def test_due_dates_static_or_by_expression(value: str, expected: datetime | None) -> None:
    desk = Desk(one_task(d.zeebe("taskSchedule", dueDate=value)), {"han": "2026-02-01T08:00:00"})
    assert desk.task("a").due_at == expected


def test_a_follow_up_date_begins_its_day() -> None:
    desk = Desk(one_task(d.zeebe("taskSchedule", followUpDate="2026-01-31")))
    assert desk.task("a").follow_up_at == datetime(2026, 1, 30, 17, tzinfo=UTC)


@pytest.mark.parametrize("value", ["=5", '="mai"', "=khong_co", '=time("10:00:00")'])
def test_a_bad_due_date_is_an_incident(value: str) -> None:
    desk = Desk(one_task(d.zeebe("taskSchedule", dueDate=value)))
    assert desk.incident_at("a").error_type == "EXTRACT_VALUE_ERROR"
    assert desk.open == []


def test_a_host_function_may_give_the_due_date() -> None:
    def han_xu_ly(rule: object) -> object:
        return "2026-03-01T17:00:00" if rule == "SY" else None

    functions = {"han xu ly": HostFunction("han xu ly", ("rule",), han_xu_ly)}
    desk = Desk(one_task(d.zeebe("taskSchedule", dueDate='=han xu ly("SY")')), functions=functions)
    assert desk.task("a").due_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(("value", "expected"), [("80", 80), ("=2 * 20", 40), ("0", 0), ("=uu_tien", 100)])
def test_priority(value: str, expected: int) -> None:
    desk = Desk(one_task(d.zeebe("priorityDefinition", priority=value)), {"uu_tien": 100})
    assert desk.task("a").priority == expected


@pytest.mark.parametrize("value", ["=101", "=-1", "=1.5", '="cao"', "=null"])
def test_a_priority_out_of_range_is_an_incident(value: str) -> None:
    desk = Desk(one_task(d.zeebe("priorityDefinition", priority=value)))
    assert desk.incident_at("a").error_type == "EXTRACT_VALUE_ERROR"


def test_the_form_is_named() -> None:
    assert Desk(one_task(d.zeebe("formDefinition", formId="sao_y"))).task("a").form_id == "sao_y"


def test_a_variable_set_twice_is_reported_once_with_its_last_value() -> None:
    model = d.process(
        d.start(),
        d.user_task("a"),
        d.script_task("plus", "n", "=n + 1"),
        d.end(),
        d.path("start", "a", "plus", "end"),
    )
    desk = Desk(model, {"n": 0})
    desk.complete("a", n=41)
    values: list[JsonValue] = [event.value for event in desk.events if isinstance(event, e.VariableSet)]
    assert values == [42]
