"""Functions that make one value of many, taking a list or the values themselves."""

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key, reduce

from engine.feel.arithmetic import add, finite
from engine.feel.builtins.signature import Family, Implementation
from engine.feel.compare import order
from engine.feel.decimals import NUMBER, WIDE
from engine.feel.runtime import Run
from engine.feel.temporal.values import DaysDuration, MonthsDuration
from engine.feel.values import FeelValue

FUNCTIONS = Family()


def _define(name: str) -> Callable[[Implementation], Implementation]:
    """Declare a function both on a list and on any number of values."""

    def decorate(implementation: Implementation) -> Implementation:
        FUNCTIONS.define(f"{name}(list: list)")(implementation)
        FUNCTIONS.define(f"{name}(...items: any)")(lambda run, *items: implementation(run, list(items)))
        return implementation

    return decorate


def _numbers(run: Run, name: str, items: list[FeelValue]) -> list[Decimal] | None:
    run.charge(len(items))
    numbers = [item for item in items if isinstance(item, Decimal)]
    if len(numbers) == len(items):
        return numbers
    run.warn("argument_value", name=name, argument="list")
    return None


def _extreme(run: Run, name: str, items: list[FeelValue], sign: int) -> FeelValue:
    """Give the least (sign -1) or greatest (1) of values that can be compared with each other."""
    if not items:
        return None
    run.charge(len(items))
    best = items[0]
    if order(best, best) is None:
        return run.null("argument_value", name=name, argument="list")
    for item in items[1:]:
        ordering = order(item, best)
        if ordering is None:
            return run.null("argument_value", name=name, argument="list")
        if ordering == sign:
            best = item
    return best


@_define("min")
def minimum(run: Run, items: list[FeelValue]) -> FeelValue:
    """Give the least value; null for none."""
    return _extreme(run, "min", items, -1)


@_define("max")
def maximum(run: Run, items: list[FeelValue]) -> FeelValue:
    """Give the greatest value; null for none."""
    return _extreme(run, "max", items, 1)


@_define("sum")
def total(run: Run, items: list[FeelValue]) -> FeelValue:
    """Add up numbers, or durations of one kind; null for none."""
    if not items:
        return None
    run.charge(len(items))
    result: FeelValue = items[0]
    if not isinstance(result, (Decimal, DaysDuration, MonthsDuration)):
        return run.null("argument_value", name="sum", argument="list")
    kind = type(result)
    if any(type(item) is not kind for item in items):
        return run.null("argument_value", name="sum", argument="list")
    if kind is Decimal:
        return finite(run, reduce(NUMBER.add, items))  # type: ignore[arg-type] # all are numbers
    for item in items[1:]:
        result = add(run, result, item)
    return result


@_define("mean")
def mean(run: Run, items: list[FeelValue]) -> FeelValue:
    """Give the arithmetic mean of numbers or durations; null for none."""
    if not items:
        return None
    result = total(run, items)
    amount = Decimal(len(items))
    if isinstance(result, Decimal):
        return finite(run, NUMBER.divide(result, amount))
    if isinstance(result, DaysDuration):
        return DaysDuration(round(result.nanos / amount))
    return MonthsDuration(int(result.months / amount)) if isinstance(result, MonthsDuration) else None


@_define("median")
def median(run: Run, items: list[FeelValue]) -> FeelValue:
    """Give the middle number, or the mean of the two in the middle; null for none."""
    numbers = _numbers(run, "median", items)
    if not numbers:
        return None
    run.charge(len(numbers))
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return finite(run, NUMBER.divide(WIDE.add(ordered[middle - 1], ordered[middle]), Decimal(2)))


@_define("product")
def product(run: Run, items: list[FeelValue]) -> FeelValue:
    """Multiply numbers; null for none."""
    numbers = _numbers(run, "product", items)
    if not numbers:
        return None if numbers is None else run.null("argument_value", name="product", argument="list")
    result = Decimal(1)
    for number in numbers:
        result = NUMBER.multiply(result, number)
    return finite(run, result)


@_define("stddev")
def standard_deviation(run: Run, items: list[FeelValue]) -> FeelValue:
    """Give the sample standard deviation; null for less than two numbers."""
    numbers = _numbers(run, "stddev", items)
    if numbers is None:
        return None
    if len(numbers) < 2:
        return run.null("argument_value", name="stddev", argument="list")
    amount = len(numbers)
    average = _PRECISE.divide(_precise_sum(numbers), Decimal(amount))
    squares = [_PRECISE.power(_PRECISE.subtract(number, average), Decimal(2)) for number in numbers]
    variance = _PRECISE.divide(_precise_sum(squares), Decimal(amount - 1))
    return finite(run, NUMBER.plus(_PRECISE.sqrt(variance)))


_PRECISE = NUMBER.copy()
_PRECISE.prec = 60


def _precise_sum(numbers: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for number in numbers:
        result = _PRECISE.add(result, number)
    return result


@_define("mode")
def mode(run: Run, items: list[FeelValue]) -> FeelValue:
    """Give the most frequent numbers, in rising order."""
    numbers = _numbers(run, "mode", items)
    if numbers is None:
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted((number for number, times in counts.items() if times == most), key=cmp_to_key(_by_value))


def _by_value(left: Decimal, right: Decimal) -> int:
    return -1 if left < right else int(left > right)


def _junction(run: Run, name: str, items: list[FeelValue], *, decisive: bool) -> FeelValue:
    """Combine booleans as `and` and `or` do; anything that is neither boolean nor null refuses the list."""
    run.charge(len(items))
    if any(item is not None and not isinstance(item, bool) for item in items):
        return run.null("argument_value", name=name, argument="list")
    if any(item is decisive for item in items):
        return decisive
    return None if any(item is None for item in items) else not decisive


@_define("all")
def every(run: Run, items: list[FeelValue]) -> FeelValue:
    """Tell whether all items are true."""
    return _junction(run, "all", items, decisive=False)


@_define("any")
def some(run: Run, items: list[FeelValue]) -> FeelValue:
    """Tell whether any item is true."""
    return _junction(run, "any", items, decisive=True)
