"""Functions of a model and calls of them by boxed expressions."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.dmn.build import Build, Builder, nothing, typed
from engine.dmn.model import Boxed, Function, Invocation
from engine.dmn.names import declared
from engine.dmn.scope import Code, Scope, enter, leave
from engine.dmn.types import MISFIT, ItemType, coerce, result_of
from engine.feel import FeelFunction, FeelValue, Run, kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter with its type, None when untyped."""

    name: str
    wanted: ItemType | None


def make_function(
    name: str, parameters: tuple[Parameter, ...], body: Callable[[Run, dict[str, FeelValue]], FeelValue]
) -> FeelFunction:
    """Make a function value; arguments are converted to their types, and one that does not conform gives null."""
    names = tuple(parameter.name for parameter in parameters)

    def invoke(run: Run, arguments: list[FeelValue]) -> FeelValue:
        if len(arguments) != len(parameters):
            return run.null("argument_count", name=name, count=len(arguments))
        bound: dict[str, FeelValue] = {}
        for parameter, argument in zip(parameters, arguments, strict=True):
            value = coerce(run, argument, parameter.wanted)
            if value is MISFIT:
                kind = kind_of(argument)
                return run.null("argument_conversion", name=name, argument=parameter.name, kind=kind)
            bound[parameter.name] = value
        enter(run)
        result = body(run, bound)
        leave(run)
        return result

    def invoke_named(run: Run, arguments: dict[str, FeelValue]) -> FeelValue:
        for argument in arguments:
            if argument not in names:
                return run.null("argument_name", name=name, argument=argument)
        return invoke(run, [arguments.get(parameter) for parameter in names])

    return FeelFunction(name, (names,), invoke, invoke_named, len(names))


def parameters_of(build: Build, function: Function) -> tuple[Parameter, ...]:
    """Give the parameters of a function definition with their types."""
    return tuple(
        Parameter(name=found.name, wanted=build.types.named(found.type_ref, function.place))
        for found in function.parameters
    )


def _function(build: Build, function: Function, names: frozenset[str]) -> Code:
    """Build a function definition: its value keeps the scope it was made in."""
    if function.body is None:
        return nothing
    parameters = parameters_of(build, function)
    code = body_of(build, function, declared(names, (parameter.name for parameter in parameters)))

    def make(scope: Scope) -> FeelValue:
        outer = scope.variables
        return make_function("function", parameters, lambda run, arguments: code(Scope(outer, run).inner(arguments)))

    return make


def body_of(build: Build, function: Function, names: frozenset[str]) -> Code:
    """Build the body of a function; its result is converted to the type that the definition tells."""
    code = build.code(function.body, names)
    wanted = result_of(build.types.named(function.type_ref, function.place))
    return code if wanted is None else lambda scope: typed(code(scope), wanted, scope.run, "function")


def _invocation(build: Build, invocation: Invocation, names: frozenset[str]) -> Code:
    function = build.code(invocation.function, names)
    bindings = tuple((variable.name, build.code(value, names)) for variable, value in invocation.bindings)
    label = getattr(invocation.function, "text", "") or "function"

    def call(scope: Scope) -> FeelValue:
        called = function(scope)
        arguments = {name: code(scope) for name, code in bindings}
        if not isinstance(called, FeelFunction):
            return scope.run.null("no_function" if called is None else "not_a_function", name=label)
        return called.invoke_named(scope.run, arguments)

    return call


BUILDERS: dict[type[Boxed], Builder] = {Function: _function, Invocation: _invocation}
