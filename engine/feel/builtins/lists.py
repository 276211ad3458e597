"""Functions on lists. Positions count from 1, or from the end when negative. No list that is handed in changes."""

from decimal import Decimal
from functools import cmp_to_key

from engine.feel.builtins.signature import Family
from engine.feel.compare import list_contains, same
from engine.feel.decimals import as_int
from engine.feel.runtime import Run, call
from engine.feel.values import FeelFunction, FeelValue

FUNCTIONS = Family()


@FUNCTIONS.define("list contains(list: list, element: any)")
def contains(run: Run, items: list[FeelValue], element: FeelValue) -> FeelValue:
    """Tell whether the list has the element (null among them)."""
    return list_contains(run, items, element)


@FUNCTIONS.define("count(list: list)")
def count(_run: Run, items: list[FeelValue]) -> FeelValue:
    """Count the items."""
    return Decimal(len(items))


@FUNCTIONS.define("sublist(list: list, start position: number, length?: number)")
def sublist(run: Run, items: list[FeelValue], start: Decimal, length: Decimal | None) -> FeelValue:
    """Give the part from a position, cut to a length."""
    index = _index(items, start)
    amount = len(items) if length is None else as_int(Decimal(int(length)) if abs(length) < 10**9 else length)
    if index is None:
        return run.null("argument_value", name="sublist", argument="start position")
    if amount is None or amount < 0 or (length is not None and index + amount > len(items)):
        return run.null("argument_value", name="sublist", argument="length")
    run.check_list(amount)
    return items[index : index + amount]


def _index(items: list[FeelValue], position: Decimal) -> int | None:
    """Turn a position into an index of Python; fractions are cut off. None when there is no such item."""
    if abs(position) >= 10**9:
        return None
    number = int(position)
    if number == 0 or abs(number) > len(items):
        return None
    return number - 1 if number > 0 else len(items) + number


@FUNCTIONS.define("append(list: list, ...item: any)")
def append(run: Run, items: list[FeelValue], *more: FeelValue) -> FeelValue:
    """Add items at the end."""
    run.check_list(len(items) + len(more))
    return [*items, *more]


@FUNCTIONS.define("concatenate(...list: any)")
def concatenate(run: Run, *lists: FeelValue) -> FeelValue:
    """Join lists into one."""
    return _joined(run, "concatenate", lists)


def _joined(run: Run, name: str, lists: tuple[FeelValue, ...]) -> list[FeelValue] | None:
    result: list[FeelValue] = []
    for items in lists:
        if items is None:
            run.warn("argument_value", name=name, argument="list")
            return None
        part = items if isinstance(items, list) else [items]
        run.check_list(len(result) + len(part))
        run.charge(len(part))
        result += part
    return result


@FUNCTIONS.define("insert before(list: list, position: number, newItem: any)")
def insert_before(run: Run, items: list[FeelValue], position: Decimal, new_item: FeelValue) -> FeelValue:
    """Put an item before a position."""
    index = _index(items, position)
    if index is None:
        return run.null("argument_value", name="insert before", argument="position")
    run.check_list(len(items) + 1)
    return [*items[:index], new_item, *items[index:]]


@FUNCTIONS.define("remove(list: list, position: number)")
def remove(run: Run, items: list[FeelValue], position: Decimal) -> FeelValue:
    """Leave out the item at a position."""
    index = _index(items, position)
    if index is None:
        return run.null("argument_value", name="remove", argument="position")
    run.check_list(len(items))
    return items[:index] + items[index + 1 :]


@FUNCTIONS.define("list replace(list: list, position: number, newItem: any)")
def replace_at(run: Run, items: list[FeelValue], position: Decimal, new_item: FeelValue) -> FeelValue:
    """Replace the item at a position."""
    index = _index(items, position)
    if index is None:
        return run.null("argument_value", name="list replace", argument="position")
    run.check_list(len(items))
    return [*items[:index], new_item, *items[index + 1 :]]


@FUNCTIONS.define("list replace(list: list, match: function, newItem: any)")
def replace_matching(run: Run, items: list[FeelValue], match: FeelFunction, new_item: FeelValue) -> FeelValue:
    """Replace every item for which `match(item, newItem)` is true."""
    run.check_list(len(items))
    result: list[FeelValue] = []
    for item in items:
        run.charge(2)
        verdict = call(match, run, item, new_item)
        if not isinstance(verdict, bool):
            return run.null("argument_value", name="list replace", argument="match")
        result.append(new_item if verdict else item)
    return result


@FUNCTIONS.define("reverse(list: list)")
def reverse(run: Run, items: list[FeelValue]) -> FeelValue:
    """Turn the order around."""
    run.check_list(len(items))
    return items[::-1]


@FUNCTIONS.define("index of(list: list, match: any)")
def index_of(run: Run, items: list[FeelValue], match: FeelValue) -> FeelValue:
    """Give the positions of all items equal to the match."""
    run.charge(len(items))
    return [Decimal(position) for position, item in enumerate(items, start=1) if same(run, item, match)]


@FUNCTIONS.define("union(...list: any)")
def union(run: Run, *lists: FeelValue) -> FeelValue:
    """Join lists and keep the first of equal items."""
    joined = _joined(run, "union", lists)
    return None if joined is None else _distinct(run, joined)


@FUNCTIONS.define("distinct values(list: list)")
def distinct_values(run: Run, items: list[FeelValue]) -> FeelValue:
    """Keep the first of equal items."""
    return _distinct(run, items)


def _distinct(run: Run, items: list[FeelValue]) -> list[FeelValue]:
    """Numbers and strings are found by hash, everything else by comparison."""
    seen: set[tuple[type, object]] = set()
    others: list[FeelValue] = []
    result: list[FeelValue] = []
    run.charge(2 * len(items))
    for item in items:
        if isinstance(item, (Decimal, str, bool)):
            key = (type(item), item)
            if key in seen:
                continue
            seen.add(key)
        elif list_contains(run, others, item):
            continue
        else:
            others.append(item)
        result.append(item)
    return result


@FUNCTIONS.define("duplicate values(list: list)")
def duplicate_values(run: Run, items: list[FeelValue]) -> FeelValue:
    """Give every item that occurs more than once, once (Camunda)."""
    distinct = _distinct(run, items)
    result: list[FeelValue] = []
    for item in distinct:
        run.charge(len(items))
        if sum(same(run, item, other) for other in items) > 1:
            result.append(item)
    return result


@FUNCTIONS.define("flatten(list: list)")
def flatten(run: Run, items: list[FeelValue]) -> FeelValue:
    """Take the items of nested lists out into one list."""
    result: list[FeelValue] = []
    _flatten_into(run, items, result, 0)
    return result


def _flatten_into(run: Run, items: list[FeelValue], result: list[FeelValue], depth: int) -> None:
    run.check_depth(depth)
    for item in items:
        run.charge(1)
        if isinstance(item, list):
            _flatten_into(run, item, result, depth + 1)
        else:
            result.append(item)
    run.check_list(len(result))


@FUNCTIONS.define("sort(list: list, precedes: function)")
def sort(run: Run, items: list[FeelValue], precedes: FeelFunction) -> FeelValue:
    """Sort stably by a function that tells whether its first argument comes before its second."""
    failed = False

    def compare(left: FeelValue, right: FeelValue) -> int:
        nonlocal failed
        run.charge(3)
        if failed:
            return 0
        verdict = call(precedes, run, left, right)
        if not isinstance(verdict, bool):
            failed = True
            return 0
        if verdict:
            return -1
        return 1 if call(precedes, run, right, left) is True else 0

    run.check_list(len(items))
    result = sorted(items, key=cmp_to_key(compare))
    return run.null("argument_value", name="sort", argument="precedes") if failed else result


@FUNCTIONS.define("partition(list: list, size: number)")
def partition(run: Run, items: list[FeelValue], size: Decimal) -> FeelValue:
    """Cut a list into lists of a size (Camunda)."""
    width = as_int(size)
    if width is None or width < 1:
        return run.null("argument_value", name="partition", argument="size")
    run.charge(len(items) // width + (len(items) >> 3))
    return [items[start : start + width] for start in range(0, len(items), width)]


@FUNCTIONS.define("is empty(list: list)")
def is_empty(_run: Run, items: list[FeelValue]) -> FeelValue:
    """Tell whether a list has no items (Camunda)."""
    return not items
