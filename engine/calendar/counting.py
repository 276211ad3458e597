"""Counting a period of days: the last day, what pauses took out of it, and where it rolls to.

Pure arithmetic on dates; hours, time zones and words are elsewhere. No number of days stands here.

Sources: Bộ luật Dân sự 2015 art. 147–148 (the day of the event is not counted; a period that ends on a day off ends
on the next working day). Periods counted back from an event roll back: act earlier, never later.
"""

import calendar as months_of_year
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from engine.calendar.legal_rules import Direction, LegalRule, Roll, Unit
from engine.calendar.working_days import Calendar, outside_dates

DaySpan = tuple[date, date]
MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A counted period: it ends on `due_on`, where `last_day` rolled to; `paused` days were left out."""

    counted_from: date
    last_day: date
    due_on: date
    paused: int = 0
    clipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """The running count of days that a period uses up: working days or all days, less the paused ones."""

    calendar: Calendar | None
    pauses: tuple[DaySpan, ...] = ()

    def upto(self, ordinal: int) -> int:
        """Count from 01/01/0001 to this proleptic ordinal, included."""
        total = self._plain(ordinal)
        for first, last in self.pauses:
            if first.toordinal() <= ordinal:
                total -= self._plain(min(last.toordinal(), ordinal)) - self._plain(first.toordinal() - 1)
        return total

    def between(self, first: date, last: date) -> int:
        """Count after `first` up to and including `last`."""
        return self.upto(last.toordinal()) - self.upto(first.toordinal())

    def left_out(self, first: date, last: date) -> int:
        """Count what pauses take out of the days after `first` up to and including `last`."""
        return DayCount(calendar=self.calendar).between(first, last) - self.between(first, last)

    def nth_after(self, day: date, number: int) -> date:
        """Give the `number`-th counted day after `day` (at least 1)."""
        return self._find(self.upto(day.toordinal()) + number)

    def nth_before(self, day: date, number: int) -> date:
        """Give the `number`-th counted day before `day` (at least 1)."""
        return self._find(self.upto(day.toordinal() - 1) - number + 1)

    def _plain(self, ordinal: int) -> int:
        return self.calendar.count_to(ordinal) if self.calendar else ordinal

    def _find(self, number: int) -> date:
        span = range(1, date.max.toordinal() + 1)
        found = bisect_left(span, number, key=self.upto)
        if number < 1 or found == len(span):
            raise outside_dates()
        return date.fromordinal(span[found])


def merged(spans: Iterable[DaySpan]) -> tuple[DaySpan, ...]:
    """Give the same days as ordered spans that neither overlap nor touch."""
    result: list[DaySpan] = []
    for first, last in sorted(span for span in spans if span[0] <= span[1]):
        if result and first.toordinal() <= result[-1][1].toordinal() + 1:
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return tuple(result)


def count_period(
    rule: LegalRule, amount: int, counted_from: date, calendar: Calendar, pauses: tuple[DaySpan, ...] = ()
) -> Period:
    """Count `amount` of the rule's unit from `counted_from`; `pauses` are merged spans of days that do not count.

    Pauses move forward periods only: a period counted back hangs on an event that does not move.
    """
    if rule.direction is Direction.BEFORE:
        return _back(rule, amount, counted_from, calendar)
    count = DayCount(calendar=calendar if rule.unit is Unit.WORKING_DAY else None, pauses=pauses)
    length, clipped = amount, False
    if rule.unit in (Unit.MONTH, Unit.YEAR):
        target, clipped = months_later(counted_from, amount * (MONTHS_IN_YEAR if rule.unit is Unit.YEAR else 1))
        length = (target - counted_from).days
    before_first = counted_from if length and not rule.count_start_day else _shift(counted_from, -1)
    running = count if length else DayCount(calendar=None, pauses=pauses)  # no length: the day itself, worked or not
    last_day = running.nth_after(before_first, length or 1)
    due_on, working = last_day, DayCount(calendar=calendar, pauses=pauses)
    if rule.roll is Roll.NEXT_WORKING_DAY:
        due_on = working.nth_after(_shift(last_day, -1), 1)
    paused = running.left_out(before_first, last_day) + working.left_out(last_day, due_on)
    return Period(counted_from=counted_from, last_day=last_day, due_on=due_on, paused=paused, clipped=clipped)


def _back(rule: LegalRule, amount: int, counted_from: date, calendar: Calendar) -> Period:
    """Count back from the event day."""
    count = DayCount(calendar=calendar if rule.unit is Unit.WORKING_DAY else None)
    length, clipped = amount, False
    if rule.unit in (Unit.MONTH, Unit.YEAR):
        target, clipped = months_later(counted_from, -amount * (MONTHS_IN_YEAR if rule.unit is Unit.YEAR else 1))
        length = (counted_from - target).days
    after_first = _shift(counted_from, 1) if rule.count_start_day and length else counted_from
    last_day = count.nth_before(after_first, length) if length else counted_from
    due_on = calendar.working_day_on_or_before(last_day) if rule.roll is Roll.PREVIOUS_WORKING_DAY else last_day
    return Period(counted_from=counted_from, last_day=last_day, due_on=due_on, clipped=clipped)


def months_later(day: date, months: int) -> tuple[date, bool]:
    """Give the same day of the month `months` later (earlier when negative), and whether the month was too short."""
    index = day.year * MONTHS_IN_YEAR + day.month - 1 + months
    year, month = divmod(index, MONTHS_IN_YEAR)
    if not date.min.year <= year <= date.max.year:
        raise outside_dates()
    length = months_of_year.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length)), day.day > length


def _shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise outside_dates() from None
