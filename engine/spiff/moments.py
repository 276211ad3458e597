"""Dates, durations and repetitions as timers and due dates need them, from their ISO 8601 text.

A FEEL value arrives here as the text that it is written as, so that a static text, a text variable and a FEEL temporal
value mean the same. Nothing here reads a clock.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.spiff.cron import Cron, read_cron

_DATE_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?(?:[@\[]([A-Za-z0-9_+\-/]{1,64})\]?)?",
    re.ASCII,
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SPAN = re.compile(
    r"P(?=.)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,7})D)?"
    r"(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12})(?:[.,](\d{1,9}))?S)?)?",
    re.ASCII,
)
_CYCLE = re.compile(r"R(\d{0,9})/(?:([^/]+)/)?(P[^/]+)", re.ASCII)
_END_OF_DAY = time(23, 59, 59)
_SHORTEST_CYCLE = timedelta(seconds=1)  # a faster one would keep the host busy with one case


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: whole months of the calendar, and an exact rest."""

    months: int
    rest: timedelta

    def after(self, moment: datetime, timezone: str) -> datetime:
        """Give the moment this much later (aware UTC); months keep the wall clock of `timezone`.

        Raises OverflowError beyond the year 9999.
        """
        if not self.months:
            return moment.astimezone(UTC) + self.rest
        local = moment.astimezone(ZoneInfo(timezone))
        total = local.year * 12 + local.month - 1 + self.months
        year, month = divmod(total, 12)
        if year > 9999:
            raise OverflowError
        day = min(local.day, monthrange(year, month + 1)[1])
        return local.replace(year=year, month=month + 1, day=day).astimezone(UTC) + self.rest


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repetition: how often (−1: for ever), from when (None: at the next time from now), how far apart."""

    repetitions: int
    start: str | None
    span: Span | Cron
    span_text: str


def read_moment(text: str, timezone: str, *, end_of_day: bool = False) -> datetime | None:
    """Read a date and time as aware UTC; without offset it is the wall clock of `timezone`; None when it is neither.

    A bare date stands for its first moment, or with `end_of_day` for its last second: a due date counts as a whole day.
    """
    try:
        if _DATE.fullmatch(text):
            at = _END_OF_DAY if end_of_day else time()
            return datetime.combine(date.fromisoformat(text), at, ZoneInfo(timezone)).astimezone(UTC)
        found = _DATE_TIME.fullmatch(text)
        if found is None:
            return None
        day, clock, offset, zone = found.groups()
        moment = datetime.fromisoformat(f"{day}T{_microseconds(clock)}{offset or ''}")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone or timezone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, KeyError, OSError):
        return None


def read_span(text: str) -> Span | None:
    """Read a duration such as `P3D`, `PT1H30M` or `P1Y2M`; None when it is none (negative ones are none)."""
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[:7])
    fraction = int((found[8] or "").ljust(9, "0")[:6] or 0)
    try:
        rest = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=fraction)
    except OverflowError:
        return None
    return Span(years * 12 + months, rest)


def read_cycle(text: str) -> Cycle | None:
    """Read a repetition such as `R3/PT1H`, `R2/2026-01-05T08:00:00/P1D`, or in cron; None when it is none.

    `R0` is none, nor is a span below a second.
    """
    found = _CYCLE.fullmatch(text)
    if found is None:
        cron = read_cron(text)
        return None if cron is None else Cycle(-1, None, cron, text)
    span = read_span(found[3])
    if span is None or (span.months == 0 and span.rest < _SHORTEST_CYCLE):
        return None
    repetitions = int(found[1]) if found[1] else -1
    return None if repetitions == 0 else Cycle(repetitions, found[2], span, found[3])


def next_time(span_text: str, due: datetime, now: datetime, timezone: str) -> datetime | None:
    """Give the first time later than `now` that a repetition comes again after `due`; None when there is none.

    It keeps to the times that `due` is one of, so it never drifts, and what has been missed is not made up for.
    """
    span = read_span(span_text) or read_cron(span_text)
    if span is None:
        return None
    try:
        if isinstance(span, Cron):
            return span.after(max(due, now), timezone)
        if not span.months:
            return due.astimezone(UTC) + span.rest * max((now - due) // span.rest + 1, 1)
        following = span.after(due, timezone)
        while following <= now:
            following = span.after(following, timezone)
    except OverflowError:
        return None
    return following


def _microseconds(clock: str) -> str:
    """Cut a clock time to the precision that the standard library keeps."""
    head, dot, fraction = clock.partition(".")
    return f"{head}.{fraction[:6].ljust(6, '0')}" if dot else head
