"""Calls of functions, by position and by name."""

from collections.abc import Mapping

from engine.feel.compiler.core import Compiler, Handler, function_outside
from engine.feel.places import Place, label
from engine.feel.runtime import Code, Frame
from engine.feel.syntax import Call, Name, Node
from engine.feel.values import FeelFunction, FeelValue

# These ask whether their first argument is null; that it is so is no surprise worth a warning.
_QUIET = frozenset({"is defined", "get or else"})


def _call(compiler: Compiler, node: Call) -> Code:
    function = _function(compiler, node.function)
    arguments = [compiler.compile(argument) for argument in node.arguments]
    if isinstance(node.function, Name) and node.function.name in _QUIET and arguments:
        arguments[0] = _quiet(arguments[0])
    place = compiler.place(node.function)
    if node.names is not None:
        return _by_name(function, dict(zip(node.names, arguments, strict=False)), place)
    positional = tuple(arguments)

    def code(frame: Frame) -> FeelValue:
        called = function(frame)
        if not isinstance(called, FeelFunction):
            return _refuse(frame, called, place)
        run = frame.run
        before = len(run.warnings)
        result = called.invoke(run, [argument(frame) for argument in positional])
        if len(run.warnings) > before:
            run.place_warnings(before, place)
        return result

    return code


def _by_name(function: Code, arguments: dict[str, Code], place: Place) -> Code:
    def code(frame: Frame) -> FeelValue:
        called = function(frame)
        if not isinstance(called, FeelFunction):
            return _refuse(frame, called, place)
        run = frame.run
        before = len(run.warnings)
        result = called.invoke_named(run, {key: argument(frame) for key, argument in arguments.items()})
        if len(run.warnings) > before:
            run.place_warnings(before, place)
        return result

    return code


def _refuse(frame: Frame, called: FeelValue, place: Place) -> FeelValue:
    name = label(place[1]) or "…"
    return frame.run.null("no_function" if called is None else "not_a_function", place, name=name)


def _function(compiler: Compiler, node: Node) -> Code:
    """Find what is called; a name that is no variable of the expression is looked up among functions only."""
    if not isinstance(node, Name):
        return compiler.compile(node)
    name = node.name
    binding = compiler.bind_function(name)
    if binding.slot is None and not binding.items:
        return lambda frame: function_outside(frame, name)

    def code(frame: Frame) -> FeelValue:
        value: FeelValue = None
        for slot in binding.items:
            item = frame.slots[slot]
            if isinstance(item, Mapping) and isinstance(item.get(name), FeelFunction):
                return item[name]
        if binding.slot is not None:
            value = frame.slots[binding.slot]
        return value if isinstance(value, FeelFunction) else function_outside(frame, name) or value

    return code


def _quiet(argument: Code) -> Code:
    def code(frame: Frame) -> FeelValue:
        warnings = frame.run.warnings
        before = len(warnings)
        value = argument(frame)
        del warnings[before:]
        return value

    return code


HANDLERS: dict[type[Node], Handler] = {Call: _call}
