"""Arithmetic and comparison, with a short way for two numbers."""

from collections.abc import Callable
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from engine.feel.arithmetic import OPERATORS, negate
from engine.feel.compare import equal, order
from engine.feel.compiler.core import Compiler, Handler, constant, constant_of, label_of
from engine.feel.decimals import NUMBER
from engine.feel.runtime import Code, Frame, Run
from engine.feel.syntax import Chain, Comparison, Negate, Node
from engine.feel.values import FeelValue, kind_of

_FAST: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": NUMBER.add,
    "-": NUMBER.subtract,
    "*": NUMBER.multiply,
}
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def _negate(compiler: Compiler, node: Negate) -> Code:
    value = constant_of(node)
    if value is not None:
        return constant(value)
    operand = compiler.compile(node.operand)
    return lambda frame: negate(frame.run, operand(frame))


def _chain(compiler: Compiler, node: Chain) -> Code:
    """Compile `a + b - c …`: two operands directly, more in a loop."""
    first = compiler.compile(node.first)
    if len(node.rest) == 1:
        sign, operand = node.rest[0]
        return _binary(sign, first, compiler.compile(operand), label_of(node.first, operand))
    steps = [(OPERATORS[sign], compiler.compile(operand), label_of(operand)) for sign, operand in node.rest]

    def code(frame: Frame) -> FeelValue:
        value = first(frame)
        run = frame.run
        for operation, operand, where in steps:
            value = operation(run, value, operand(frame), where)
        return value

    return code


def _binary(sign: str, left: Code, right: Code, where: str) -> Code:
    operation = OPERATORS[sign]
    fast = _FAST.get(sign)
    if fast is None:
        return lambda frame: operation(frame.run, left(frame), right(frame), where)

    def code(frame: Frame) -> FeelValue:
        first, second = left(frame), right(frame)
        if type(first) is Decimal and type(second) is Decimal:
            value = fast(first, second)
            if value.is_finite():
                return value
        return operation(frame.run, first, second, where)

    return code


def _comparison(compiler: Compiler, node: Comparison) -> Code:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    where = label_of(node.left, node.right)
    fixed = constant_of(node.right)
    if node.operator in _ORDERS:
        if isinstance(fixed, Decimal):
            return _ordered_with(node.operator, left, fixed, where)
        return _ordered(node.operator, left, right, where)
    if isinstance(fixed, (str, Decimal)):
        return _equal_to(left, fixed, where, negated=node.operator == "!=")
    return _equality(left, right, where, negated=node.operator == "!=")


def _ordered(sign: str, left: Code, right: Code, where: str) -> Code:
    compare = _ORDERS[sign]

    def code(frame: Frame) -> FeelValue:
        first, second = left(frame), right(frame)
        if type(first) is Decimal and type(second) is Decimal:
            return compare(first, second)
        frame.run.steps -= 3
        ordering = order(first, second)
        if ordering is None:
            return frame.run.null("not_comparable", left=kind_of(first), right=kind_of(second), where=where)
        return compare(ordering, 0)

    return code


def _ordered_with(sign: str, left: Code, fixed: Decimal, where: str) -> Code:
    """Compare with a number of the text, the commonest condition of all: nothing is computed on the right."""
    compare = _ORDERS[sign]

    def code(frame: Frame) -> FeelValue:
        first = left(frame)
        return compare(first, fixed) if type(first) is Decimal else rest(frame.run, first)

    def rest(run: Run, first: FeelValue) -> FeelValue:
        run.steps -= 3
        ordering = order(first, fixed)
        if ordering is None:
            return run.null("not_comparable", left=kind_of(first), right=kind_of(fixed), where=where)
        return compare(ordering, 0)

    return code


def _equal_to(left: Code, fixed: str | Decimal, where: str, *, negated: bool) -> Code:
    """Compare with a string or number of the text."""
    cls = type(fixed)

    def code(frame: Frame) -> FeelValue:
        first = left(frame)
        if type(first) is cls:
            return (first == fixed) is not negated
        result = equal(frame.run, first, fixed)
        if result is None:
            return frame.run.null("not_comparable", left=kind_of(first), right=kind_of(fixed), where=where)
        return result is not negated

    return code


def _equality(left: Code, right: Code, where: str, *, negated: bool) -> Code:
    def code(frame: Frame) -> FeelValue:
        first, second = left(frame), right(frame)
        cls = type(first)
        if cls is type(second) and (cls is str or cls is Decimal):
            return (first == second) is not negated
        result = equal(frame.run, first, second)
        if result is None:
            return frame.run.null("not_comparable", left=kind_of(first), right=kind_of(second), where=where)
        return result is not negated

    return code


HANDLERS: dict[type[Node], Handler] = {Negate: _negate, Chain: _chain, Comparison: _comparison}
