"""Working days of one calendar: weekly rest, holidays, days off in exchange and days worked in exchange.

A calendar is a value: administrators keep its records elsewhere, and whoever loads them hands them in. Counting never
walks day by day: the number of working days up to a date is found by arithmetic on weeks and two sorted lists, so a
question costs the same for a week and for a century. This module reads no clock, no file and no database, and holds
no date of its own.

Source of the semantics: Bộ luật Lao động 2019 art. 111–112 (days off, compensation), and the Government's yearly
decision on exchanges, by which a Saturday may become a working day.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from engine.errors import InputRejected, Text

DAYS_IN_WEEK = 7
MAX_STEP = 40_000
"""Largest number of working days that one question may add; a bound on work, not a rule of law."""


class DayKind(StrEnum):
    """What a day record says about its day."""

    HOLIDAY = "holiday"
    COMPENSATION = "compensation"
    SWAP_OFF = "swap_off"
    MAKE_UP_WORK = "make_up_work"


class DayStatus(StrEnum):
    """How sure a day record is; an unconfirmed record does not count until somebody confirms it."""

    OFFICIAL = "official"
    ESTIMATE = "estimate"
    UNCONFIRMED = "cho_xac_nhan"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecord:
    """One day that differs from the weekly pattern, or may come to differ."""

    day: date
    kind: DayKind
    status: DayStatus
    name_vi: str
    name_en: str | None = None
    source: str | None = None
    note_vi: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """When the office opens and closes on a working day, in local time."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The working days of one office; `weekly_rest` holds weekdays with Monday as 0."""

    zone: ZoneInfo
    weekly_rest: frozenset[int]
    days: tuple[DayRecord, ...] = field(repr=False)
    office_hours: OfficeHours | None = None
    _week: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _off: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _worked: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _records: dict[date, DayRecord] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Build the sorted lists that counting uses."""
        if not set(range(DAYS_IN_WEEK)) - self.weekly_rest:
            raise InputRejected(
                Text(vi="Lịch không có ngày làm việc trong tuần.", en="The calendar has no working day in the week."),
                code="calendar_without_working_day",
            )
        week = [0]
        for weekday in range(DAYS_IN_WEEK):
            week.append(week[-1] + (weekday not in self.weekly_rest))
        applied = [record for record in self.days if record.status is not DayStatus.UNCONFIRMED]
        rest = self.weekly_rest
        off = {r.day for r in applied if r.kind is not DayKind.MAKE_UP_WORK and r.day.weekday() not in rest}
        worked = {r.day for r in applied if r.kind is DayKind.MAKE_UP_WORK and r.day.weekday() in rest}
        object.__setattr__(self, "_week", tuple(week))
        object.__setattr__(self, "_off", tuple(sorted(day.toordinal() for day in off)))
        object.__setattr__(self, "_worked", tuple(sorted(day.toordinal() for day in worked)))
        object.__setattr__(self, "_records", {record.day: record for record in self.days})

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on `day`."""
        ordinal = day.toordinal()
        return self.count_to(ordinal) > self.count_to(ordinal - 1)

    def record(self, day: date) -> DayRecord | None:
        """Give the record of `day`, if it has one, confirmed or not."""
        return self._records.get(day)

    def count_to(self, ordinal: int) -> int:
        """Count the working days from 01/01/0001 to the day with this proleptic ordinal, both included."""
        weeks, rest = divmod(ordinal, DAYS_IN_WEEK)
        regular = weeks * self._week[DAYS_IN_WEEK] + self._week[rest]
        return regular - bisect_right(self._off, ordinal) + bisect_right(self._worked, ordinal)

    def add_working_days(self, day: date, days: int) -> date:
        """Give the `days`-th working day after `day` (before it when negative).

        Zero gives `day` itself when people work then, else the next working day. Refuses more than `MAX_STEP` days
        and dates outside the years 1 to 9999.
        """
        if abs(days) > MAX_STEP:
            raise _too_far(days)
        ordinal = day.toordinal()
        if days > 0:
            return self._day_number(self.count_to(ordinal) + days)
        return self._day_number(self.count_to(ordinal - 1) + 1 + days)

    def next_working_day(self, day: date) -> date:
        """Give the first working day after `day`."""
        return self.add_working_days(day, 1)

    def working_day_on_or_after(self, day: date) -> date:
        """Give `day` when people work then, else the next working day."""
        return self.add_working_days(day, 0)

    def working_day_on_or_before(self, day: date) -> date:
        """Give `day` when people work then, else the previous working day."""
        return self._day_number(self.count_to(day.toordinal()))

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and including `last`; negative when `last` comes earlier."""
        return self.count_to(last.toordinal()) - self.count_to(first.toordinal())

    def covers(self, day: date) -> bool:
        """Tell whether any day off is recorded for the year of `day`."""
        year = day.year
        return any(record.day.year == year for record in self.days)

    def local(self, moment: datetime) -> datetime:
        """Give an aware `moment` in the calendar's time zone."""
        return moment.astimezone(self.zone)

    def end_of_day(self, day: date) -> datetime:
        """Give the last whole second of `day` in UTC.

        A period ends at 24:00 of its last day (Bộ luật Dân sự 2015 art. 148); the last second before it is kept, so
        that its local date is the last day wherever it is shown. Compare whole seconds: late is `now > due_at`.
        """
        return datetime.combine(day, time(23, 59, 59), self.zone).astimezone(UTC)

    def opening(self, day: date) -> datetime:
        """Give the moment when the office opens on `day` in UTC; 00:00 local where no office hours are set."""
        opens = self.office_hours.opens if self.office_hours else time(0, 0)
        return datetime.combine(day, opens, self.zone).astimezone(UTC)

    def closing(self, day: date) -> datetime:
        """Give the moment when the office closes on `day` in UTC; the end of the day where no office hours are set."""
        if self.office_hours is None:
            return self.end_of_day(day)
        return datetime.combine(day, self.office_hours.closes, self.zone).astimezone(UTC)

    def is_closed(self, moment: datetime) -> bool:
        """Tell whether `moment` comes after closing time on its local day."""
        return moment > self.closing(self.local(moment).date())

    def records_between(self, first: date, last: date, status: DayStatus) -> tuple[DayRecord, ...]:
        """Give the records of `status` from `first` to `last`, both included, in order of date."""
        found = (r for r in self.days if r.status is status and first <= r.day <= last)
        return tuple(sorted(found, key=lambda record: record.day))

    def with_unconfirmed_applied(self) -> "Calendar":
        """Give the calendar as it would be if every unconfirmed record were confirmed."""
        days = tuple(
            replace(record, status=DayStatus.OFFICIAL) if record.status is DayStatus.UNCONFIRMED else record
            for record in self.days
        )
        return replace(self, days=days)

    def without_estimates(self) -> "Calendar":
        """Give the calendar as it would be if no estimated record came true."""
        return replace(self, days=tuple(r for r in self.days if r.status is not DayStatus.ESTIMATE))

    def _day_number(self, number: int) -> date:
        """Find the day that is working day `number` since 01/01/0001."""
        span = range(1, date.max.toordinal() + 1)
        found = bisect_left(span, number, key=self.count_to)
        if number < 1 or found == len(span):
            raise outside_dates()
        return date.fromordinal(span[found])


def _too_far(days: int) -> InputRejected:
    return InputRejected(
        Text(
            vi=f"{days} ngày làm việc vượt giới hạn tính {MAX_STEP} ngày.",
            en=f"{days} working days exceed the limit of {MAX_STEP} days.",
        ),
        code="working_days_out_of_range",
        details={"days": days, "limit": MAX_STEP},
    )


def outside_dates() -> InputRejected:
    """Make the refusal for a date that no calendar can hold."""
    return InputRejected(
        Text(vi="Ngày tính ra nằm ngoài các năm 1 đến 9999.", en="The resulting date is outside the years 1 to 9999."),
        code="date_out_of_range",
    )
