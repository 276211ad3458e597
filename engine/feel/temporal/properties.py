"""The properties of dates, times and durations that a path reads (DMN 1.5 table 65)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from engine.feel.decimals import NUMBER
from engine.feel.temporal.civil import weekday_of
from engine.feel.temporal.values import DAY_NANOS, NANOS, DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration

Property: TypeAlias = Callable[[Any], object]
_Properties: TypeAlias = Mapping[str, Property]


def _part(duration: DaysDuration, unit: int, limit: int) -> Decimal:
    """Give the whole units of a duration that are left within the next larger unit, with the duration's sign."""
    amount = abs(duration.nanos) // unit
    if limit:
        amount %= limit
    return Decimal(-amount if duration.nanos < 0 else amount)


def _seconds(nanos: int) -> Decimal:
    return NUMBER.divide(Decimal(nanos), Decimal(NANOS))


def _offset(seconds: int | None) -> DaysDuration | None:
    return None if seconds is None else DaysDuration(seconds * NANOS)


def _months_part(duration: MonthsDuration, *, years: bool) -> Decimal:
    amount = abs(duration.months) // 12 if years else abs(duration.months) % 12
    return Decimal(-amount if duration.months < 0 else amount)


_DATE: _Properties = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": lambda v: Decimal(weekday_of(v.days)),
}
_TIME: _Properties = {
    "hour": lambda v: Decimal(v.nanos // (3600 * NANOS)),
    "minute": lambda v: Decimal(v.nanos // (60 * NANOS) % 60),
    "second": lambda v: Decimal(v.nanos // NANOS % 60),
    "time offset": lambda v: _offset(v.offset_on(10_957)),
    "timezone": lambda v: v.zone,
}


def _of_date(read: Property) -> Property:
    return lambda moment: read(moment.date)


def _of_time(read: Property) -> Property:
    return lambda moment: read(moment.time)


PROPERTIES: Mapping[type, _Properties] = {
    FeelDate: _DATE,
    FeelTime: _TIME,
    FeelDateTime: {
        **{name: _of_date(read) for name, read in _DATE.items()},
        **{name: _of_time(read) for name, read in _TIME.items()},
        "time offset": lambda v: _offset(v.offset),
        "date": lambda v: v.date,
        "time": lambda v: v.time,
    },
    DaysDuration: {
        "days": lambda v: _part(v, DAY_NANOS, 0),
        "hours": lambda v: _part(v, 3600 * NANOS, 24),
        "minutes": lambda v: _part(v, 60 * NANOS, 60),
        "seconds": lambda v: _seconds((abs(v.nanos) % (60 * NANOS)) * (-1 if v.nanos < 0 else 1)),
    },
    MonthsDuration: {
        "years": lambda v: _months_part(v, years=True),
        "months": lambda v: _months_part(v, years=False),
    },
}
