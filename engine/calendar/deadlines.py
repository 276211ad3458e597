"""From a rule, an event and a calendar to a due moment, a warning moment and the sentence that explains both.

`compute` is a pure function: it reads no clock and applies no mode (a switched-off rule computes like any other; the
rule book decides what is used). No number of days stands here.

Sources: catalogue of the Office 3.2; Bộ luật Dân sự 2015 art. 147–148.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from engine.calendar.amber import WarningPolicy, warn_before_days, warn_before_hours
from engine.calendar.counting import DaySpan, Period, count_period, merged
from engine.calendar.explain import Grounds, explain
from engine.calendar.legal_rules import AfterHoursStart, Direction, LegalRule, Roll, Unit
from engine.calendar.terms import NO_TERMS, Pause, Terms, length_of
from engine.calendar.working_days import Calendar, DayStatus, outside_dates
from engine.errors import InputRejected, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """The other due moment, should the unconfirmed `days` be confirmed."""

    due_at: datetime
    due_on: date
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A computed due date; moments are aware UTC, dates are local.

    `due_at` is the last whole second that is still in time. `warn_at` is when it turns amber; for a reminder or an
    escalation it is the moment to act. `explanation` is the sentence behind "Cách tính hạn".
    """

    rule_id: str
    started_at: datetime
    due_at: datetime
    due_on: date
    warn_at: datetime
    explanation: Text
    alternative: Alternative | None
    pauses: tuple[Pause, ...] = ()  # when the clock stood still; a strict rule did not move for them


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is to be counted, and under which calendar."""

    rule: LegalRule
    length: int
    start: datetime
    calendar: Calendar
    pauses: tuple[Pause, ...]

    @property
    def start_day(self) -> date:
        """Give the local date of the event."""
        return self.calendar.local(self.start).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """One counting under one calendar; `reached` is the due moment before it rolls."""

    period: Period
    reached: datetime
    due_at: datetime
    paused: timedelta


def compute(
    rule: LegalRule, start: datetime, calendar: Calendar, *, warning: WarningPolicy, terms: Terms = NO_TERMS
) -> Deadline:
    """Compute the deadline that `rule` sets from the aware moment `start`.

    Raises InputRejected: naive start, a rule that measures no time or has no end, terms that the rule does not allow,
    a date outside the years 1 to 9999.
    """
    if start.tzinfo is None:
        raise InputRejected(
            Text(vi="Thời điểm bắt đầu phải có múi giờ.", en="The start must carry a time zone."),
            code="start_without_time_zone",
        )
    pauses = terms.pauses if rule.may_suspend and rule.direction is Direction.AFTER else ()
    asked = _Question(rule=rule, length=length_of(rule, terms), start=start, calendar=calendar, pauses=pauses)
    outcome = _count(asked)
    alternative = _if_confirmed(asked, outcome)
    grounds = Grounds(
        rule=rule,
        terms=terms,
        length=asked.length,
        start=calendar.local(start),
        reached=calendar.local(outcome.reached),
        due=calendar.local(outcome.due_at),
        period=outcome.period,
        paused=outcome.paused,
        pauses_refused=bool(terms.pauses) and not pauses,
        unconfirmed=alternative.days if alternative else (),
        alternative_due=calendar.local(alternative.due_at) if alternative else None,
        estimated=_rests_on_estimates(asked, outcome),
    )
    return Deadline(
        rule_id=rule.id,
        started_at=start.astimezone(UTC),
        due_at=outcome.due_at,
        due_on=outcome.period.due_on,
        warn_at=_warn_at(asked, outcome, warning),
        explanation=explain(grounds, calendar),
        alternative=alternative,
        pauses=terms.pauses,
    )


def _count(asked: _Question) -> _Outcome:
    """Count under the question's calendar."""
    if asked.rule.unit is Unit.HOUR:
        return _count_hours(asked)
    first = _counted_from(asked)
    period = count_period(asked.rule, asked.length, first, asked.calendar, _paused_days(asked))
    due_at = asked.calendar.end_of_day(period.due_on)
    reached = asked.calendar.end_of_day(period.last_day)
    return _Outcome(period=period, reached=reached, due_at=due_at, paused=timedelta(days=period.paused))


def _count_hours(asked: _Question) -> _Outcome:
    """Count hours of the clock, day and night; a moment that rolls ends within office hours."""
    calendar = asked.calendar
    begin = asked.start.astimezone(UTC)
    try:
        due = begin + timedelta(hours=asked.length if asked.rule.direction is Direction.AFTER else -asked.length)
        plain = due
        for pause in asked.pauses:  # Terms keeps them in order and merged, so no hour is left out twice
            begins = max(pause.start, begin)
            if begins < due and pause.end > begins:
                due += pause.end - begins
        last_day = calendar.local(due).date()
        rolled = _to_office_hours(due, asked.rule.roll, calendar)
    except OverflowError:
        raise outside_dates() from None
    period = Period(counted_from=asked.start_day, last_day=last_day, due_on=calendar.local(rolled).date())
    return _Outcome(period=period, reached=due, due_at=rolled, paused=due - plain)


def _to_office_hours(moment: datetime, roll: Roll, calendar: Calendar) -> datetime:
    """Give `moment` when it need not roll or the office is open then, else the next opening or the last closing."""
    day = calendar.local(moment).date()
    opens, closes = calendar.opening(day), calendar.closing(day)
    if roll is Roll.NONE or (calendar.is_working_day(day) and opens <= moment <= closes):
        return moment
    if roll is Roll.NEXT_WORKING_DAY:
        return calendar.opening(
            calendar.working_day_on_or_after(day) if moment < opens else calendar.next_working_day(day)
        )
    return calendar.closing(
        calendar.working_day_on_or_before(day) if moment > closes else calendar.add_working_days(day, -1)
    )


def _counted_from(asked: _Question) -> date:
    """Give the day that counts as the event's day: its local date, or the next working day where the rule says so."""
    day = asked.start_day
    if asked.rule.after_hours_start is AfterHoursStart.KEEP:
        return day
    if asked.calendar.is_closed(asked.start) or not asked.calendar.is_working_day(day):
        return asked.calendar.next_working_day(day)
    return day


def _paused_days(asked: _Question) -> tuple[DaySpan, ...]:
    """Give the days at whose end the clock stands still: the pause's first day is one, the resumption's is not."""
    spans = []
    for pause in asked.pauses:
        last = asked.calendar.local(pause.end).date() - timedelta(days=1)
        spans.append((asked.calendar.local(pause.start).date(), last))
    return merged(spans)


def _if_confirmed(asked: _Question, outcome: _Outcome) -> Alternative | None:
    """Count again as if unconfirmed days were confirmed; None when the result is the same."""
    calendar = asked.calendar
    if not calendar.records_between(*_span(asked, outcome), DayStatus.UNCONFIRMED):
        return None
    confirmed = calendar.with_unconfirmed_applied()
    other = _count(replace(asked, calendar=confirmed))
    if other.due_at == outcome.due_at:
        return None
    counted_throughout = asked.rule.unit is Unit.WORKING_DAY or asked.rule.after_hours_start is not AfterHoursStart.KEEP
    begins = asked.start_day if counted_throughout else outcome.period.last_day
    first, last = sorted((begins, other.period.due_on))
    days = tuple(
        record.day
        for record in calendar.records_between(first, last, DayStatus.UNCONFIRMED)
        if calendar.is_working_day(record.day) is not confirmed.is_working_day(record.day)
    )
    return Alternative(due_at=other.due_at, due_on=other.period.due_on, days=days)


def _rests_on_estimates(asked: _Question, outcome: _Outcome) -> bool:
    """Tell whether the result would change if estimated days off were ordinary days."""
    if not asked.calendar.records_between(*_span(asked, outcome), DayStatus.ESTIMATE):
        return False
    return _count(replace(asked, calendar=asked.calendar.without_estimates())).due_at != outcome.due_at


def _span(asked: _Question, outcome: _Outcome) -> DaySpan:
    """Give the days from the event to the furthest day that the counting touched."""
    days = (asked.start_day, outcome.period.last_day, outcome.period.due_on)
    return min(days), max(days)


def _warn_at(asked: _Question, outcome: _Outcome, warning: WarningPolicy) -> datetime:
    """Give the warning moment, never after the due moment, and never before the event of a forward period."""
    rule, due_at = asked.rule, outcome.due_at
    if rule.unit is Unit.HOUR:
        moment = due_at if rule.fires else warn_before_hours(warning, timedelta(hours=asked.length), due_at)
    elif rule.fires:
        moment = asked.calendar.opening(outcome.period.due_on)
    else:
        opening = warn_before_days(warning, rule, outcome.period, asked.calendar, _paused_days(asked))
        moment = due_at if opening is None else opening
    if rule.direction is Direction.AFTER:
        moment = max(moment, asked.start.astimezone(UTC))
    return min(moment, due_at)
