"""Compile `in` and unary tests: does a value pass one of several tests (DMN 1.5 §10.3.1.2, rules 7–17)."""

from collections.abc import Callable
from operator import ge, gt, le, lt
from typing import TypeAlias

from engine.feel.compare import equal, in_range, order
from engine.feel.compiler.core import INPUT, Compiler, Handler, Local
from engine.feel.places import Place
from engine.feel.runtime import Code, Frame, Run
from engine.feel.syntax import In, Literal, Name, Node, RangeLiteral, UnaryComparison, UnaryTests, children
from engine.feel.values import FeelValue, Range, kind_of

Test: TypeAlias = Callable[[Frame, FeelValue], bool | None]
_ORDERS: dict[str, Callable[[int, int], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def _in(compiler: Compiler, node: In) -> Code:
    value = compiler.compile(node.value)
    slot, tests = _tests(compiler, node.tests, cell=False)

    def code(frame: Frame) -> FeelValue:
        tested = frame.slots[slot] = value(frame)
        return _any(frame, tested, tests)

    return code


def _unary_tests(compiler: Compiler, node: UnaryTests) -> Code:
    """Ask whether any test passes, or none for `not(…)`; without tests everything passes."""
    slot, tests = _tests(compiler, node.tests, cell=True)
    if not tests:
        return lambda _frame: True
    negated = node.negated

    def code(frame: Frame) -> FeelValue:
        tested = frame.slots[slot] = frame.variables.get(INPUT)
        result = _any(frame, tested, tests)
        return result if result is None else result is not negated

    return code


def _tests(compiler: Compiler, nodes: tuple[Node, ...], *, cell: bool) -> tuple[int, tuple[tuple[Test, Place], ...]]:
    slot = compiler.new_slot()
    with compiler.scope(Local({INPUT: slot})):
        return slot, tuple((_test(compiler, node, cell=cell), compiler.place(node)) for node in nodes)


def _any(frame: Frame, tested: FeelValue, tests: tuple[tuple[Test, Place], ...]) -> bool | None:
    verdict: bool | None = False
    run = frame.run
    for test, place in tests:
        before = len(run.warnings)
        result = test(frame, tested)
        if len(run.warnings) > before:
            run.place_warnings(before, place)
        if result is True:
            return True
        if result is None:
            verdict = None
    return verdict


def _test(compiler: Compiler, node: Node, *, cell: bool) -> Test:
    if isinstance(node, UnaryComparison):
        return _compare_test(node.operator, compiler.compile(node.operand))
    code = compiler.compile(node)
    if isinstance(node, RangeLiteral):
        return lambda frame, tested: _inside(frame.run, tested, code(frame))
    if _reads_input(node):
        return lambda frame, _tested: _as_boolean(frame.run, code(frame))
    # A cell that says just `true` asks for that value; only what is computed can be a condition that holds by itself.
    conditional = cell and not isinstance(node, Literal)
    return lambda frame, tested: _matches(frame.run, tested, code(frame), conditional=conditional)


def _as_boolean(run: Run, value: FeelValue) -> bool | None:
    if isinstance(value, bool):
        return value
    if value is not None:
        run.warn("not_boolean", kind=kind_of(value))
    return None


def _reads_input(root: Node) -> bool:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name) and node.name == INPUT:
            return True
        waiting.extend(children(node))
    return False


def _compare_test(sign: str, operand: Code) -> Test:
    compare = _ORDERS.get(sign)

    def ordered(frame: Frame, tested: FeelValue) -> bool | None:
        other = operand(frame)
        ordering = order(tested, other)
        if ordering is None or compare is None:
            frame.run.warn("not_comparable", left=kind_of(tested), right=kind_of(other))
            return None
        return compare(ordering, 0)

    def equality(frame: Frame, tested: FeelValue) -> bool | None:
        other = operand(frame)
        result = equal(frame.run, tested, other)
        if result is None:
            frame.run.warn("not_comparable", left=kind_of(tested), right=kind_of(other))
            return None
        return result is (sign == "=")

    return equality if compare is None else ordered


def _matches(run: Run, tested: FeelValue, wanted: FeelValue, *, conditional: bool) -> bool | None:
    """Test a value against another: equal to it, inside it, or a condition that holds by itself."""
    if isinstance(wanted, Range):
        return _inside(run, tested, wanted)
    if isinstance(wanted, list):
        run.charge(len(wanted))
        if isinstance(tested, list) and equal(run, tested, wanted) is True:
            return True
        return any(
            in_range(run, tested, item) is True if isinstance(item, Range) else equal(run, tested, item) is True
            for item in wanted
        )
    if conditional and isinstance(wanted, bool) and not isinstance(tested, bool):
        return wanted
    result = equal(run, tested, wanted)
    if result is None:
        run.warn("not_comparable", left=kind_of(tested), right=kind_of(wanted))
    return result


def _inside(run: Run, tested: FeelValue, interval: FeelValue) -> bool | None:
    """Test a value against a range; a range that is null has said why already."""
    if not isinstance(interval, Range):
        return None
    result = in_range(run, tested, interval)
    if result is None:
        endpoint = interval.end if interval.start is None else interval.start
        run.warn("not_comparable", left=kind_of(tested), right=kind_of(endpoint))
    return result


HANDLERS: dict[type[Node], Handler] = {In: _in, UnaryTests: _unary_tests}
