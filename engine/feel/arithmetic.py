"""The arithmetic operators on any two values (DMN 1.5 §10.3.2.3); anything they do not cover is null with a warning.

The compiler handles two numbers itself and comes here for the rest.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TypeAlias

from engine.feel.compare import time_difference
from engine.feel.decimals import NUMBER, ONE
from engine.feel.places import Place
from engine.feel.runtime import Run
from engine.feel.temporal.arithmetic import add_to_date, add_to_date_time, add_to_time, difference
from engine.feel.temporal.values import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration
from engine.feel.values import FeelValue, kind_of

Operator: TypeAlias = Callable[[Run, FeelValue, FeelValue, Place | None], FeelValue]
MAX_EXPONENT = 999_999_999
_MAX_NANOS = 10**36  # more than the distance between any two dates


def add(run: Run, left: FeelValue, right: FeelValue, place: Place | None = None) -> FeelValue:  # noqa: PLR0911 - one case a line
    """Add numbers, strings, durations, or a duration to a moment (in either order)."""
    match left, right:
        case Decimal(), Decimal():
            return finite(run, NUMBER.add(left, right))
        case str(), str():
            run.check_text(len(left) + len(right))
            return left + right
        case ((DaysDuration() | MonthsDuration()), (FeelDate() | FeelDateTime() | FeelTime())):
            return _shift(run, right, left, "+", place)
        case ((FeelDate() | FeelDateTime() | FeelTime()), (DaysDuration() | MonthsDuration())):
            return _shift(run, left, right, "+", place)
        case DaysDuration(), DaysDuration():
            return _days(run, left.nanos + right.nanos)
        case MonthsDuration(), MonthsDuration():
            return _months(run, left.months + right.months)
    return _refuse(run, "+", left, right, place)


def subtract(run: Run, left: FeelValue, right: FeelValue, place: Place | None = None) -> FeelValue:  # noqa: PLR0911 - one case a line
    """Subtract numbers, durations, moments, or a duration from a moment."""
    match left, right:
        case Decimal(), Decimal():
            return finite(run, NUMBER.subtract(left, right))
        case ((FeelDate() | FeelDateTime()), (FeelDate() | FeelDateTime())):
            between = difference(left, right)
            return _refuse(run, "-", left, right, place) if between is None else between
        case FeelTime(), FeelTime():
            nanos = time_difference(left, right)
            return _refuse(run, "-", left, right, place) if nanos is None else DaysDuration(nanos)
        case ((FeelDate() | FeelDateTime() | FeelTime()), (DaysDuration() | MonthsDuration())):
            return _shift(run, left, negated(right), "-", place)
        case DaysDuration(), DaysDuration():
            return _days(run, left.nanos - right.nanos)
        case MonthsDuration(), MonthsDuration():
            return _months(run, left.months - right.months)
    return _refuse(run, "-", left, right, place)


def multiply(run: Run, left: FeelValue, right: FeelValue, place: Place | None = None) -> FeelValue:
    """Multiply numbers, or a duration by a number (in either order)."""
    match left, right:
        case Decimal(), Decimal():
            return finite(run, NUMBER.multiply(left, right))
        case Decimal(), (DaysDuration() | MonthsDuration()):
            return _scale(run, right, left, NUMBER.multiply)
        case ((DaysDuration() | MonthsDuration()), Decimal()):
            return _scale(run, left, right, NUMBER.multiply)
    return _refuse(run, "*", left, right, place)


def divide(run: Run, left: FeelValue, right: FeelValue, place: Place | None = None) -> FeelValue:
    """Divide numbers, a duration by a number, or two durations of one kind."""
    match left, right:
        case Decimal(), Decimal():
            return _quotient(run, left, right)
        case ((DaysDuration() | MonthsDuration()), Decimal()):
            return _scale(run, left, right, NUMBER.divide) if right else run.null("divide_by_zero")
        case DaysDuration(), DaysDuration():
            return _quotient(run, Decimal(left.nanos), Decimal(right.nanos))
        case MonthsDuration(), MonthsDuration():
            return _quotient(run, Decimal(left.months), Decimal(right.months))
    return _refuse(run, "/", left, right, place)


def power(run: Run, left: FeelValue, right: FeelValue, place: Place | None = None) -> FeelValue:
    """Raise a number to a power."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        run.charge(20 if right == right.to_integral_value() else 180)  # a root takes two logarithms
        if not right:
            return ONE  # zero to the power of zero, too (IEEE 754-2008 §9.2.1)
        if abs(right) > MAX_EXPONENT:
            return run.null("number_range")
        return finite(run, NUMBER.power(left, right))
    return _refuse(run, "**", left, right, place)


def negate(run: Run, value: FeelValue) -> FeelValue:
    """Turn the sign of a number or duration."""
    match value:
        case Decimal():
            return -value if value else value
        case DaysDuration() | MonthsDuration():
            return negated(value)
    return run.null("negate", kind=kind_of(value))


def negated(duration: DaysDuration | MonthsDuration) -> DaysDuration | MonthsDuration:
    """Turn the sign of a duration."""
    if isinstance(duration, DaysDuration):
        return DaysDuration(-duration.nanos)
    return MonthsDuration(-duration.months)


def finite(run: Run, value: Decimal) -> FeelValue:
    """Let a number pass; infinity and NaN are null with a warning."""
    if value.is_finite():
        return value
    return run.null("number_range")


def _quotient(run: Run, left: Decimal, right: Decimal) -> FeelValue:
    return finite(run, NUMBER.divide(left, right)) if right else run.null("divide_by_zero")


def _scale(
    run: Run,
    duration: DaysDuration | MonthsDuration,
    factor: Decimal,
    operation: Callable[[Decimal, Decimal], Decimal],
) -> FeelValue:
    """Scale a duration; what is less than a month or a nanosecond is cut off or rounded."""
    if isinstance(duration, MonthsDuration):
        months = operation(Decimal(duration.months), factor)
        return _months(run, int(months)) if months.is_finite() and months.adjusted() < 34 else run.null("date_range")
    nanos = operation(Decimal(duration.nanos), factor)
    if not nanos.is_finite() or nanos.adjusted() > 36:
        return run.null("date_range")
    return _days(run, int(nanos.to_integral_value(rounding=ROUND_HALF_EVEN)))


def _days(run: Run, nanos: int) -> FeelValue:
    return DaysDuration(nanos) if abs(nanos) < _MAX_NANOS else run.null("date_range")


def _months(run: Run, months: int) -> FeelValue:
    return MonthsDuration(months) if abs(months) < _MAX_NANOS else run.null("date_range")


def _shift(
    run: Run,
    moment: FeelDate | FeelDateTime | FeelTime,
    by: DaysDuration | MonthsDuration,
    sign: str,
    place: Place | None,
) -> FeelValue:
    if isinstance(moment, FeelTime):
        if isinstance(by, MonthsDuration):
            return _refuse(run, sign, moment, by, place)
        return add_to_time(moment, by)
    moved = add_to_date(moment, by) if isinstance(moment, FeelDate) else add_to_date_time(moment, by)
    return run.null("date_range") if moved is None else moved


def _refuse(run: Run, operator: str, left: FeelValue, right: FeelValue, place: Place | None) -> FeelValue:
    return run.null("operand", place, operator=operator, left=kind_of(left), right=kind_of(right))


OPERATORS: dict[str, Operator] = {"+": add, "-": subtract, "*": multiply, "/": divide, "**": power}
