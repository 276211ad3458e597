"""Sums and differences of dates, times and durations (DMN 1.5 §10.3.2.3.7 and table 57).

Every function answers None when the result would leave the range of years; none looks at anything but its arguments.
"""

from engine.feel.temporal.civil import MAX_YEAR, days_from_civil, days_in_month
from engine.feel.temporal.values import DAY_NANOS, DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration

_FIRST_DAY = days_from_civil(-MAX_YEAR, 1, 1)
_LAST_DAY = days_from_civil(MAX_YEAR, 12, 31)


def add_months(date: FeelDate, months: int) -> FeelDate | None:
    """Move a date by months; a day that the month does not have becomes its last day."""
    index = date.year * 12 + date.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if abs(year) > MAX_YEAR:
        return None
    return FeelDate(year, month, min(date.day, days_in_month(year, month)))


def add_days(date: FeelDate, days: int) -> FeelDate | None:
    """Move a date by days."""
    moved = date.days + days
    return FeelDate.from_days(moved) if _FIRST_DAY <= moved <= _LAST_DAY else None


def add_to_date(date: FeelDate, duration: DaysDuration | MonthsDuration) -> FeelDate | None:
    """Add a duration to a date; hours count from its midnight, and the time of day of the result is dropped."""
    if isinstance(duration, MonthsDuration):
        return add_months(date, duration.months)
    return add_days(date, duration.nanos // DAY_NANOS)


def add_to_date_time(moment: FeelDateTime, duration: DaysDuration | MonthsDuration) -> FeelDateTime | None:
    """Add a duration to a date and time, on its wall clock; offset and zone stay."""
    if isinstance(duration, MonthsDuration):
        date = add_months(moment.date, duration.months)
        return None if date is None else FeelDateTime(date, moment.time)
    nanos = moment.local_nanos + duration.nanos
    if not _FIRST_DAY <= nanos // DAY_NANOS <= _LAST_DAY:
        return None
    return FeelDateTime.from_local_nanos(nanos, moment.time.offset, moment.time.zone)


def add_to_time(time: FeelTime, duration: DaysDuration) -> FeelTime:
    """Add a duration to a time of day, around midnight."""
    return FeelTime((time.nanos + duration.nanos) % DAY_NANOS, time.offset, time.zone)


def difference(left: FeelDate | FeelDateTime, right: FeelDate | FeelDateTime) -> DaysDuration | None:
    """Subtract two moments; a date is its midnight in UTC beside a date and time. None for local against zoned."""
    if isinstance(left, FeelDate) and isinstance(right, FeelDate):
        return DaysDuration((left.days - right.days) * DAY_NANOS)
    first, second = _moment(left), _moment(right)
    if (first.offset is None) is not (second.offset is None):
        return None
    return DaysDuration(first.instant_nanos - second.instant_nanos)


def _moment(value: FeelDate | FeelDateTime) -> FeelDateTime:
    return FeelDateTime(value, FeelTime(0, offset=0)) if isinstance(value, FeelDate) else value


def months_between(start: FeelDate | FeelDateTime, end: FeelDate | FeelDateTime) -> MonthsDuration:
    """Count the whole months from `start` to `end` by their dates, negative when `end` is earlier."""
    first = start if isinstance(start, FeelDate) else start.date
    last = end if isinstance(end, FeelDate) else end.date
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return MonthsDuration(months)
