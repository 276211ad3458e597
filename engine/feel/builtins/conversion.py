"""Functions that turn one kind of value into another."""

from decimal import Decimal

from engine.feel.builtins.rangetext import parse_range
from engine.feel.builtins.signature import Family
from engine.feel.decimals import NUMBER, as_int, number_from_text
from engine.feel.printing import value_text
from engine.feel.runtime import Run
from engine.feel.temporal.arithmetic import months_between
from engine.feel.temporal.parse import make_date, make_time, parse_date, parse_date_time, parse_duration, parse_time
from engine.feel.temporal.values import NANOS, DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration
from engine.feel.values import FeelValue

FUNCTIONS = Family()
# Steps for reading a text, on top of the call.
_READ = 16
_READ_MOMENT = 40


@FUNCTIONS.define("string(from: any)")
def string(run: Run, value: FeelValue) -> FeelValue:
    """Write a value as text; null stays null."""
    return None if value is None else value_text(run, value)


@FUNCTIONS.define("number(from: string, grouping separator?: string|null, decimal separator?: string|null)")
def number(run: Run, text: str, grouping: str | None, point: str | None) -> FeelValue:
    """Read a number; grouping separators (blank, comma, point) are dropped."""
    if grouping not in {None, " ", ",", "."} or point not in {None, ".", ","} or (grouping and grouping == point):
        return run.null("argument_value", name="number", argument="grouping separator")
    run.charge(_READ + (len(text) >> 3))
    plain = text.replace(grouping, "") if grouping else text
    if point and point != ".":
        plain = "invalid" if "." in plain else plain.replace(point, ".")
    value = number_from_text(plain) if len(plain) < 10_000 else None
    return run.null("argument_value", name="number", argument="from") if value is None else value


@FUNCTIONS.define("number(from: number)")
def number_of_number(_run: Run, value: Decimal) -> FeelValue:
    """Give the number itself."""
    return value


@FUNCTIONS.define("date(from: string|moment)")
def date(run: Run, value: str | FeelDate | FeelDateTime) -> FeelValue:
    """Read a date, or take that of a date and time."""
    if isinstance(value, FeelDateTime):
        return value.date
    run.charge(_READ)
    result = parse_date(value) if isinstance(value, str) else value
    return run.null("argument_value", name="date", argument="from") if result is None else result


@FUNCTIONS.define("date(year: number, month: number, day: number)")
def date_of_numbers(run: Run, year: Decimal, month: Decimal, day: Decimal) -> FeelValue:
    """Make a date of its numbers."""
    numbers = [as_int(part) for part in (year, month, day)]
    whole = [part for part in numbers if part is not None]
    result = make_date(*whole) if len(whole) == 3 else None
    return run.null("argument_value", name="date", argument="year, month, day") if result is None else result


@FUNCTIONS.define("time(from: string|moment|time)")
def time(run: Run, value: str | FeelDate | FeelDateTime | FeelTime) -> FeelValue:
    """Read a time of day, or take that of a date and time; a date has its midnight in UTC."""
    match value:
        case FeelTime():
            return value
        case FeelDateTime():
            return value.time
        case FeelDate():
            return FeelTime(0, offset=0)
    run.charge(_READ)
    result = parse_time(value)
    return run.null("argument_value", name="time", argument="from") if result is None else result


@FUNCTIONS.define("time(hour: number, minute: number, second: number, offset?: days and time duration|null)")
def time_of_numbers(
    run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None
) -> FeelValue:
    """Make a time of day of its numbers."""
    hours, minutes = as_int(hour), as_int(minute)
    seconds = None if offset is None else offset.nanos // NANOS
    result = None
    if hours is not None and minutes is not None and 0 <= second < 60:
        result = make_time(hours, minutes, int(NUMBER.multiply(second, Decimal(NANOS))), seconds)
    return run.null("argument_value", name="time", argument="hour, minute, second") if result is None else result


@FUNCTIONS.define("date and time(from: string|moment)")
def date_and_time(run: Run, value: str | FeelDate | FeelDateTime) -> FeelValue:
    """Read a date and time; a date alone means its midnight."""
    if isinstance(value, FeelDate):
        return FeelDateTime(value, FeelTime(0, offset=0))
    run.charge(_READ_MOMENT)
    result = parse_date_time(value) if isinstance(value, str) else value
    return run.null("argument_value", name="date and time", argument="from") if result is None else result


@FUNCTIONS.define("date and time(date: moment, time: time)")
def date_and_time_of_parts(_run: Run, day: FeelDate | FeelDateTime, clock: FeelTime) -> FeelValue:
    """Join a date (or that of a date and time) and a time of day."""
    return FeelDateTime(day.date if isinstance(day, FeelDateTime) else day, clock)


@FUNCTIONS.define("duration(from: string|duration)")
def duration(run: Run, value: str | DaysDuration | MonthsDuration) -> FeelValue:
    """Read a duration of either kind."""
    run.charge(_READ)
    result = parse_duration(value) if isinstance(value, str) else value
    return run.null("argument_value", name="duration", argument="from") if result is None else result


@FUNCTIONS.define("years and months duration(from: moment, to: moment)")
def years_and_months_duration(_run: Run, start: FeelDate | FeelDateTime, end: FeelDate | FeelDateTime) -> FeelValue:
    """Count the whole months between two moments."""
    return months_between(start, end)


@FUNCTIONS.define("range(from: string)")
def range_of_text(run: Run, text: str) -> FeelValue:
    """Read a range whose endpoints are literals, such as `[18..21)`; a missing endpoint is infinite."""
    run.charge(_READ_MOMENT)
    value = parse_range(text)
    return run.null("argument_value", name="range", argument="from") if value is None else value
