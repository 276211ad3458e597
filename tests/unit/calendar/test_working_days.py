"""Working days against a day-by-day count, and the questions that bounds must refuse."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import Calendar, DayKind, DayRecord, DayStatus
from engine.errors import InputRejected

FIRST = date(2026, 1, 1)
offsets = st.integers(min_value=-400, max_value=400)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Draw a calendar with any weekly rest that leaves a working day, and any records around FIRST."""
    rest = draw(st.frozensets(st.integers(min_value=0, max_value=6), max_size=6))
    days = draw(st.dictionaries(offsets, st.tuples(st.sampled_from(DayKind), st.sampled_from(DayStatus)), max_size=40))
    records = tuple(
        DayRecord(day=FIRST + timedelta(days=offset), kind=kind, status=status, name_vi="ngày thử")
        for offset, (kind, status) in days.items()
    )
    return Calendar(zone=ZoneInfo("Asia/Ho_Chi_Minh"), weekly_rest=rest, days=records)


def worked(calendar: Calendar, day: date) -> bool:
    """Say the same as the calendar, straight from its records."""
    record = calendar.record(day)
    if record is None or record.status is DayStatus.UNCONFIRMED:
        return day.weekday() not in calendar.weekly_rest
    return record.kind is DayKind.MAKE_UP_WORK


@given(calendars(), offsets)
def test_a_day_is_worked_as_its_record_and_weekday_say(calendar: Calendar, offset: int) -> None:
    day = FIRST + timedelta(days=offset)
    assert calendar.is_working_day(day) is worked(calendar, day)


@given(calendars(), offsets, st.integers(min_value=1, max_value=60))
def test_adding_working_days_equals_walking_day_by_day(calendar: Calendar, offset: int, steps: int) -> None:
    start = FIRST + timedelta(days=offset)
    for sign in (1, -1):
        day, left = start, steps
        while left:
            day += timedelta(days=sign)
            left -= worked(calendar, day)
        assert calendar.add_working_days(start, sign * steps) == day


@given(calendars(), offsets, offsets)
def test_counting_between_equals_walking_and_changes_sign(calendar: Calendar, one: int, other: int) -> None:
    first, last = FIRST + timedelta(days=min(one, other)), FIRST + timedelta(days=max(one, other))
    walked = sum(worked(calendar, first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    assert calendar.working_days_between(first, last) == walked
    assert calendar.working_days_between(last, first) == -walked


@given(calendars(), offsets)
def test_nearest_working_days_stay_or_move_the_least(calendar: Calendar, offset: int) -> None:
    day = FIRST + timedelta(days=offset)
    after, before = calendar.working_day_on_or_after(day), calendar.working_day_on_or_before(day)
    assert before <= day <= after
    assert worked(calendar, after)
    assert worked(calendar, before)
    assert not any(worked(calendar, before + timedelta(days=n)) for n in range(1, (day - before).days + 1))
    assert not any(worked(calendar, day + timedelta(days=n)) for n in range((after - day).days))


def test_zero_gives_the_day_itself_or_the_next_working_day(calendar: Calendar) -> None:
    assert calendar.add_working_days(date(2026, 2, 13), 0) == date(2026, 2, 13)
    assert calendar.add_working_days(date(2026, 2, 14), 0) == date(2026, 2, 23)
    assert calendar.next_working_day(date(2026, 8, 21)) == date(2026, 8, 22)


@pytest.mark.parametrize("steps", [40_001, -40_001, 10**30])
def test_a_step_beyond_the_bound_is_refused(calendar: Calendar, steps: int) -> None:
    with pytest.raises(InputRejected) as refused:
        calendar.add_working_days(FIRST, steps)
    assert refused.value.stable_code == "working_days_out_of_range"


@pytest.mark.parametrize(("day", "steps"), [(date(9999, 12, 31), 5), (date(1, 1, 1), -5)])
def test_a_result_outside_all_calendars_is_refused(calendar: Calendar, day: date, steps: int) -> None:
    with pytest.raises(InputRejected) as refused:
        calendar.add_working_days(day, steps)
    assert refused.value.stable_code == "date_out_of_range"


def test_a_week_without_work_is_refused() -> None:
    with pytest.raises(InputRejected) as refused:
        Calendar(zone=ZoneInfo("UTC"), weekly_rest=frozenset(range(7)), days=())
    assert refused.value.stable_code == "calendar_without_working_day"


def test_the_end_of_a_day_has_that_local_date(calendar: Calendar) -> None:
    ends = calendar.end_of_day(date(2026, 11, 26))
    assert ends.isoformat() == "2026-11-26T16:59:59+00:00"
    assert calendar.local(ends).date() == date(2026, 11, 26)
