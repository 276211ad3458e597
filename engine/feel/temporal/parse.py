"""Read dates, times and durations from text, strictly in the lexical forms of XML Schema plus FEEL's `@zone`.

Every reader answers None for a text that is not of its form or names a day or hour that does not exist.
"""

import re

from engine.feel.temporal.arithmetic import add_days
from engine.feel.temporal.civil import MAX_YEAR, days_in_month
from engine.feel.temporal.values import NANOS, DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration
from engine.feel.temporal.zones import is_zone

MAX_OFFSET = 14 * 3600  # as XML Schema has it
_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)\Z", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,18}))?(?:(Z|z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z0-9_+\-/]+))?\Z", re.ASCII
)
_MONTHS = re.compile(r"(-?)P(?:(\d{1,12})Y)?(?:(\d{1,12})M)?\Z", re.ASCII)
_DAYS = re.compile(
    r"(-?)P(?:(\d{1,15})D)?(?:(T)(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,15})(?:\.(\d{0,18}))?S)?)?\Z", re.ASCII
)


def make_date(year: int, month: int, day: int) -> FeelDate | None:
    """Make a date from its numbers, or None when there is no such day."""
    if not (-MAX_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)):
        return None
    return FeelDate(year, month, day)


def make_time(
    hour: int, minute: int, nanos_of_minute: int, offset: int | None = None, zone: str | None = None
) -> FeelTime | None:
    """Make a time of day from its numbers (nanoseconds within the minute), or None when there is no such time."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= nanos_of_minute < 60 * NANOS):
        return None
    if offset is not None and abs(offset) > MAX_OFFSET:
        return None
    return FeelTime((hour * 60 + minute) * 60 * NANOS + nanos_of_minute, offset, zone)


def parse_date(text: str) -> FeelDate | None:
    """Read `2026-03-31`, `-0044-03-15` or `12026-01-01`."""
    found = _DATE.match(text)
    if found is None:
        return None
    year = int(found[2])
    return make_date(-year if found[1] else year, int(found[3]), int(found[4]))


def parse_time(text: str) -> FeelTime | None:
    """Read `10:30:00`, with a fraction, `Z`, an offset such as `+07:00`, or `@Asia/Ho_Chi_Minh`.

    As in XML Schema, `24:00:00` is midnight.
    """
    found = _TIME.match(text)
    if found is None:
        return None
    nanos = int(found[3]) * NANOS + _fraction(found[4])
    offset: int | None = None
    if found[5]:
        offset = 0
    elif found[6]:
        hours, minutes, seconds = int(found[7]), int(found[8]), int(found[9] or 0)
        if minutes > 59 or seconds > 59:
            return None
        offset = (hours * 60 + minutes) * 60 + seconds
        offset = -offset if found[6] == "-" else offset
    zone = found[10]
    if zone is not None and not is_zone(zone):
        return None
    hour = 0 if found[1] == "24" and not (int(found[2]) or nanos) else int(found[1])
    return make_time(hour, int(found[2]), nanos, offset, zone)


def parse_date_time(text: str) -> FeelDateTime | None:
    """Read a date, `T` and a time; a date alone means its midnight, local, and `24:00:00` the next day's."""
    day, separator, clock = text.partition("T")
    date = parse_date(day)
    if date is None:
        return None
    time = parse_time(clock) if separator else FeelTime(0)
    if time is None:
        return None
    if clock.startswith("24"):
        following = add_days(date, 1)
        return None if following is None else FeelDateTime(following, time)
    return FeelDateTime(date, time)


def parse_duration(text: str) -> DaysDuration | MonthsDuration | None:
    """Read `P1Y2M` as a years and months duration, `P1DT2H` as a days and time duration."""
    months = _MONTHS.match(text)
    if months is not None:
        if months[2] is None and months[3] is None:
            return None
        total = int(months[2] or 0) * 12 + int(months[3] or 0)
        return MonthsDuration(-total if months[1] else total)
    found = _DAYS.match(text)
    if found is None:
        return None
    sign, days, marker, hours, minutes, seconds, fraction = found.groups()
    clock = (hours, minutes, seconds)
    if (days is None and marker is None) or (marker is not None and clock == (None, None, None)):
        return None
    whole = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    nanos = whole * NANOS + _fraction(fraction)
    return DaysDuration(-nanos if sign else nanos)


def parse_at_literal(text: str) -> FeelDate | FeelTime | FeelDateTime | DaysDuration | MonthsDuration | None:
    """Read whatever an `@"…"` literal holds, or None when it is no temporal value."""
    return parse_duration(text) or parse_date(text) or parse_time(text) or parse_date_time(text)


def _fraction(digits: str | None) -> int:
    """Give the nanoseconds of a decimal fraction; digits beyond the ninth are cut off."""
    return int((digits or "0")[:9].ljust(9, "0")) if digits else 0
