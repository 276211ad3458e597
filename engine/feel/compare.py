"""Equality and order of FEEL values (DMN 1.5 §10.3.2.13): three-valued, null where two values cannot be compared.

These functions only compare; the operators record why a result is null.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from engine.feel.runtime import Run
from engine.feel.temporal.values import (
    NANOS,
    DaysDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    MonthsDuration,
)
from engine.feel.values import FeelFunction, FeelValue, Kind, Range, kind_of

_PLAIN = frozenset({Decimal, str, bool, FeelDate, DaysDuration, MonthsDuration})
_ORDERED = frozenset({Decimal, str, FeelDate, DaysDuration, MonthsDuration})


def equal(run: Run, left: FeelValue, right: FeelValue, depth: int = 0) -> bool | None:
    """Compare two values; values of different kinds give None, except that null is unequal to everything else."""
    if left is None or right is None:
        return left is right
    cls = type(left)
    if cls is type(right) and cls in _PLAIN:
        return left == right
    kind = kind_of(left)
    if kind is not kind_of(right):
        return None
    run.check_depth(depth)
    return _equal_parts(run, left, right, depth)


def _equal_parts(run: Run, left: FeelValue, right: FeelValue, depth: int) -> bool | None:  # noqa: PLR0911 - one case a line
    """Compare two values of one kind that have parts."""
    match left, right:
        case ((FeelDateTime() | FeelTime()), (FeelDateTime() | FeelTime())):
            return _both_zoned_or_local(left, right) and order(left, right) == 0
        case list(), list():
            return len(left) == len(right) and _all_equal(run, zip(left, right, strict=True), depth)
        case Mapping(), Mapping():
            if left.keys() != right.keys():
                return False
            return _all_equal(run, ((value, right[key]) for key, value in left.items()), depth)
        case Range(), Range():
            if (left.start_included, left.end_included) != (right.start_included, right.end_included):
                return False
            return _all_equal(run, ((left.start, right.start), (left.end, right.end)), depth)
        case FeelFunction(), FeelFunction():
            return left is right
    return left == right


def _all_equal(run: Run, pairs: Iterable[tuple[FeelValue, FeelValue]], depth: int) -> bool | None:
    """Combine the comparisons of parts: one inequality decides, one null makes the rest null."""
    result: bool | None = True
    for left, right in pairs:
        run.steps -= 1
        same = equal(run, left, right, depth + 1)
        if same is False:
            return False
        if same is None:
            result = None
    return result


def same(run: Run, left: FeelValue, right: FeelValue) -> bool:
    """Tell whether two values are equal, counting what cannot be compared as different."""
    return equal(run, left, right) is True


def order(left: FeelValue, right: FeelValue) -> int | None:
    """Give -1, 0 or 1, or None when the values have no order (other kinds, null)."""
    cls = type(left)
    if cls is type(right) and cls in _ORDERED:
        return _sign(left, right)
    match left, right:
        case FeelDateTime(), FeelDateTime():
            return _order_moments(left, right)
        case FeelTime(), FeelTime():
            return _sign(left.nanos, right.nanos - _time_gap(left, right))
    kind = kind_of(left)
    if kind is kind_of(right) and kind in {Kind.NUMBER, Kind.STRING}:
        return _sign(left, right)
    return None


def _order_moments(left: FeelDateTime, right: FeelDateTime) -> int:
    """Order two dates and times as instants; a local one takes the offset of the other."""
    first, second = left.offset, right.offset
    gap = 0 if first is None or second is None else second - first
    return _sign(left.local_nanos, right.local_nanos - gap * NANOS)


def _time_offset(time: FeelTime) -> int | None:
    """Give the offset of a time of day; a zone counts by its rule of 1 January 2000."""
    return time.offset_on(10_957)


def _time_gap(left: FeelTime, right: FeelTime) -> int:
    """Give the second offset less the first, in nanoseconds; a local time takes the offset of the other."""
    first, second = _time_offset(left), _time_offset(right)
    return 0 if first is None or second is None else (second - first) * NANOS


def _both_zoned_or_local(left: FeelDateTime | FeelTime, right: FeelDateTime | FeelTime) -> bool:
    first, second = (value.time if isinstance(value, FeelDateTime) else value for value in (left, right))
    return (first.offset is None and first.zone is None) is (second.offset is None and second.zone is None)


def time_difference(left: FeelTime, right: FeelTime) -> int | None:
    """Subtract two times of day, in nanoseconds; None for a local against a zoned one."""
    return left.nanos - right.nanos + _time_gap(left, right) if _both_zoned_or_local(left, right) else None


def _sign(left: FeelValue, right: FeelValue) -> int:
    if left == right:
        return 0
    return -1 if left < right else 1  # type: ignore[operator] # both are of one ordered class


def in_range(run: Run, value: FeelValue, interval: Range) -> bool | None:
    """Tell whether a value lies in a range; None when it cannot be compared with an endpoint."""
    run.steps -= 1
    if interval.start is not None:
        low = order(interval.start, value)
        if low is None:
            return None
        if low > 0 or (low == 0 and not interval.start_included):
            return False
    if interval.end is not None:
        high = order(value, interval.end)
        if high is None:
            return None
        if high > 0 or (high == 0 and not interval.end_included):
            return False
    return True if interval.start is not None or interval.end is not None else None


def list_contains(run: Run, items: list[FeelValue], value: FeelValue) -> bool:
    """Tell whether a list has an item equal to `value` (null is found among nulls)."""
    run.charge(len(items))
    return any(same(run, item, value) for item in items)
