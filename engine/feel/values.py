"""The values of FEEL as Python objects, and their kinds.

null is None, boolean bool, number Decimal, string str, list a Python list, context a mapping with text keys; the rest
have records of their own. All are treated as immutable: nothing in this package changes a list or dict that an
expression can reach. `FeelValue` is `object` for the type checker; `kind_of` tells which it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from engine.feel.temporal.values import DaysDuration, FeelDate, FeelDateTime, FeelTime, MonthsDuration

if TYPE_CHECKING:
    from engine.feel.runtime import Run

FeelValue: TypeAlias = object


class Kind(Enum):
    """The kinds of FEEL values; the value of each member is its name in a type expression."""

    NULL = "Null"
    BOOLEAN = "boolean"
    NUMBER = "number"
    STRING = "string"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date and time"
    DAYS_DURATION = "days and time duration"
    MONTHS_DURATION = "years and months duration"
    LIST = "list"
    CONTEXT = "context"
    RANGE = "range"
    FUNCTION = "function"


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an endpoint of None is open towards infinity."""

    start: FeelValue
    end: FeelValue
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True, eq=False)
class FeelFunction:
    """Something that can be called: a built-in, a host's function or a function literal.

    `parameters` are the names for calls with named arguments, one tuple for each overload; `invoke` takes the run and
    the arguments in order, `invoke_named` takes them by name. `arity` is the number of parameters, or None
    when there are overloads.
    """

    name: str
    parameters: tuple[tuple[str, ...], ...]
    invoke: "Callable[[Run, list[FeelValue]], FeelValue]"
    invoke_named: "Callable[[Run, dict[str, FeelValue]], FeelValue]"
    arity: int | None = None


_KINDS: dict[type, Kind] = {
    type(None): Kind.NULL,
    bool: Kind.BOOLEAN,
    Decimal: Kind.NUMBER,
    str: Kind.STRING,
    FeelDate: Kind.DATE,
    FeelTime: Kind.TIME,
    FeelDateTime: Kind.DATE_TIME,
    DaysDuration: Kind.DAYS_DURATION,
    MonthsDuration: Kind.MONTHS_DURATION,
    list: Kind.LIST,
    dict: Kind.CONTEXT,
    Range: Kind.RANGE,
    FeelFunction: Kind.FUNCTION,
}

FEEL_CLASSES = frozenset(_KINDS)


def kind_of(value: FeelValue) -> Kind:
    """Tell the kind of a FEEL value; raises TypeError for an object that is none."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    if isinstance(value, Mapping):
        return Kind.CONTEXT
    for base, base_kind in _KINDS.items():
        if isinstance(value, base):
            return base_kind
    msg = f"{type(value).__name__} is not a FEEL value"
    raise TypeError(msg)


def is_feel_value(value: object) -> bool:
    """Tell whether an object is of a class that FEEL works with (what it contains is not looked at)."""
    return type(value) in _KINDS or isinstance(value, (Mapping, *_KINDS))
