"""Dates, times, durations: literals, arithmetic, properties, zones, and years that Python's datetime lacks."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelDate, FeelValue
from engine.feel.temporal.civil import civil_from_days, days_from_civil, weekday_of
from engine.feel.temporal.parse import parse_date, parse_date_time, parse_duration, parse_time
from engine.feel.temporal.values import DaysDuration, MonthsDuration

Same = Callable[[str, object], None]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('@"2026-03-31"', "2026-03-31"),
        ('@"-0044-03-15"', "-0044-03-15"),
        ('@"999999999-12-31"', "999999999-12-31"),
        ('@"10:30:00.123456789"', "10:30:00.123456789"),
        ('@"10:30:00Z"', "10:30:00Z"),
        ('@"10:30:00+07:00"', "10:30:00+07:00"),
        ('@"10:30:00@Asia/Ho_Chi_Minh"', "10:30:00@Asia/Ho_Chi_Minh"),
        ('@"2026-03-31T24:00:00"', "2026-04-01T00:00:00"),
        ('date and time("2026-03-31")', "2026-03-31T00:00:00"),
        ('@"P1DT2H3M4.5S"', "P1DT2H3M4.5S"),
        ('@"PT49H"', "P2DT1H"),
        ('@"-P14M"', "-P1Y2M"),
        ('@"P0D"', "PT0S"),
        ('@"P0Y"', "P0M"),
        ('date and time(@"2026-03-31", @"10:00:00+07:00")', "2026-03-31T10:00:00+07:00"),
        ('time(10, 30, 1.5, duration("-PT1H"))', "10:30:01.5-01:00"),
        ("now()", "2026-04-01T03:30:00@Asia/Ho_Chi_Minh"),
        ("today()", "2026-04-01"),
    ],
)
def test_written(feel: Callable[..., FeelValue], text: str, written: str) -> None:
    assert feel(f"string({text})") == written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2024-01-31" + @"P1M"', '@"2024-02-29"'),
        ('@"2024-02-29" + @"P1Y"', '@"2025-02-28"'),
        ('@"2026-03-31" + @"PT36H"', '@"2026-04-01"'),
        ('@"2026-03-31" - @"PT1S"', '@"2026-03-30"'),
        ('@"2026-03-31" - @"2026-03-01"', '@"P30D"'),
        ('@"2026-03-31T23:30:00" + @"PT1H"', '@"2026-04-01T00:30:00"'),
        ('@"23:30:00" + @"PT1H"', '@"00:30:00"'),
        ('@"10:00:00" - @"11:00:00"', '@"-PT1H"'),
        ('@"2026-01-02T10:00:00@Europe/Paris" - @"2026-01-01T10:00:00@Asia/Dhaka"', '@"P1DT5H"'),
        ('@"2026-01-02T10:00:00Z" - @"2026-01-01T10:00:00"', None),
        ('@"P1Y" * 1.5', '@"P18M"'),
        ('@"P1D" / 2', '@"PT12H"'),
        ('@"P10D" / @"P4D"', "2.5"),
        ('@"P1Y" + @"P1D"', None),
        ('@"P1D" / 0', None),
        ('@"999999999-12-31" + @"P1D"', None),
        ('years and months duration(@"2024-01-31", @"2025-03-30")', '@"P1Y1M"'),
        ('years and months duration(@"2025-03-30", @"2024-01-31")', '@"-P1Y1M"'),
    ],
)
def test_arithmetic(same: Same, text: str, expected: object) -> None:
    same(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@"2026-03-31".year', 2026),
        ('@"2026-03-31".weekday', 2),
        ('@"2026-03-31T10:20:30.5".second', 30),
        ('@"2026-03-31T10:20:30".date', '@"2026-03-31"'),
        ('@"2026-07-01T10:00:00@Europe/Paris".time offset', '@"PT2H"'),
        ('@"2026-01-01T10:00:00@Europe/Paris".time offset', '@"PT1H"'),
        ('@"2026-01-01T10:00:00@Europe/Paris".timezone', '"Europe/Paris"'),
        ('@"10:00:00".time offset', None),
        ('@"-P1Y2M".months', -2),
        ('@"-P1DT2H".hours', -2),
        ('@"PT1.5S".seconds', "1.5"),
        ('@"P1Y".days', None),
        ('day of week(@"2026-03-31")', '"Tuesday"'),
        ('day of year(@"2024-12-31")', 366),
        ('week of year(@"2026-01-01")', 1),
        ('week of year(@"2027-01-03")', 53),
        ('month of year(@"2026-03-31")', '"March"'),
        ('last day of month(@"2024-02-05")', '@"2024-02-29"'),
        ('is(@"10:00:00Z", @"10:00:00+00:00")', True),
        ('is(@"10:00:00@Etc/UTC", @"10:00:00Z")', False),
        ('date(@"2026-03-31T10:00:00")', '@"2026-03-31"'),
        ('time(@"2026-03-31")', '@"00:00:00Z"'),
    ],
)
def test_properties_and_functions(same: Same, text: str, expected: object) -> None:
    same(text, expected)


@pytest.mark.parametrize(
    "text",
    ["2026-02-29", "2026-13-01", "26-01-01", "01211-12-31", "+2026-01-01", "2026-1-1", "9999999999-01-01", "", "x"],
)
def test_no_dates(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    ["24:00:01", "7:00:00", "10:60:00", "10:00:60", "10:00", "10:00:00+19:00", "10:00:00+5:00", "10:00:00@Nowhere/X",
     "10:00:00@../etc/passwd", "10:00:00+01:00@Europe/Paris"],
)  # fmt: skip
def test_no_times(text: str) -> None:
    assert parse_time(text) is None
    assert parse_date_time(f"2026-01-01T{text}") is None


@pytest.mark.parametrize("text", ["P", "PT", "P1YT", "P1H", "1D", "P1Y1D", "P1.5D", "P-1D", "P1DT", ""])
def test_no_durations(text: str) -> None:
    assert parse_duration(text) is None


def test_without_a_clock_there_is_no_present() -> None:
    from engine.feel import compile_expression  # noqa: PLC0415 - the only test without the fixture's clock

    result = compile_expression("today()").evaluate({})
    assert result.value is None
    assert [warning.code for warning in result.warnings] == ["no_clock"]


@given(st.dates())
def test_days_agree_with_the_standard_library(day: date) -> None:
    days = days_from_civil(day.year, day.month, day.day)
    assert days == day.toordinal() - date(1970, 1, 1).toordinal()
    assert civil_from_days(days) == (day.year, day.month, day.day)
    assert weekday_of(days) == day.isoweekday()


@given(st.integers(-365_241_000_000, 365_241_000_000))
def test_days_round_trip_in_all_years(days: int) -> None:
    day = FeelDate.from_days(days)
    assert day.days == days
    assert parse_date(str(day)) == day


@given(st.integers(-(10**20), 10**20))
def test_durations_read_back_as_written(nanos: int) -> None:
    assert parse_duration(str(DaysDuration(nanos))) == DaysDuration(nanos)
    assert parse_duration(str(MonthsDuration(nanos // 10**9))) == MonthsDuration(nanos // 10**9)
