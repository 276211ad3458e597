"""FEEL values to and from Python's own: JSON data, dates, and text with every digit.

Numbers: `from_json` takes int, Decimal and float (a float means the shortest decimal that it prints as). `to_json`
gives an int for an integral number and a float for any other, which keeps up to 15 significant digits exactly and
rounds beyond. Whoever needs all 34 digits reads and writes text: `from_json_text` and `to_json_text` never touch a
float.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.feel.decimals import NUMBER, number_text
from engine.feel.limits import DEFAULT_LIMITS, exceeded
from engine.feel.normalform import normal_name
from engine.feel.temporal.values import (
    DAY_SECONDS,
    NANOS,
    DaysDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    MonthsDuration,
)
from engine.feel.values import FeelFunction, FeelValue, Range, is_feel_value

_TEMPORAL = (FeelDate, FeelTime, FeelDateTime, DaysDuration, MonthsDuration)
EXACT = 10**34  # whole numbers below need no rounding
_LEAST_EXACT = -EXACT
_MAX_INTEGER_DIGITS = 4000  # Python writes integers of up to 4,300 digits


def from_json(value: object) -> FeelValue:
    """Make a FEEL value of JSON data (None, bool, int, float, Decimal, str, list, dict with text keys).

    Text stays text: a date in JSON is a string until an expression converts it. Raises TypeError for other objects, and
    FeelLimitExceeded for data nested deeper than the default limit. Keys come in normal form C.
    """
    return _convert(value, 0, plain=True)


def from_python(value: object) -> FeelValue:
    """Make a FEEL value of Python's data: JSON data, datetime values and FEEL values, nested at will."""
    return _convert(value, 0, plain=False)


def _convert(value: object, depth: int, *, plain: bool) -> FeelValue:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (Decimal, int, float)):
        return number_from_python(value)
    if depth > DEFAULT_LIMITS.depth:
        raise exceeded("depth", DEFAULT_LIMITS.depth)
    if isinstance(value, (list, tuple)):
        return [_convert(item, depth + 1, plain=plain) for item in value]
    if isinstance(value, Mapping):
        return {_key(key): _convert(item, depth + 1, plain=plain) for key, item in value.items()}
    if not plain and is_feel_value(value):
        return value
    if not plain:
        for base, convert in _FROM_PYTHON:
            if isinstance(value, base):
                return convert(value)
    msg = f"a {type(value).__name__} has no FEEL value"
    raise TypeError(msg)


def number_from_python(value: Decimal | float) -> Decimal | None:
    """Make a FEEL number, rounded to 34 digits; None for infinity and NaN."""
    if type(value) is int and _LEAST_EXACT < value < EXACT:
        return Decimal(value)
    number = NUMBER.create_decimal(repr(value) if isinstance(value, float) else value)
    return number if number.is_finite() else None


def _key(key: object) -> str:
    if isinstance(key, str):
        return normal_name(key)
    msg = "the keys of a context are text"
    raise TypeError(msg)


def to_json(value: FeelValue) -> object:
    """Make JSON data of a FEEL value: int or float for numbers, ISO text for temporal values.

    A range becomes its four parts; a function, and a number of more than 4,000 digits, becomes None. Raises
    FeelLimitExceeded when nested too deeply.
    """
    return _plain(value, 0, _json_number)


def _json_number(value: Decimal) -> object:
    if value != value.to_integral_value():
        return float(value)
    return int(value) if value.adjusted() < _MAX_INTEGER_DIGITS else None


def _plain(value: FeelValue, depth: int, number: Callable[[Decimal], object]) -> object:  # noqa: PLR0911 - one case a line
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, _TEMPORAL):
        return str(value)
    if depth > DEFAULT_LIMITS.depth:
        raise exceeded("depth", DEFAULT_LIMITS.depth)
    if isinstance(value, list):
        return [_plain(item, depth + 1, number) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item, depth + 1, number) for key, item in value.items()}
    if isinstance(value, Range):
        return {
            "start": _plain(value.start, depth + 1, number),
            "end": _plain(value.end, depth + 1, number),
            "start included": value.start_included,
            "end included": value.end_included,
        }
    if isinstance(value, FeelFunction):
        return None
    msg = f"{type(value).__name__} is not a FEEL value"
    raise TypeError(msg)


def to_json_text(value: FeelValue) -> str:
    """Write a FEEL value as JSON text, numbers with all their digits."""
    return "".join(_write(_plain(value, 0, lambda number: number)))


def _write(value: object) -> Iterator[str]:
    if isinstance(value, Decimal):
        yield number_text(value)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield "," if index else "["
            yield from _write(item)
        yield "]" if value else "[]"
    elif isinstance(value, dict):
        for index, (key, item) in enumerate(value.items()):
            yield ("," if index else "{") + json.dumps(key, ensure_ascii=False) + ":"
            yield from _write(item)
        yield "}" if value else "{}"
    else:
        yield json.dumps(value, ensure_ascii=False)


def from_json_text(text: str) -> FeelValue:
    """Read JSON text, numbers with all their digits (to 34). Raises ValueError when it is not JSON."""
    try:
        return from_json(json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant))
    except RecursionError:
        raise exceeded("depth", DEFAULT_LIMITS.depth) from None


def _no_constant(name: str) -> object:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


def _date(value: date) -> FeelDate:
    return FeelDate(value.year, value.month, value.day)


def _time(value: time) -> FeelTime:
    nanos = ((value.hour * 60 + value.minute) * 60 + value.second) * NANOS + value.microsecond * 1000
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key is not None:
        return FeelTime(nanos, None, value.tzinfo.key)
    offset = value.utcoffset()
    return FeelTime(nanos, None if offset is None else int(offset.total_seconds()))


def date_time_from_python(value: datetime) -> FeelDateTime:
    """Make a date and time; a ZoneInfo keeps its name, any other zone its offset."""
    offset = value.utcoffset()
    clock = _time(value.timetz())
    if offset is not None and clock.zone is None:
        clock = FeelTime(clock.nanos, int(offset.total_seconds()))
    return FeelDateTime(_date(value), clock)


def _duration(value: timedelta) -> DaysDuration:
    return DaysDuration((value.days * DAY_SECONDS + value.seconds) * NANOS + value.microseconds * 1000)


# datetime before date, whose subclass it is.
_FROM_PYTHON: tuple[tuple[type, Callable[..., FeelValue]], ...] = (
    (datetime, date_time_from_python),
    (date, _date),
    (time, _time),
    (timedelta, _duration),
)
