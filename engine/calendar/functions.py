"""The calendar's functions for expressions: plain callables with the names that models use.

    deadline(rule id, start, pauses)    due date and time, null when the rule is switched off
    reminder(rule id, start, pauses)    when it turns amber; for a reminder or an escalation rule, when to act
    add working days(date, n)       the n-th working day after the date (before it when n is negative)
    working days between(a, b)      working days after a, up to and including b
    is working day(date)            true or false
    rule amount(rule id)            the number that the rule says today; null when it is switched off or says none

`pauses` may be left out: the times when the clock stood still, a list of contexts with `start` and `end` (dates or
moments; the day of the end counts again). A rule that cannot be suspended does not move for them.

Results are dates, whole numbers, and moments in the calendar's time zone. A null argument gives null, as FEEL's own
functions do; a wrong type, an unknown rule or a rule that cannot be counted raises an EngineError that names it. This
module imports no expression language: whoever evaluates expressions hands these functions to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

from engine.calendar.deadlines import Deadline
from engine.calendar.rule_book import RuleBook
from engine.calendar.terms import Pause, Terms
from engine.calendar.working_days import Calendar
from engine.errors import InputRejected, Text

MOST_DIGITS = 12
HostFunction = tuple[str, tuple[str, ...], Callable[..., object]]


def host_functions(
    rule_book: RuleBook, *, as_of: date | None = None, observe: Callable[[Deadline], None] | None = None
) -> tuple[HostFunction, ...]:
    """Give (name, parameter names, callable) of each function, answering from `rule_book`.

    `as_of` is the day for rules whose running cases follow a change; without it the event's day decides. `observe`
    is told every deadline that an expression computes, so that its explanation can be kept with what it sets.
    """
    answers = _Answers(rule_book=rule_book, as_of=as_of, observe=observe)
    return (
        ("deadline", ("rule id", "start", "pauses"), answers.deadline),
        ("reminder", ("rule id", "start", "pauses"), answers.reminder),
        ("add working days", ("date", "n"), answers.add_working_days),
        ("working days between", ("a", "b"), answers.working_days_between),
        ("is working day", ("date",), answers.is_working_day),
        ("rule amount", ("rule id",), answers.rule_amount),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answers:
    """The functions, bound to one rule book."""

    rule_book: RuleBook
    as_of: date | None
    observe: Callable[[Deadline], None] | None

    def deadline(self, rule_id: object, start: object, pauses: object = None) -> datetime | None:
        """Answer `deadline(rule id, start, pauses)`."""
        found = self._find(rule_id, start, pauses)
        return None if found is None else self.rule_book.calendar.local(found.due_at)

    def reminder(self, rule_id: object, start: object, pauses: object = None) -> datetime | None:
        """Answer `reminder(rule id, start, pauses)`."""
        found = self._find(rule_id, start, pauses)
        return None if found is None else self.rule_book.calendar.local(found.warn_at)

    def add_working_days(self, day: object, number: object) -> date | None:
        """Answer `add working days(date, n)`."""
        if day is None or number is None:
            return None
        calendar = self.rule_book.calendar
        return calendar.add_working_days(_day(day, "date", calendar), _whole(number))

    def working_days_between(self, first: object, last: object) -> int | None:
        """Answer `working days between(a, b)`."""
        if first is None or last is None:
            return None
        calendar = self.rule_book.calendar
        return calendar.working_days_between(_day(first, "a", calendar), _day(last, "b", calendar))

    def is_working_day(self, day: object) -> bool | None:
        """Answer `is working day(date)`."""
        calendar = self.rule_book.calendar
        return None if day is None else calendar.is_working_day(_day(day, "date", calendar))

    def rule_amount(self, rule_id: object) -> int | Decimal | None:
        """Answer `rule amount(rule id)`."""
        if rule_id is None:
            return None
        if not isinstance(rule_id, str):
            raise _wrong(name="rule id", vi="chữ", en="a string")
        amount = self.rule_book.amount(rule_id, self.as_of)
        return Decimal(amount.numerator) / amount.denominator if isinstance(amount, Fraction) else amount

    def _find(self, rule_id: object, start: object, pauses: object) -> Deadline | None:
        if rule_id is None or start is None:
            return None
        if not isinstance(rule_id, str):
            raise _wrong(name="rule id", vi="chữ", en="a string")
        calendar = self.rule_book.calendar
        terms = Terms(pauses=tuple(_pause(one, calendar) for one in _listed(pauses)))
        found = self.rule_book.deadline(rule_id, _moment(start, calendar), terms=terms, as_of=self.as_of)
        if found is not None and self.observe is not None:
            self.observe(found)
        return found


def _moment(value: object, calendar: Calendar) -> datetime:
    """Read a date (its first moment) or a date and time; one without a zone is local."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=calendar.zone)
    if isinstance(value, date):
        return datetime.combine(value, time(0, 0), calendar.zone)
    raise _wrong(name="start", vi="ngày hoặc ngày giờ", en="a date or a date and time")


def _listed(pauses: object) -> list[object]:
    if pauses is None:
        return []
    if not isinstance(pauses, list):
        raise _wrong(name="pauses", vi="danh sách", en="a list")
    return pauses


def _pause(value: object, calendar: Calendar) -> Pause:
    """Read one time in which the clock stood still."""
    if not isinstance(value, Mapping):
        raise _wrong(name="pauses", vi="danh sách các khoảng có start và end", en="a list of contexts of start and end")
    return Pause(start=_moment(value.get("start"), calendar), end=_moment(value.get("end"), calendar))


def _day(value: object, name: str, calendar: Calendar) -> date:
    """Read a date; a date and time gives its local date."""
    if isinstance(value, datetime):
        return calendar.local(value).date() if value.tzinfo is not None else value.date()
    if isinstance(value, date):
        return value
    raise _wrong(name=name, vi="ngày", en="a date")


def _whole(value: object) -> int:
    """Read a whole number; one of many digits is refused before it becomes a huge integer."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < MOST_DIGITS and value == int(value):
        return int(value)
    raise _wrong(name="n", vi="số nguyên trong giới hạn", en="a whole number within bounds")


def _wrong(*, name: str, vi: str, en: str) -> InputRejected:
    return InputRejected(
        Text(vi=f"Tham số “{name}” phải là {vi}.", en=f"Parameter “{name}” must be {en}."),
        code="calendar_argument_invalid",
        details={"parameter": name},
    )
