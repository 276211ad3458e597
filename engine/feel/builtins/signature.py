"""How a built-in is declared and called: its signature as text, and the binding of arguments to it.

A signature reads `substring(string: string, start position: number, length?: number)`. A type may be `any`, a kind, or
kinds joined by `|` (`null` among them lets null pass); `?` after a name marks an argument that may be left out; `...`
before the last one takes any number. A list of one item stands for the item where no list is wanted, and a single
value for a list of it where one is (DMN 1.5 §10.3.2.9.4).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.feel.messages import Parameter as Message
from engine.feel.runtime import Run
from engine.feel.values import FeelFunction, FeelValue, Kind, kind_of

Implementation: TypeAlias = Callable[..., FeelValue]
# What could not be bound: the code of a warning and its parameters.
Refusal: TypeAlias = tuple[str, dict[str, Message]]

_KINDS = {kind.value: frozenset({kind}) for kind in Kind} | {
    "null": frozenset({Kind.NULL}),
    "duration": frozenset({Kind.DAYS_DURATION, Kind.MONTHS_DURATION}),
    "moment": frozenset({Kind.DATE, Kind.DATE_TIME}),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `kinds` of None takes anything."""

    name: str
    kinds: frozenset[Kind] | None
    optional: bool
    variadic: bool

    @property
    def expected(self) -> tuple[Kind, ...]:
        """The kinds in the order of their declaration, for a message."""
        return tuple(kind for kind in Kind if self.kinds is not None and kind in self.kinds)

    def fit(self, value: FeelValue) -> tuple[bool, FeelValue]:
        """Tell whether a value can be taken, and give it in the shape that the parameter wants."""
        if self.kinds is None:
            return True, value
        kind = kind_of(value)
        if kind in self.kinds:
            return True, value
        if kind is Kind.LIST and isinstance(value, list) and len(value) == 1 and kind_of(value[0]) in self.kinds:
            return True, value[0]
        if Kind.LIST in self.kinds and kind is not Kind.NULL:
            return True, [value]
        return False, value


@dataclass(frozen=True, slots=True)
class Overload:
    """One signature with what it runs."""

    name: str
    parameters: tuple[Parameter, ...]
    implementation: Implementation

    def bind(self, arguments: list[FeelValue]) -> list[FeelValue] | Refusal:
        """Match arguments in order to the parameters."""
        bound: list[FeelValue] = []
        for index, parameter in enumerate(self.parameters):
            if parameter.variadic:
                bound.extend(arguments[index:])
                return bound if len(arguments) > index else self._count(arguments)
            if index >= len(arguments):
                if not parameter.optional:
                    return self._count(arguments)
                bound.append(None)
                continue
            fits, value = parameter.fit(arguments[index])
            if not fits:
                return self._type(parameter, value)
            bound.append(value)
        return bound if len(arguments) <= len(self.parameters) else self._count(arguments)

    def bind_named(self, arguments: dict[str, FeelValue]) -> list[FeelValue] | Refusal:
        """Match named arguments; a name that the signature lacks refuses it."""
        names = {parameter.name for parameter in self.parameters if not parameter.variadic}
        for name in arguments:
            if name not in names:
                return "argument_name", {"name": self.name, "argument": name}
        bound: list[FeelValue] = []
        for parameter in self.parameters:
            if parameter.name not in arguments:
                if not parameter.optional:
                    return "argument_missing", {"name": self.name, "argument": parameter.name}
                bound.append(None)
                continue
            fits, value = parameter.fit(arguments[parameter.name])
            if not fits:
                return self._type(parameter, value)
            bound.append(value)
        return bound

    def _count(self, arguments: list[FeelValue]) -> Refusal:
        return "argument_count", {"name": self.name, "count": len(arguments)}

    def _type(self, parameter: Parameter, value: FeelValue) -> Refusal:
        return "argument_type", {
            "name": self.name,
            "argument": parameter.name,
            "kind": kind_of(value),
            "expected": parameter.expected,
        }


@dataclass(frozen=True, slots=True)
class Family:
    """The built-ins of one module, by name."""

    overloads: dict[str, list[Overload]] = field(default_factory=dict)

    def define(self, signature: str) -> Callable[[Implementation], Implementation]:
        """Declare a built-in, or one more overload of it; the implementation takes the run and then the arguments."""
        name, parameters = _read(signature)

        def decorate(implementation: Implementation) -> Implementation:
            self.overloads.setdefault(name, []).append(Overload(name, parameters, implementation))
            return implementation

        return decorate


def _read(signature: str) -> tuple[str, tuple[Parameter, ...]]:
    name, _, rest = signature.partition("(")
    inside = rest.rstrip(")")
    return name, tuple(_parameter(text) for text in inside.split(", ")) if inside else ()


def _parameter(text: str) -> Parameter:
    name, _, types = text.partition(": ")
    variadic = name.startswith("...")
    optional = name.endswith("?")
    kinds: frozenset[Kind] | None = None
    if types != "any":
        kinds = frozenset().union(*(_KINDS[part] for part in types.split("|")))
    return Parameter(name.removeprefix("...").removesuffix("?"), kinds, optional, variadic)


def builtin_function(name: str, overloads: tuple[Overload, ...]) -> FeelFunction:
    """Make the function value of a built-in: the first overload that takes the arguments runs."""

    def invoke(run: Run, arguments: list[FeelValue]) -> FeelValue:
        return _run(run, overloads, [overload.bind(arguments) for overload in overloads])

    def invoke_named(run: Run, arguments: dict[str, FeelValue]) -> FeelValue:
        return _run(run, overloads, [overload.bind_named(arguments) for overload in overloads])

    parameters = tuple(tuple(p.name for p in overload.parameters) for overload in overloads)
    fixed = len(overloads) == 1 and not any(p.variadic or p.optional for p in overloads[0].parameters)
    return FeelFunction(name, parameters, invoke, invoke_named, len(parameters[0]) if fixed else None)


def _run(run: Run, overloads: tuple[Overload, ...], bound: list[list[FeelValue] | Refusal]) -> FeelValue:
    run.charge(6)
    for overload, arguments in zip(overloads, bound, strict=True):
        if isinstance(arguments, list):
            return overload.implementation(run, *arguments)
    run.charge(10)  # a refusal takes longer than many a function
    refusals = [refusal for refusal in bound if isinstance(refusal, tuple)]
    # The complaint about a value tells more than the one about their number.
    code, parameters = next((r for r in refusals if r[0] == "argument_type"), refusals[0])
    return run.null(code, None, **parameters)
