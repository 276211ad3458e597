"""Declared types at work: does a value conform, and what implicit conversion makes it (DMN 1.5 §7.3.3, §10.3.2.9.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.feel import (
    ANY,
    SIMPLE_TYPES,
    ContextType,
    Expression,
    FeelDate,
    FeelDateTime,
    FeelTime,
    FeelType,
    FeelValue,
    FunctionType,
    ListType,
    NamedType,
    Run,
    conforms,
)


@dataclass(frozen=True, slots=True)
class Fields:
    """The components of a context, each with its type."""

    types: tuple[tuple[str, "ItemType"], ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Another declared type, looked up when it is needed, since types may contain themselves."""

    table: "TypeTable"
    name: str


Shape: TypeAlias = FeelType | Fields | Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemType:
    """A type of a model.

    `allowed` tests the value, or each item of a collection; `constraint` tests the value as a whole.
    """

    name: str
    shape: Shape
    is_collection: bool = False
    allowed: Expression | None = None
    constraint: Expression | None = None


TypeTable: TypeAlias = dict[str, ItemType]

_DATE_TIME = SIMPLE_TYPES["date and time"]
_MIDNIGHT = FeelTime(0, 0)
MISFIT = object()  # what `coerce` gives for a value that cannot be made to conform


def coerce(run: Run, value: FeelValue, wanted: ItemType | None) -> FeelValue:
    """Give the value as one of type `wanted`, converted where DMN does so by itself, or MISFIT.

    A list of one item stands for the item, an item for a list of it, a date for its midnight in UTC. null is of every
    type.
    """
    if wanted is None or value is None or fits(run, value, wanted):
        return value
    for candidate in _conversions(value, wanted):
        if fits(run, candidate, wanted):
            return candidate
    return MISFIT


def _conversions(value: FeelValue, wanted: ItemType) -> list[FeelValue]:
    found: list[FeelValue] = []
    if isinstance(value, list):
        if len(value) == 1 and value[0] is not None:
            found.append(value[0])
    else:
        found.append([value])
    if isinstance(value, FeelDate) and simple(wanted) == _DATE_TIME:
        found.append(FeelDateTime(value, _MIDNIGHT))
    return found


def simple(wanted: ItemType) -> FeelType | None:
    """Give the FEEL type at the end of a chain of references; None for contexts and collections."""
    for _ in range(_MAX_CHAIN):
        if wanted.is_collection or isinstance(wanted.shape, Fields):
            return None
        if isinstance(wanted.shape, FeelType):
            return wanted.shape
        following = wanted.shape.table.get(wanted.shape.name)
        if following is None:
            return None
        wanted = following
    return None


_MAX_CHAIN = 30


def fits(run: Run, value: FeelValue, wanted: ItemType, depth: int = 0) -> bool:
    """Tell whether a value is of a type, with its allowed values; null is of every type.

    Every round goes deeper into the data, or along a chain of references, which was checked to end.
    """
    run.check_depth(depth)
    if value is None:
        return True
    if wanted.is_collection:
        if not isinstance(value, list):
            return False
        run.charge(len(value))
        if not all(_fits_shape(run, item, wanted, depth + 1) for item in value):
            return False
    elif not _fits_shape(run, value, wanted, depth):
        return False
    return wanted.constraint is None or passes(run, value, wanted.constraint)


def _fits_shape(run: Run, value: FeelValue, wanted: ItemType, depth: int) -> bool:
    """Check one value, or one item of a collection."""
    if value is None:
        return True
    shape = wanted.shape
    if isinstance(shape, FeelType):
        is_right = conforms(run, value, shape)
    elif isinstance(shape, Reference):
        target = shape.table.get(shape.name)
        is_right = target is None or fits(run, value, target, depth)
    else:
        is_right = isinstance(value, Mapping) and all(
            name in value and fits(run, value[name], field, depth + 1) for name, field in shape.types
        )
    return is_right and (wanted.allowed is None or passes(run, value, wanted.allowed))


def passes(run: Run, value: FeelValue, tests: Expression) -> bool:
    """Tell whether a value passes unary tests; what makes a test null is no news here."""
    before = len(run.warnings)
    result = tests.evaluate_in(run, {"?": value})
    del run.warnings[before:]
    return result is True


def as_feel_type(declared: ItemType) -> FeelType:
    """Give what `instance of` knows of a declared type: allowed values do not count there."""
    if isinstance(declared.shape, Fields):
        fields = tuple((name, as_feel_type(field)) for name, field in declared.shape.types)
        inner: FeelType = ContextType(fields)
    elif isinstance(declared.shape, Reference):
        inner = NamedType(declared.shape.name)
    else:
        inner = declared.shape
    return ListType(inner) if declared.is_collection else inner


def result_of(declared: ItemType | None) -> ItemType | None:
    """Give the type of what a function gives: the variable of one may name the function's type or its result's."""
    found = None if declared is None else simple(declared)
    if not isinstance(found, FunctionType):
        return declared
    return None if found.result == ANY else ItemType(name="", shape=found.result)
