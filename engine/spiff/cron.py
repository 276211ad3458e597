"""Cron expressions as Camunda 8 reads them: Spring's six fields (second minute hour day month weekday) and its macros.

    0 0 8 * * MON-FRI      each working day at eight        0 0 8 LW * ?      on the last weekday of each month
    0 0 8 ? * FRI#1        on the first Friday              @daily            at midnight

The wall clock is that of a time zone; both a day of the month and a weekday that are named must fit. Reads no clock.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MACROS = {
    "@yearly": "0 0 0 1 1 *",
    "@annually": "0 0 0 1 1 *",
    "@monthly": "0 0 0 1 * *",
    "@weekly": "0 0 0 * * 0",
    "@daily": "0 0 0 * * *",
    "@midnight": "0 0 0 * * *",
    "@hourly": "0 0 * * * *",
}
_MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_WEEKDAYS = {"SUN": 0, "MON": 1, "TUE": 2, "WED": 3, "THU": 4, "FRI": 5, "SAT": 6}
_PART = re.compile(r"(\*|\?|(\w{1,3})(?:-(\w{1,3}))?)(?:/(\d{1,2}))?", re.ASCII)
_LAST_DAY = re.compile(r"L(?:-(\d{1,2}))?", re.ASCII)
_NEAREST_WEEKDAY = re.compile(r"(L|\d{1,2})W", re.ASCII)
_LAST_OF_ITS_KIND = re.compile(r"(\w{1,3})L", re.ASCII)
_NTH_OF_ITS_KIND = re.compile(r"(\w{1,3})#([1-5])", re.ASCII)
_LONGEST = 200  # characters
_YEARS_AHEAD = 41  # 29 February falls on a given weekday at least once in so many years, 2100 included
_PROBE = datetime(2000, 1, 1, tzinfo=UTC)

Fits = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Cron:
    """When the clock of a time zone shows a second, minute and hour of these, on a day that fits."""

    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: frozenset[int]
    days: tuple[Fits, ...]  # one of them must hold
    weekdays: tuple[Fits, ...]  # and one of these

    def after(self, moment: datetime, timezone: str) -> datetime:
        """Give the first moment later than this one (aware UTC). Raises OverflowError when there is none for ages."""
        zone = ZoneInfo(timezone)
        local = moment.astimezone(zone).replace(tzinfo=None, microsecond=0)
        for day in self._days_from(local.date()):
            earliest = local.time() if day == local.date() else time()
            for at in self._times_from(earliest):
                found = datetime.combine(day, at, zone).astimezone(UTC)
                if found > moment:
                    return found
        raise OverflowError

    def _days_from(self, first: date) -> Iterator[date]:
        day = first
        while day.year < min(first.year + _YEARS_AHEAD, 9999):
            if day.month not in self.months:
                day = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
                continue
            if any(fits(day) for fits in self.days) and any(fits(day) for fits in self.weekdays):
                yield day
            day += timedelta(days=1)

    def _times_from(self, earliest: time) -> Iterator[time]:
        for hour in self.hours:
            for minute in self.minutes if hour >= earliest.hour else ():
                for second in self.seconds:
                    at = time(hour, minute, second)
                    if at >= earliest:
                        yield at


def read_cron(text: str) -> Cron | None:
    """Read an expression; None when it is none, or names a day that never comes (31 February)."""
    fields = _MACROS.get(text.lower(), text).upper().split() if len(text) <= _LONGEST else []
    if len(fields) != 6:
        return None
    seconds, minutes = _numbers(fields[0], 0, 59), _numbers(fields[1], 0, 59)
    hours, months = _numbers(fields[2], 0, 23), _numbers(fields[4], 1, 12, _MONTHS)
    days = [_day(part) for part in fields[3].split(",")]
    weekdays = [_weekday(part) for part in fields[5].split(",")]
    if seconds is None or minutes is None or hours is None or months is None or None in days or None in weekdays:
        return None
    cron = Cron(
        tuple(sorted(seconds)),
        tuple(sorted(minutes)),
        tuple(sorted(hours)),
        months,
        tuple(fits for fits in days if fits is not None),
        tuple(fits for fits in weekdays if fits is not None),
    )
    try:
        cron.after(_PROBE, "UTC")
    except OverflowError:
        return None
    return cron


def _numbers(field: str, low: int, high: int, names: dict[str, int] | None = None) -> frozenset[int] | None:
    """Read a list of numbers, names, ranges and steps; None when a part is none."""
    found: set[int] = set()
    for part in field.split(","):
        numbers = _part(part, low, high, names or {})
        if not numbers:
            return None
        found |= numbers
    return frozenset(found)


def _part(part: str, low: int, high: int, names: dict[str, int]) -> set[int]:
    match = _PART.fullmatch(part)
    if match is None:
        return set()
    whole, first, last, step = match.groups()
    if whole in {"*", "?"}:
        start, end = low, high
    else:
        start = _number(first, names)
        end = _number(last, names) if last else high if step else start
    if not low <= start <= end <= high or step == "0":
        return set()
    return set(range(start, end + 1, int(step or 1)))


def _number(word: str, names: dict[str, int]) -> int:
    """Give a number or the number of a name; −1 for neither."""
    return names.get(word, int(word) if word.isdecimal() else -1)


def _day(part: str) -> Fits | None:
    """Read a part of the field for the day of the month."""
    if (match := _LAST_DAY.fullmatch(part)) is not None:
        before = int(match[1] or 0)
        return None if before > 30 else lambda day: day.day == _length(day) - before
    if (match := _NEAREST_WEEKDAY.fullmatch(part)) is not None:
        wanted = 31 if match[1] == "L" else int(match[1])
        exact = match[1] != "L"
        return lambda day: _is_nearest_weekday(day, wanted, exact=exact) if 1 <= wanted <= 31 else False
    numbers = _part(part, 1, 31, {})
    return (lambda day: day.day in numbers) if numbers else None


def _weekday(part: str) -> Fits | None:
    """Read a part of the field for the weekday: 0 and 7 are Sunday."""
    if (match := _LAST_OF_ITS_KIND.fullmatch(part)) is not None:
        last = _number(match[1], _WEEKDAYS)
        if not 0 <= last <= 7:
            return None
        return lambda day: _number_of(day) == last % 7 and day.day > _length(day) - 7
    if (match := _NTH_OF_ITS_KIND.fullmatch(part)) is not None:
        kind, count = _number(match[1], _WEEKDAYS), int(match[2])
        if not 0 <= kind <= 7:
            return None
        return lambda day: _number_of(day) == kind % 7 and (day.day - 1) // 7 == count - 1
    numbers = {number % 7 for number in _part(part, 0, 7, _WEEKDAYS)}
    return (lambda day: _number_of(day) in numbers) if numbers else None


def _number_of(day: date) -> int:
    return day.isoweekday() % 7


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _is_nearest_weekday(day: date, wanted: int, *, exact: bool) -> bool:
    """Tell whether a day is the weekday nearest to a day of its month, which it does not leave."""
    length = _length(day)
    if exact and wanted > length:
        return False
    target = day.replace(day=min(wanted, length))
    if target.isoweekday() == 6:
        target += timedelta(days=-1 if target.day > 1 else 2)
    elif target.isoweekday() == 7:
        target += timedelta(days=1 if target.day < length else -2)
    return day == target
