"""`and`, `or`, `if`, `between` and `instance of`: three-valued logic (DMN 1.5 table 50)."""

from engine.feel.compare import order
from engine.feel.compiler.core import Compiler, Handler
from engine.feel.places import Place
from engine.feel.runtime import Code, Frame, Run
from engine.feel.syntax import Between, If, InstanceOf, Junction, Node
from engine.feel.types import conforms, type_names
from engine.feel.values import FeelValue, kind_of


def _junction(compiler: Compiler, node: Junction) -> Code:
    """One value decides (`false` for and, `true` for or); otherwise anything that is no boolean makes it null."""
    operands = tuple([compiler.compile(operand) for operand in node.operands])
    decisive, place = node.operator == "or", compiler.place(node)
    if len(operands) == 2:
        return _of_two(*operands, place, decisive=decisive)

    def code(frame: Frame) -> FeelValue:
        others: list[FeelValue] = []
        for operand in operands:
            value = operand(frame)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                others.append(value)
        return _undecided(frame.run, others, place) if others else not decisive

    return code


def _of_two(left: Code, right: Code, place: Place, *, decisive: bool) -> Code:
    """Combine two conditions, the commonest case."""

    def code(frame: Frame) -> FeelValue:
        first = left(frame)
        if first is decisive:
            return decisive
        second = right(frame)
        if second is decisive:
            return decisive
        if first is second and type(first) is bool:
            return first
        return _undecided(frame.run, [first, second], place)

    return code


def _undecided(run: Run, values: list[FeelValue], place: Place) -> FeelValue:
    """Give null, and tell which of the values are neither boolean nor null."""
    for value in values:
        if value is not None and type(value) is not bool:
            run.warn("not_boolean", place, kind=kind_of(value))
    return None


def _if(compiler: Compiler, node: If) -> Code:
    """Take the first branch whose condition is true; null counts as not true."""
    branches = tuple(
        (compiler.compile(condition), compiler.compile(result), compiler.place(condition))
        for condition, result in node.branches
    )
    otherwise = compiler.compile(node.otherwise)

    def code(frame: Frame) -> FeelValue:
        for condition, result, place in branches:
            value = condition(frame)
            if value is True:
                return result(frame)
            if value is not False:
                frame.run.warn("condition", place, kind=kind_of(value))
        return otherwise(frame)

    return code


def _between(compiler: Compiler, node: Between) -> Code:
    value, low, high = compiler.compile(node.value), compiler.compile(node.low), compiler.compile(node.high)
    place = compiler.place(node)

    def code(frame: Frame) -> FeelValue:
        tested = value(frame)
        result = True
        for endpoint, sign in ((low(frame), 1), (high(frame), -1)):
            ordering = order(tested, endpoint)
            if ordering is None:
                return frame.run.null("not_comparable", place, left=kind_of(tested), right=kind_of(endpoint))
            result = result and ordering * sign >= 0
        return result

    return code


def _instance_of(compiler: Compiler, node: InstanceOf) -> Code:
    """Ask whether a value is of a type; null when the host does not know the type."""
    value, feel_type = compiler.compile(node.value), node.feel_type
    names, place = tuple(type_names(feel_type)), compiler.place(node)

    def code(frame: Frame) -> FeelValue:
        for name in names:
            if name not in frame.run.host.types:
                return frame.run.null("unknown_type", place, name=name)
        return conforms(frame.run, value(frame), feel_type)

    return code


HANDLERS: dict[type[Node], Handler] = {
    Junction: _junction,
    If: _if,
    Between: _between,
    InstanceOf: _instance_of,
}
