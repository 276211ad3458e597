"""Deadlines against a count that walks the calendar day by day, by quarters of an hour where hours are counted."""

import calendar as months_of_year
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import Deadline, Pause, RuleBook, Terms, compute, load_legal_rules, pause_of_days, warning_policy
from tests.unit.calendar.seeds import HANOI, RULE, MakeRule, local, read_seed, seeded_rule_book

DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
RECORDS = {date.fromisoformat(one["date"]): (one["kind"], one["status"]) for one in read_seed("calendar.json")["days"]}
UNCONFIRMED = frozenset(day for day, (_, status) in RECORDS.items() if status == "cho_xac_nhan")
ROLLS = {"after": "next_working_day", "before": "previous_working_day"}
Spans = tuple[tuple[date, date], ...]


@dataclass(frozen=True)
class Walk:
    """Counts as the Civil Code says, one day after the other."""

    paused: Spans = ()
    confirmed: frozenset[date] = frozenset()

    def worked(self, day: date) -> bool:
        kind, status = RECORDS.get(day, ("", ""))
        if kind and (status != "cho_xac_nhan" or day in self.confirmed):
            return bool(kind == "make_up_work")
        return day.weekday() < 5

    def stands(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.paused)

    def due(self, rule: dict[str, object], event: date) -> date:
        step = DAY if rule["direction"] == "after" else -DAY
        unit, left = rule["unit"], int(str(rule["amount"]))
        if unit in ("month", "year"):
            months = left * (12 if unit == "year" else 1) * (1 if step == DAY else -1)
            left = abs((months_on(event, months) - event).days)
        day = event
        if rule["count_start_day"] and left:
            left -= not self.stands(day) and (unit != "working_day" or self.worked(day))
        while left:
            day += step
            left -= not self.stands(day) and (unit != "working_day" or self.worked(day))
        while self.stands(day) or (rule["roll"] != "none" and not self.worked(day)):
            day += step
        return day


def months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, months_of_year.monthrange(year, month + 1)[1]))


@st.composite
def rules(draw: st.DrawFn, *units: str) -> dict[str, object]:
    direction = draw(st.sampled_from(sorted(ROLLS)))
    return RULE | {
        "amount": draw(st.integers(0, 90)),
        "unit": draw(st.sampled_from(units)),
        "direction": direction,
        "roll": draw(st.sampled_from(["none", ROLLS[direction]])),
        "count_start_day": draw(st.booleans()),
        "may_suspend": True,
    }


events = st.dates(date(2025, 1, 1), date(2030, 6, 30)) | st.dates(date(2026, 10, 15), date(2026, 12, 5))


@given(
    rules("working_day", "calendar_day", "month"),
    events,
    st.integers(0, 23),
    st.lists(st.tuples(st.integers(-20, 100), st.integers(0, 30)), max_size=4),
)
def test_days_and_months_equal_a_walk(
    rule: dict[str, object], event: date, hour: int, stops: list[tuple[int, int]]
) -> None:
    stops = stops if rule["direction"] == "after" else []
    paused = tuple((event + DAY * begins, event + DAY * (begins + length)) for begins, length in stops)
    found = computed(
        rule, local(f"{event}T{hour:02d}:30"), Terms(pauses=tuple(pause_of_days(*p, HANOI) for p in paused))
    )
    assert found.due_on == Walk(paused).due(rule, event)
    other = found.alternative.due_on if found.alternative else found.due_on
    assert other == Walk(paused, UNCONFIRMED).due(rule, event)
    if found.alternative:
        assert other == Walk(paused, frozenset(found.alternative.days)).due(rule, event)


@given(
    rules("hour"),
    st.integers(0, 364 * 24 * 4),
    st.lists(st.tuples(st.integers(-200, 350), st.integers(0, 200)), max_size=3),
)
def test_hours_equal_a_walk(rule: dict[str, object], quarter: int, stops: list[tuple[int, int]]) -> None:
    event = local("2026-01-01") + QUARTER * quarter
    stops = stops if rule["direction"] == "after" else []
    paused = [(event + QUARTER * begins, event + QUARTER * (begins + length)) for begins, length in stops]
    found = computed(rule, event, Terms(pauses=tuple(Pause(start=first, end=last) for first, last in paused)))
    step, left, moment = (QUARTER if rule["direction"] == "after" else -QUARTER), int(str(rule["amount"])) * 4, event
    while left:
        left -= not any(first <= moment < last for first, last in paused)
        moment += step
    while rule["roll"] != "none" and not opened(moment):
        moment += step
    assert found.due_at == moment


def opened(moment: datetime) -> bool:
    hours = seeded_rule_book().calendar.office_hours
    assert hours is not None
    return Walk().worked(moment.date()) and hours.opens <= moment.time() <= hours.closes


def computed(rule: dict[str, object], event: datetime, terms: Terms) -> Deadline:
    return compute(
        load_legal_rules([rule])[0], event, seeded_rule_book().calendar, warning=warning_policy(()), terms=terms
    )


def test_the_walk_finds_dates_of_the_catalogue() -> None:
    rule = RULE | {"amount": 10, "count_start_day": False}
    assert Walk().due(rule, date(2026, 2, 13)) == date(2026, 3, 6)
    assert Walk().due(rule | {"amount": 5}, date(2026, 11, 20)) == date(2026, 11, 27)
    assert Walk(confirmed=UNCONFIRMED).due(rule | {"amount": 5}, date(2026, 11, 20)) == date(2026, 11, 30)


def test_a_stop_while_the_end_rolls_is_told(rule_book: RuleBook) -> None:
    terms = Terms(pauses=(pause_of_days(date(2026, 4, 13), date(2026, 4, 15), HANOI),))
    found = rule_book.deadline("D-DT-04.a", local("2026-03-12"), terms=terms)  # thirty days end on Saturday 11/4
    assert found
    assert found.explanation.vi == (
        "Hạn 16/04/2026: 30 ngày kể từ 12/03/2026 (không tính ngày 12). "
        "Ngày cuối 11/04/2026 là thứ Bảy nên chuyển sang ngày làm việc kế tiếp. "
        "Không tính 3 ngày tạm dừng tính hạn. Hạn của cơ quan giải quyết, Văn phòng theo dõi."
    )
    assert "Not counted: 3 days on hold." in found.explanation.en


@pytest.mark.parametrize(
    ("start", "vi", "en"),
    [
        (
            "2026-11-25T15:00",
            "Mốc 19:00 ngày 25/11/2026 ở ngoài giờ làm việc nên chuyển sang đầu buổi làm việc kế tiếp.",
            "19:00 on 25/11/2026 falls outside office hours, so it moves to the next opening time.",
        ),
        (
            "2026-11-28T09:00",
            "Mốc 13:00 ngày 28/11/2026 rơi vào thứ Bảy nên chuyển sang đầu buổi làm việc kế tiếp.",
            "13:00 on 28/11/2026 falls on a Saturday, so it moves to the next opening time.",
        ),
    ],
)
def test_hours_that_end_when_the_office_is_closed_say_so(rule_book: RuleBook, start: str, vi: str, en: str) -> None:
    found = rule_book.deadline("N-VD-DK.a", local(start))
    assert found
    assert vi in found.explanation.vi
    assert en in found.explanation.en


def test_hours_counted_back_say_where_they_went(make_rule: MakeRule) -> None:
    rule = make_rule(unit="hour", amount=2, direction="before", roll="previous_working_day")
    found = compute(rule, local("2026-11-25T08:00"), seeded_rule_book().calendar, warning=warning_policy(()))
    assert "Mốc 06:00 ngày 25/11/2026 ở ngoài giờ làm việc nên lùi về cuối buổi làm việc liền trước." in (
        found.explanation.vi
    )
    assert "06:00 on 25/11/2026 falls outside office hours, so it moves back to the last closing time." in (
        found.explanation.en
    )


def test_what_is_to_be_done_the_same_day_waits_for_the_clock(make_rule: MakeRule) -> None:
    rule = make_rule(amount=0, roll="none", may_suspend=True)
    terms = Terms(pauses=(pause_of_days(date(2026, 6, 1), date(2026, 6, 3), HANOI),))
    found = compute(rule, local("2026-06-01"), seeded_rule_book().calendar, warning=warning_policy(()), terms=terms)
    assert found.explanation.vi == "Hạn 04/06/2026: trong ngày 01/06/2026. Không tính 3 ngày tạm dừng tính hạn."
    weekend = seeded_rule_book().deadline("D-VB-03.a", local("2026-02-21T09:00"))
    assert weekend
    assert "Ngày 21/02/2026 là thứ Bảy nên chuyển sang ngày làm việc kế tiếp." in weekend.explanation.vi
    assert "21/02/2026 is a Saturday, so it moves to the next working day." in weekend.explanation.en
