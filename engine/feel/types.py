"""FEEL types as written after `instance of`, in parameters and by decision models (DMN 1.5 §10.3.2.2).

`conforms` answers whether a value is of a type. Named types come from the host.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.feel.values import FeelFunction, FeelValue, Kind, Range, kind_of

if TYPE_CHECKING:
    from engine.feel.runtime import Run


class FeelType:
    """A type; one of the records below."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class AnyType(FeelType):
    """Every value but null."""


@dataclass(frozen=True, slots=True)
class SimpleType(FeelType):
    """All values of one kind."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class ListType(FeelType):
    """Lists whose items are null or of one type."""

    item: FeelType


@dataclass(frozen=True, slots=True)
class RangeType(FeelType):
    """Ranges whose endpoints are of one type."""

    item: FeelType


@dataclass(frozen=True, slots=True)
class ContextType(FeelType):
    """Contexts that have at least these entries."""

    fields: tuple[tuple[str, FeelType], ...]


@dataclass(frozen=True, slots=True)
class FunctionType(FeelType):
    """Functions; only the number of parameters can be told from a value."""

    parameters: tuple[FeelType, ...]
    result: FeelType


@dataclass(frozen=True, slots=True)
class NamedType(FeelType):
    """A type that the host declares."""

    name: str


ANY = AnyType()

_ALIASES = {
    "dateTime": Kind.DATE_TIME,
    "dayTimeDuration": Kind.DAYS_DURATION,
    "yearMonthDuration": Kind.MONTHS_DURATION,
}
SIMPLE_TYPES: Mapping[str, FeelType] = {
    **{kind.value: SimpleType(kind) for kind in Kind if kind is not Kind.FUNCTION},
    **{name: SimpleType(kind) for name, kind in _ALIASES.items()},
    "list": ListType(ANY),
    "context": ContextType(()),
    "function": SimpleType(Kind.FUNCTION),
    "Any": ANY,
}


def conforms(run: "Run", value: FeelValue, feel_type: FeelType, depth: int = 0) -> bool:
    """Tell whether `value` is of `feel_type`; null is of type Null only (but may stand in lists and contexts)."""
    run.check_depth(depth)
    run.steps -= 1
    if value is None:
        return isinstance(feel_type, SimpleType) and feel_type.kind is Kind.NULL
    match feel_type:
        case AnyType():
            return True
        case SimpleType(kind):
            return kind_of(value) is kind
        case NamedType(name):
            declared = run.host.types.get(name)
            if declared is None:
                run.warn("unknown_type", name=name)
                return False
            return conforms(run, value, declared, depth + 1)
    return _conforms_inside(run, value, feel_type, depth)


def _conforms_inside(run: "Run", value: FeelValue, feel_type: FeelType, depth: int) -> bool:
    """Look into lists, contexts, ranges and functions."""
    match feel_type:
        case ListType(item):
            return isinstance(value, list) and all(_may_stand(run, v, item, depth) for v in value)
        case ContextType(fields):
            return isinstance(value, Mapping) and all(
                name in value and _may_stand(run, value[name], field, depth) for name, field in fields
            )
        case RangeType(item):
            return isinstance(value, Range) and all(_may_stand(run, v, item, depth) for v in (value.start, value.end))
        case FunctionType(parameters, _):
            return isinstance(value, FeelFunction) and value.arity in {None, len(parameters)}
    return False


def _may_stand(run: "Run", value: FeelValue, feel_type: FeelType, depth: int) -> bool:
    return value is None or conforms(run, value, feel_type, depth + 1)


def type_names(feel_type: FeelType) -> Iterator[str]:
    """Give the declared types that a type expression mentions."""
    match feel_type:
        case NamedType(name):
            yield name
        case ListType(item) | RangeType(item):
            yield from type_names(item)
        case ContextType(fields):
            for _, field in fields:
                yield from type_names(field)
        case FunctionType(parameters, result):
            for part in (*parameters, result):
                yield from type_names(part)
