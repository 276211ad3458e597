"""Cells of decision tables as intervals: what `[1..10]`, `> 5`, `"a","b"` or `not("a")` let pass.

Only tests of literals can be read so; for all others the cell itself must be run.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from engine.feel import Expression, FeelDate, compile_expression, syntax

Value: TypeAlias = Decimal | str | bool | FeelDate
KINDS = (Decimal, str, bool, FeelDate)
_AS_DATE = re.compile(r"-?\d{4,9}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Interval:
    """All values between two bounds; None is without a bound."""

    low: Value | None
    high: Value | None
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """What a cell lets pass among the values of one class; `is_negated` for all but these."""

    kind: type
    parts: tuple[Interval, ...]
    is_negated: bool


def intervals_of(tests: Expression) -> Intervals | None:
    """Read a cell's tests as intervals; None when they are more than literals of one kind."""
    tree = tests.tree
    if not isinstance(tree, syntax.UnaryTests) or not tree.tests:
        return None
    parts: list[Interval] = []
    for node in tree.tests:
        part = interval_of(node)
        if part is None:
            return None
        parts.append(part)
    kinds = {type(bound) for part in parts for bound in (part.low, part.high) if bound is not None}
    if len(kinds) != 1:
        return None
    return Intervals(kind=kinds.pop(), parts=tuple(parts), is_negated=tree.negated)


def interval_of(node: syntax.Node) -> Interval | None:
    """Read one test as an interval; None when it is more than literals."""
    if isinstance(node, syntax.UnaryComparison):
        return _comparison(node)
    if isinstance(node, syntax.RangeLiteral):
        return _range(node)
    value = constant_of(node)
    return None if value is None else Interval(value, value, low_included=True, high_included=True)


def _comparison(node: syntax.UnaryComparison) -> Interval | None:
    value = constant_of(node.operand)
    if value is None or node.operator == "!=":
        return None
    if node.operator == "=":
        return Interval(value, value, low_included=True, high_included=True)
    if isinstance(value, bool):
        return None  # FEEL gives truth values no order
    is_included = node.operator in {"<=", ">="}
    if node.operator in {"<", "<="}:
        return Interval(None, value, low_included=False, high_included=is_included)
    return Interval(value, None, low_included=is_included, high_included=False)


def _range(node: syntax.RangeLiteral) -> Interval | None:
    if node.start is None or node.end is None:
        return None
    low, high = constant_of(node.start), constant_of(node.end)
    if low is None or high is None or type(low) is not type(high) or isinstance(low, bool):
        return None
    if low > high:  # type: ignore[operator] # both are of one class
        return None
    return Interval(low, high, low_included=node.start_included, high_included=node.end_included)


def constant_of(node: syntax.Node) -> Value | None:
    """Read a literal number, string, truth value or date; None for anything else."""
    if isinstance(node, syntax.Negate):
        value = constant_of(node.operand)
        return -value if isinstance(value, Decimal) else None
    if isinstance(node, syntax.Literal) and isinstance(node.value, KINDS):
        return node.value
    return _date(node)


def _date(node: syntax.Node) -> FeelDate | None:
    """Read `@"2026-07-01"` or `date("2026-07-01")`; other times have no order that intervals could use."""
    match node:
        case syntax.AtLiteral(text=text):
            pass
        case syntax.Call(function=syntax.Name(name="date"), arguments=(syntax.Literal(value=str(text)),), names=None):
            pass
        case _:
            return None
    if _AS_DATE.fullmatch(text) is None:
        return None
    value = compile_expression(f'date("{text}")').evaluate({}).value
    return value if isinstance(value, FeelDate) else None
