"""Function literals: values that keep the frame they were made in."""

from engine.feel.compiler.core import Compiler, Handler, Local
from engine.feel.limits import exceeded
from engine.feel.runtime import Code, Frame, Run
from engine.feel.syntax import FunctionLiteral, Node, measure_depth
from engine.feel.temporal.values import FeelDate, FeelDateTime, FeelTime
from engine.feel.types import SIMPLE_TYPES, AnyType, FeelType, conforms
from engine.feel.values import FeelFunction, FeelValue, kind_of


def _function(compiler: Compiler, node: FunctionLiteral) -> Code:
    return compile_function(compiler, node)


def compile_function(compiler: Compiler, node: FunctionLiteral, own_slot: int | None = None) -> Code:
    """Compile a function literal; `own_slot` is where its body finds the function itself, so that it can recur."""
    if node.body is None:
        place = compiler.place(node)
        return lambda frame: frame.run.null("external_function", place)
    names = tuple(name for name, _ in node.parameters)
    slots = tuple(compiler.new_slot() for _ in names)
    with compiler.scope(Local(dict(zip(names, slots, strict=True)))):
        body, weight = compiler.compile_weighed(node.body)
    typed = tuple((index, kind) for index, (_, kind) in enumerate(node.parameters) if not isinstance(kind, AnyType))
    maker = _Maker(names, slots, body, weight, 3 * measure_depth(node.body) + 3, typed)

    def code(frame: Frame) -> FeelValue:
        function, captured = maker.make(frame)
        if own_slot is not None:
            captured[own_slot] = function
        return function

    return code


_DATE_TIME = SIMPLE_TYPES["date and time"]


class _Maker:
    """Everything about a function literal that does not change from one evaluation to the next."""

    __slots__ = ("_body", "_frames", "_names", "_slots", "_typed", "_weight")

    def __init__(
        self,
        names: tuple[str, ...],
        slots: tuple[int, ...],
        body: Code,
        weight: int,
        frames: int,
        typed: tuple[tuple[int, FeelType], ...],
    ) -> None:
        self._names = names
        self._slots = slots
        self._body = body
        self._weight = weight
        self._frames = frames
        self._typed = typed

    def make(self, frame: Frame) -> tuple[FeelFunction, list[FeelValue]]:
        """Make the function value; the slots are copied, as a loop goes on to change them."""
        captured = frame.slots.copy()
        variables = frame.variables

        def invoke(run: Run, arguments: list[FeelValue]) -> FeelValue:
            if len(arguments) != len(self._slots):
                return run.null("argument_count", name="function", count=len(arguments))
            if self._typed and not self._accepts(run, arguments):
                return None
            slots = captured.copy()
            for slot, argument in zip(self._slots, arguments, strict=True):
                slots[slot] = argument
            return self._run(Frame(variables, slots, run))

        def invoke_named(run: Run, arguments: dict[str, FeelValue]) -> FeelValue:
            for name in arguments:
                if name not in self._names:
                    return run.null("argument_name", name="function", argument=name)
            return invoke(run, [arguments.get(name) for name in self._names])

        return FeelFunction("function", (self._names,), invoke, invoke_named, len(self._names)), captured

    def _run(self, frame: Frame) -> FeelValue:
        run = frame.run
        run.charge(self._weight + (len(frame.slots) >> 2))
        run.frames += self._frames
        if run.frames > run.limits.frames:
            raise exceeded("frames", run.limits.frames)
        result = self._body(frame)
        run.frames -= self._frames
        return result

    def _accepts(self, run: Run, arguments: list[FeelValue]) -> bool:
        """Check declared types, with the implicit conversions of DMN 1.5 §10.3.2.9.4.

        A list of one item stands for the item, an item for a list of it, a date for its midnight in UTC.
        """
        for index, feel_type in self._typed:
            value = arguments[index]
            if value is None or conforms(run, value, feel_type):
                continue
            if isinstance(value, list) and len(value) == 1 and conforms(run, value[0], feel_type):
                arguments[index] = value[0]
            elif isinstance(value, FeelDate) and feel_type == _DATE_TIME:
                arguments[index] = FeelDateTime(value, FeelTime(0, offset=0))
            elif conforms(run, [value], feel_type):
                arguments[index] = [value]
            else:
                name = self._names[index]
                run.warn("argument_conversion", name="function", argument=name, kind=kind_of(value))
                return False
        return True


HANDLERS: dict[type[Node], Handler] = {FunctionLiteral: _function}
