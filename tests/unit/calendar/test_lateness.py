"""The three states of a due date, with working days left or over."""

import pytest

from engine.calendar import Calendar, Lateness, LatenessState, RuleBook, lateness
from tests.unit.calendar.seeds import local

ON_TIME, DUE_SOON, OVERDUE = LatenessState.ON_TIME, LatenessState.DUE_SOON, LatenessState.OVERDUE


@pytest.mark.parametrize(
    ("now", "state", "days"),
    [
        ("2026-11-23T09:00", ON_TIME, 3),
        ("2026-11-25T23:59:59", ON_TIME, 1),
        ("2026-11-26T07:29:59", ON_TIME, 0),
        ("2026-11-26T07:30", DUE_SOON, 0),
        ("2026-11-26T23:59:59.999999", DUE_SOON, 0),
        ("2026-11-27T00:00", OVERDUE, 1),
        ("2026-11-28T12:00", OVERDUE, 1),
        ("2026-12-03T08:00", OVERDUE, 5),
    ],
)
def test_a_task_of_three_days_is_judged_by_the_clock(
    rule_book: RuleBook, now: str, state: LatenessState, days: int
) -> None:
    found = rule_book.deadline("D-DT-01.a", local("2026-11-23T09:00"))
    assert found is not None
    judged = lateness(found.due_at, found.warn_at, local(now), rule_book.calendar)
    assert judged == Lateness(state=state, working_days=days)


def test_overdue_on_the_rest_days_right_after_counts_no_working_day(calendar: Calendar) -> None:
    due = local("2026-02-13T23:59:59")
    judged = lateness(due, due, local("2026-02-18T10:00"), calendar)
    assert judged == Lateness(state=OVERDUE, working_days=0)


def test_the_states_have_stable_english_names() -> None:
    assert [state.value for state in LatenessState] == ["on_time", "due_soon", "overdue"]
