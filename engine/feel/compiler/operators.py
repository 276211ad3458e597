"""Arithmetic and comparison, with a short way for two numbers."""

from collections.abc import Callable
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any, TypeAlias

from engine.feel.arithmetic import OPERATORS, negate
from engine.feel.compare import equal, order
from engine.feel.compiler.core import Compiler, Handler, constant, constant_of
from engine.feel.decimals import NUMBER
from engine.feel.places import Place
from engine.feel.runtime import Code, Frame, Run
from engine.feel.syntax import Chain, Comparison, Negate, Node
from engine.feel.values import FeelValue, kind_of

_FAST: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBER.add,
    "-": NUMBER.subtract,
    "*": NUMBER.multiply,
}
Compare: TypeAlias = Callable[[Any, Any], bool]
Slowly: TypeAlias = Callable[[Run, FeelValue, FeelValue], FeelValue]
_ORDERS: dict[str, Compare] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_COMPARISONS: dict[str, Compare] = {**_ORDERS, "=": eq, "!=": ne}


def _negate(compiler: Compiler, node: Negate) -> Code:
    value = constant_of(node)
    if value is not None:
        return constant(value)
    operand, place = compiler.compile(node.operand), compiler.place(node)

    def code(frame: Frame) -> FeelValue:
        value, run = operand(frame), frame.run
        before = len(run.warnings)
        result = negate(run, value)
        if len(run.warnings) > before:
            run.place_warnings(before, place)
        return result

    return code


def _chain(compiler: Compiler, node: Chain) -> Code:
    """Compile `a + b - c …`: two operands directly, more in a loop."""
    first = compiler.compile(node.first)
    if len(node.rest) == 1:
        sign, operand = node.rest[0]
        return _binary(sign, first, compiler.compile(operand), compiler.place(node))
    steps = [(OPERATORS[sign], compiler.compile(operand)) for sign, operand in node.rest]
    place = compiler.place(node)

    def code(frame: Frame) -> FeelValue:
        value = first(frame)
        run = frame.run
        before = len(run.warnings)
        for operation, operand in steps:
            value = operation(run, value, operand(frame), place)
        if len(run.warnings) > before:
            run.place_warnings(before, place)
        return value

    return code


def _binary(sign: str, left: Code, right: Code, place: Place) -> Code:
    operation = OPERATORS[sign]
    fast = _FAST.get(sign)

    def code(frame: Frame) -> FeelValue:
        first, second = left(frame), right(frame)
        if fast is not None and type(first) is Decimal and type(second) is Decimal:
            value = fast(first, second)
            if value.is_finite():
                return value
        run = frame.run
        before = len(run.warnings)
        result = operation(run, first, second, place)
        if len(run.warnings) > before:
            run.place_warnings(before, place)
        return result

    return code


def _comparison(compiler: Compiler, node: Comparison) -> Code:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    compare = _COMPARISONS[node.operator]
    slowly = _compare_any(node.operator, compiler.place(node))
    fixed = constant_of(node.right)
    if type(fixed) is not Decimal and (type(fixed) is not str or node.operator in _ORDERS):
        return _compare_two(compare, left, right, slowly, equality=node.operator not in _ORDERS)
    name = compiler.outside_name(node.left)
    if name is None:
        return _compare_fixed(compare, left, fixed, slowly)
    return _compare_variable(compare, name, left, fixed, slowly)


def _compare_any(sign: str, place: Place) -> Slowly:
    """Compare two values of any kind; null, with a warning, for two that cannot be compared."""
    compare = _ORDERS.get(sign)

    def code(run: Run, first: FeelValue, second: FeelValue) -> FeelValue:
        result: bool | None
        if compare is None:
            same = equal(run, first, second)
            result = same if same is None else same is (sign == "=")
        else:
            run.steps -= 3
            ordering = order(first, second)
            result = None if ordering is None else compare(ordering, 0)
        if result is None:
            run.warn("not_comparable", place, left=kind_of(first), right=kind_of(second))
        return result

    return code


def _compare_two(compare: Compare, left: Code, right: Code, slowly: Slowly, *, equality: bool) -> Code:
    """Compare what two parts give; numbers directly, strings only whether they are equal."""

    def code(frame: Frame) -> FeelValue:
        first, second = left(frame), right(frame)
        cls = type(first)
        if cls is type(second) and (cls is Decimal or (equality and cls is str)):
            return compare(first, second)
        return slowly(frame.run, first, second)

    return code


def _compare_fixed(compare: Compare, left: Code, fixed: FeelValue, slowly: Slowly) -> Code:
    """Compare with a number or string of the text: nothing is computed on the right."""
    cls = type(fixed)

    def code(frame: Frame) -> FeelValue:
        first = left(frame)
        return compare(first, fixed) if type(first) is cls else slowly(frame.run, first, fixed)

    return code


def _compare_variable(compare: Compare, name: str, read: Code, fixed: FeelValue, slowly: Slowly) -> Code:
    """Compare a variable with a number or string of the text, the commonest condition of all: one call for both."""
    cls = type(fixed)

    def code(frame: Frame) -> FeelValue:
        first = frame.variables.get(name)
        if type(first) is cls:
            return compare(first, fixed)
        first = read(frame)
        return compare(first, fixed) if type(first) is cls else slowly(frame.run, first, fixed)

    return code


HANDLERS: dict[type[Node], Handler] = {Negate: _negate, Chain: _chain, Comparison: _comparison}
