"""The deadline vectors, row by row, and what they do not reach: terms, warnings, office hours, refusals."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import (
    Calendar,
    LegalRule,
    Pause,
    RuleBook,
    Terms,
    compute,
    load_legal_rules,
    pause_of_days,
    warning_policy,
)
from engine.errors import InputRejected
from tests.unit.calendar.seeds import HANOI, RULE, MakeRule, local, seeded_rule_book

VECTORS = json.loads((Path(__file__).parent / "data" / "deadline_vectors.json").read_text(encoding="utf-8"))


def as_pause(span: dict[str, str]) -> Pause:
    """Read a suspension of the vectors: whole days, or moments."""
    if "T" in span["from"]:
        return Pause(start=local(span["from"]), end=local(span["to"]))
    return pause_of_days(date.fromisoformat(span["from"]), date.fromisoformat(span["to"]), HANOI)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_every_vector(
    vector: dict[str, Any], calendar: Calendar, rules: tuple[LegalRule, ...], make_rule: MakeRule
) -> None:
    rule = make_rule(**vector["rule"], may_suspend=True)
    terms = Terms(pauses=tuple(as_pause(span) for span in vector["suspensions"]))
    found = compute(rule, local(vector["start"]), calendar, warning=warning_policy(rules), terms=terms)
    expected = local(vector["expected"])
    if rule.unit == "hour":
        assert calendar.local(found.due_at) == expected
    else:
        assert calendar.local(found.due_at) == datetime.combine(expected, time(23, 59, 59), HANOI)
    assert found.due_on == expected.date()
    other = None if found.alternative is None else found.alternative.due_on.isoformat()
    assert other == vector["expected_if_confirmed"]
    assert found.warn_at <= found.due_at


@pytest.mark.parametrize(
    ("rule_id", "start", "warns"),
    [
        ("D-DT-01.a", "2026-11-23T09:00", "2026-11-26T07:30"),  # three working days: the last one
        ("D-DT-02.a", "2026-11-23T09:00", "2026-12-03T07:30"),  # ten: the last three, 03, 04 and 07/12
        ("N-SY-01.a", "2026-11-25T10:00", "2026-11-26T07:30"),  # one: the whole of it
        ("D-DT-05.a", "2026-08-25T08:00", "2026-09-25T07:30"),  # forty-five calendar days: the last fifteen
        ("D-VB-04.b", "2026-11-25T08:10", "2026-11-25T09:30"),  # two hours: the last forty minutes
        ("D-KH-01.a", "2026-12-08T08:00", "2026-11-18T07:30"),  # counted back: the last working day
        ("D-VB-03.a", "2026-11-25T10:00", "2026-11-25T10:00"),  # the same day: never before the event
        ("D-KH-00.a", "2026-04-08T08:00", "2026-05-09T07:30"),  # not rolled, ends Saturday 23/5
        ("D-GS-08.b", "2026-11-30T23:59:59", "2026-11-19T07:30"),  # a reminder acts when its day opens
        ("N-LT-L2.a", "2026-11-26T23:59:59", "2026-11-27T07:30"),  # an escalation too
        ("N-KG-QH.a", "2026-11-26T23:59:59", "2026-11-26T23:59:59"),  # but never before its event
        ("N-VB-SO.a", "2026-11-25T00:00", "2026-11-25T17:00"),  # one counted in hours, at its hour
    ],
)
def test_amber_begins_with_the_last_third_and_reminders_when_the_office_opens(
    rule_book: RuleBook, rule_id: str, start: str, warns: str
) -> None:
    found = rule_book.deadline(rule_id, local(start))
    assert found is not None
    assert rule_book.calendar.local(found.warn_at) == local(warns)


def test_a_warning_policy_that_is_switched_off_warns_when_due(calendar: Calendar, make_rule: MakeRule) -> None:
    off = warning_policy(())
    for unit in ("working_day", "hour"):
        found = compute(make_rule(unit=unit, roll="none"), local("2026-11-23"), calendar, warning=off)
        assert found.warn_at == found.due_at


def test_a_letter_after_closing_time_is_registered_from_the_next_working_day(rule_book: RuleBook) -> None:
    due = {
        start: rule_book.deadline("D-VB-01.b", local(start))
        for start in ("2026-11-20T17:00", "2026-11-20T17:01", "2026-11-21T09:00")
    }
    assert [found and found.due_on.isoformat() for found in due.values()] == ["2026-11-23", "2026-11-24", "2026-11-24"]
    late, weekend = due["2026-11-20T17:01"], due["2026-11-21T09:00"]
    assert late
    assert weekend
    assert "Bắt đầu lúc 17:01 ngày 20/11/2026, ngoài giờ làm việc" in late.explanation.vi
    assert "Bắt đầu vào ngày nghỉ 21/11/2026" in weekend.explanation.vi
    assert late.alternative
    assert late.alternative.due_on == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-25T08:00", "2026-11-25T12:00"),
        ("2026-11-25T15:00", "2026-11-26T07:30"),
        ("2026-11-27T23:00", "2026-11-30T07:30"),
        ("2026-11-25T01:00", "2026-11-25T07:30"),
    ],
)
def test_hours_that_roll_end_when_the_office_is_open(rule_book: RuleBook, start: str, due: str) -> None:
    found = rule_book.deadline("N-VD-DK.a", local(start))
    assert found is not None
    assert rule_book.calendar.local(found.due_at) == local(due)


@pytest.mark.parametrize(
    ("event", "due"),
    [
        ("2026-11-25T14:00", "2026-11-25T12:00"),
        ("2026-11-25T08:00", "2026-11-24T17:00"),
        ("2026-11-25T22:00", "2026-11-25T17:00"),
        ("2026-11-29T22:00", "2026-11-27T17:00"),
        ("2026-11-30T01:00", "2026-11-27T17:00"),
    ],
)
def test_hours_counted_back_roll_to_the_last_closing(
    calendar: Calendar, make_rule: MakeRule, event: str, due: str
) -> None:
    rule = make_rule(unit="hour", amount=2, direction="before", roll="previous_working_day")
    found = compute(rule, local(event), calendar, warning=warning_policy(()))
    assert calendar.local(found.due_at) == local(due)


def test_extensions_add_up_to_the_maximum_and_no_further(rule_book: RuleBook) -> None:
    start = local("2026-03-02")
    due = [rule_book.deadline("D-DT-07.c", start, terms=Terms(extensions=times)) for times in (0, 1, 2)]
    assert [found and found.due_on.isoformat() for found in due] == ["2026-04-01", "2026-05-04", "2026-06-01"]
    for rule_id, times in (("D-DT-07.c", 3), ("D-DT-07.b", 2), ("D-DT-07.a", 1), ("D-DT-07.c", -1)):
        with pytest.raises(InputRejected) as refused:
            rule_book.deadline(rule_id, start, terms=Terms(extensions=times))
        assert refused.value.stable_code == "extension_not_allowed"
        assert rule_id in refused.value.text.vi


def test_a_handler_chooses_between_amount_and_maximum_only(rule_book: RuleBook) -> None:
    start = local("2026-03-02")
    found = rule_book.deadline("N-DT-BS.a", start, terms=Terms(amount=30))
    assert found is not None
    assert found.due_on == date(2026, 4, 1)
    for rule_id, amount in (("N-DT-BS.a", 31), ("N-DT-BS.a", 9), ("D-DT-01.a", 4), ("D-DT-07.c", 60)):
        with pytest.raises(InputRejected) as refused:
            rule_book.deadline(rule_id, start, terms=Terms(amount=amount))
        assert refused.value.stable_code == "length_not_allowed"


def test_the_clock_stops_only_where_the_rule_allows_it(rule_book: RuleBook) -> None:
    terms = Terms(pauses=(pause_of_days(date(2026, 3, 3), date(2026, 3, 12), HANOI),))
    fixed = rule_book.deadline("D-DT-03.a", local("2026-03-02"), terms=terms)
    moving = rule_book.deadline("D-DT-04.a", local("2026-03-02"), terms=terms)
    assert fixed
    assert moving
    assert (fixed.due_on, moving.due_on) == (date(2026, 3, 12), date(2026, 4, 13))
    assert "Hạn này không dừng" in fixed.explanation.vi
    assert "Không tính 10 ngày tạm dừng tính hạn." in moving.explanation.vi


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ((), "2026-04-01"),
        ((("2026-03-10T10:00", "2026-03-10T16:00"),), "2026-04-01"),  # resumed the same day: nothing lost
        ((("2026-03-10T10:00", "2026-03-11T08:00"),), "2026-04-02"),  # one midnight
        ((("2026-03-10T10:00", "2026-03-12T08:00"), ("2026-03-11T10:00", "2026-03-13T08:00")), "2026-04-06"),
        ((("2026-04-10T10:00", "2026-04-12T08:00"),), "2026-04-01"),  # after the end: too late to help
        ((("2026-02-01T10:00", "2026-03-02T08:00"),), "2026-04-01"),  # before the start
    ],
)
def test_a_day_counts_when_the_clock_runs_at_its_end(
    rule_book: RuleBook, pauses: tuple[tuple[str, str], ...], due: str
) -> None:
    terms = Terms(pauses=tuple(Pause(start=local(start), end=local(end)) for start, end in pauses))
    found = rule_book.deadline("D-DT-04.a", local("2026-03-02"), terms=terms)
    assert found is not None
    assert found.due_on.isoformat() == due


def test_counting_the_first_day_ends_one_day_earlier(calendar: Calendar, make_rule: MakeRule) -> None:
    off = warning_policy(())
    for unit, start, due in (
        ("working_day", "2026-07-01", "2026-07-03"),
        ("calendar_day", "2026-07-01", "2026-07-03"),
        ("month", "2026-07-01", "2026-09-30"),
    ):
        rule = make_rule(unit=unit, count_start_day=True)
        found = compute(rule, local(start), calendar, warning=off)
        assert found.due_on.isoformat() == due
    back = make_rule(direction="before", roll="previous_working_day", count_start_day=True)
    assert compute(back, local("2026-06-05"), calendar, warning=off).due_on == date(2026, 6, 3)


@pytest.mark.parametrize(
    ("changes", "start", "code"),
    [
        ({"unit": "count"}, local("2026-06-01"), "rule_without_period"),
        ({"unit": "fraction", "amount": "1/3"}, local("2026-06-01"), "rule_without_period"),
        ({"kind": "retention", "unit": "year", "amount": None}, local("2026-06-01"), "rule_without_period"),
        ({}, datetime(2026, 6, 1), "start_without_time_zone"),  # noqa: DTZ001 - the mistake under test
        ({"unit": "year", "amount": 100}, datetime(9990, 1, 1, tzinfo=UTC), "date_out_of_range"),
        ({"unit": "calendar_day"}, datetime(9999, 12, 30, tzinfo=UTC), "date_out_of_range"),
        ({"unit": "hour", "amount": 72, "roll": "none"}, datetime(9999, 12, 30, tzinfo=UTC), "date_out_of_range"),
        (
            {"direction": "before", "roll": "none", "unit": "month"},
            datetime(1, 2, 1, tzinfo=UTC),
            "date_out_of_range",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(
    calendar: Calendar, make_rule: MakeRule, changes: dict[str, object], start: datetime, code: str
) -> None:
    with pytest.raises(InputRejected) as refused:
        compute(make_rule(**changes), start, calendar, warning=warning_policy(()))
    assert refused.value.stable_code == code


def test_a_pause_must_end_after_it_starts_and_carry_a_zone() -> None:
    for start, end in (("2026-06-02", "2026-06-01"),):
        with pytest.raises(InputRejected) as refused:
            Pause(start=local(start), end=local(end))
        assert refused.value.stable_code == "pause_invalid"
    with pytest.raises(InputRejected):
        Pause(start=datetime(2026, 6, 1), end=local("2026-06-02"))  # noqa: DTZ001 - the mistake under test


def test_more_pauses_than_any_case_has_are_refused() -> None:
    pause = pause_of_days(date(2026, 6, 1), date(2026, 6, 1), HANOI)
    with pytest.raises(InputRejected) as refused:
        Terms(pauses=(pause,) * 1_001)
    assert refused.value.stable_code == "too_many_pauses"


@given(
    days=st.integers(min_value=0, max_value=400),
    amount=st.integers(min_value=0, max_value=90),
    unit=st.sampled_from(["working_day", "calendar_day", "hour", "month", "year"]),
    direction=st.sampled_from(["after", "before"]),
    rolls=st.booleans(),
)
def test_whatever_the_rule_the_due_date_keeps_its_promises(
    days: int, amount: int, unit: str, direction: str, rolls: bool
) -> None:
    rule_book = seeded_rule_book()  # hypothesis prints its arguments, and a rule book is long
    calendar = rule_book.calendar
    roll = {"after": "next_working_day", "before": "previous_working_day"}[direction] if rolls else "none"
    rule = load_legal_rules([RULE | {"amount": amount, "unit": unit, "direction": direction, "roll": roll}])[0]
    start = local("2026-01-01T09:00") + timedelta(days=days)
    found = compute(rule, start, calendar, warning=rule_book.warning)
    if rolls:
        assert calendar.is_working_day(found.due_on)
    if direction == "after":
        assert start <= found.warn_at <= found.due_at
    else:
        assert found.due_on <= calendar.local(start).date()
        assert found.warn_at <= found.due_at
    assert f"{found.due_on:%d/%m/%Y}" in found.explanation.vi
    assert f"{found.due_on:%d/%m/%Y}" in found.explanation.en
    if found.alternative:
        assert found.alternative.days
        assert found.alternative.due_at != found.due_at
        assert "chưa có thông báo nghỉ" in found.explanation.vi
