"""Mistakes in calendar and rule files: each is named where it stands, and none gets through."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import load_calendar, load_legal_rules
from engine.errors import InputRejected
from tests.unit.calendar.seeds import RULE

DAY: dict[str, Any] = {"date": "2026-01-01", "kind": "holiday", "status": "official", "name_vi": "Tết Dương lịch"}
CALENDAR: dict[str, Any] = {"timezone": "Asia/Ho_Chi_Minh", "weekly_rest": ["sat", "sun"], "days": [DAY]}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def fields_of(refused: pytest.ExceptionInfo[InputRejected]) -> list[str | None]:
    return [finding.field for finding in refused.value.findings]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"timezone": None}, "calendar.timezone"),
        ({"timezone": "Asia/Nowhere"}, "calendar.timezone"),
        ({"timezone": "Asia"}, "calendar.timezone"),
        ({"timezone": "../../../etc/passwd"}, "calendar.timezone"),
        ({"weekly_rest": "sat"}, "calendar.weekly_rest"),
        ({"weekly_rest": ["saturday"]}, "calendar.weekly_rest"),
        ({"weekly_rest": [["sat"]]}, "calendar.weekly_rest"),
        ({"weekly_rest": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}, "calendar.weekly_rest"),
        ({"office_hours": []}, "calendar.office_hours"),
        ({"office_hours": {"opens": "7h30", "closes": "17:00"}}, "calendar.office_hours.opens"),
        ({"office_hours": {"opens": "07:30+07:00", "closes": "17:00"}}, "calendar.office_hours.opens"),
        ({"office_hours": {"opens": "17:00", "closes": "07:30"}}, "calendar.office_hours.closes"),
        ({"office_hours": {"opens": "07:30", "closes": "17:00", "lunch": 1}}, "calendar.office_hours.lunch"),
        ({"days": {}}, "calendar.days"),
        ({"days": [DAY, DAY]}, "calendar.days[1].date"),
        ({"days": ["2026-01-01"]}, "calendar.days[0]"),
        ({"days": [DAY | {"date": "01/01/2026"}]}, "calendar.days[0].date"),
        ({"days": [DAY | {"kind": "feast"}]}, "calendar.days[0].kind"),
        ({"days": [DAY | {"status": "maybe"}]}, "calendar.days[0].status"),
        ({"days": [DAY | {"name_vi": "  "}]}, "calendar.days[0].name_vi"),
        ({"days": [DAY | {"name_vi": "a" * 4_001}]}, "calendar.days[0].name_vi"),
        ({"days": [DAY | {"colour": "red"}]}, "calendar.days[0].colour"),
        ({"holidays": []}, "calendar.holidays"),
    ],
)
def test_a_mistake_in_a_calendar_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputRejected) as refused:
        load_calendar(CALENDAR | changes)
    assert refused.value.stable_code == "calendar_invalid"
    assert field in fields_of(refused)
    assert field in refused.value.text.vi


def test_a_calendar_without_office_hours_opens_at_midnight() -> None:
    calendar = load_calendar(CALENDAR)
    assert calendar.office_hours is None
    assert calendar.local(calendar.opening(calendar.days[0].day)).hour == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": None}, "amount"),
        ({"amount": -1}, "amount"),
        ({"amount": 1.5}, "amount"),
        ({"amount": True}, "amount"),
        ({"amount": "3"}, "amount"),
        ({"amount": 10**9}, "amount"),
        ({"unit": "day"}, "unit"),
        ({"unit": "fraction", "amount": 3}, "amount"),
        ({"unit": "fraction", "amount": "4/3"}, "amount"),
        ({"unit": "fraction", "amount": "1/0"}, "amount"),
        ({"unit": "fraction", "amount": "1/3", "max_amount": 1}, "max_amount"),
        ({"max_amount": 2}, "max_amount"),
        ({"extension": {"times": 0, "amount": 1}}, "extension.times"),
        ({"extension": {"times": 1}}, "extension.amount"),
        ({"extension": 30}, "extension"),
        ({"direction": "back"}, "direction"),
        ({"direction": "before"}, "roll"),
        ({"roll": "previous_working_day"}, "roll"),
        ({"running_cases": None}, "running_cases"),
        ({"mode": "loud"}, "mode"),
        ({"kind": None}, "kind"),
        ({"confidence": "sure"}, "confidence"),
        ({"count_start_day": "no"}, "count_start_day"),
        ({"may_suspend": 1}, "may_suspend"),
        ({"after_hours_start": "tomorrow"}, "after_hours_start"),
        ({"effective_from": "2026-13-01"}, "effective_from"),
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-01"}, "effective_to"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"title_en": None}, "title_en"),
        ({"condition": 5}, "condition"),
        ({"days": 3}, "days"),
    ],
)
def test_a_mistake_in_a_rule_is_named_with_the_rule(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputRejected) as refused:
        load_legal_rules([RULE | changes])
    assert refused.value.stable_code == "legal_rules_invalid"
    assert f"legal_rules[T-XX-01.a].{field}" in fields_of(refused)


@pytest.mark.parametrize("rule_id", [None, "d-vb-01", "D VB 01", "D-VB-01.a; DROP", "a" * 5_000, 7])
def test_a_rule_without_a_proper_id_is_named_by_its_place(rule_id: object) -> None:
    with pytest.raises(InputRejected) as refused:
        load_legal_rules([RULE, RULE | {"id": rule_id}])
    assert fields_of(refused) == ["legal_rules[1].id"]


def test_a_decimal_share_reads_as_the_simple_fraction_that_it_stands_for() -> None:
    for written, exact in ((0.333333, "1/3"), (0.666667, "2/3"), (0.5, "1/2")):
        decimal, fraction = load_legal_rules([RULE | {"unit": "fraction", "amount": a} for a in (written, exact)])
        assert decimal.amount == fraction.amount


def test_a_file_full_of_mistakes_answers_with_a_bounded_list() -> None:
    with pytest.raises(InputRejected) as refused:
        load_legal_rules([{}] * 4_000)
    assert len(refused.value.findings) == 50
    assert "lỗi khác" in refused.value.text.vi
    with pytest.raises(InputRejected) as too_many:
        load_legal_rules([RULE] * 5_001)
    assert fields_of(too_many) == ["legal_rules"]


@given(json_values, st.sampled_from([*RULE, "condition", "extension", "effective_to", "max_amount"]))
def test_no_value_of_a_field_breaks_the_reader_of_rules(value: object, key: str) -> None:
    try:
        loaded = load_legal_rules([RULE | {key: value}])
    except InputRejected as refused:
        assert refused.findings  # noqa: PT017 - either outcome is right, an unforeseen error is not
    else:
        assert len(loaded) == 1


@given(json_values, st.sampled_from([*CALENDAR, "office_hours", "other"]))
def test_no_value_of_a_field_breaks_the_reader_of_calendars(value: object, key: str) -> None:
    try:
        loaded = load_calendar(CALENDAR | {key: value})
    except InputRejected as refused:
        assert refused.findings  # noqa: PT017 - either outcome is right, an unforeseen error is not
    else:
        assert loaded.weekly_rest != frozenset(range(7))
