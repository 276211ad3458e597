"""The functions that every expression may call: DMN 1.5 §10.3.4 and Camunda 8's extensions, one family a module.

A name that two families declare is refused at import.
"""

from collections.abc import Mapping

from engine.feel.builtins import (
    boolean,
    camunda,
    context,
    conversion,
    lists,
    numeric,
    ranges,
    statistics,
    strings,
    temporal,
)
from engine.feel.builtins.signature import Family, builtin_function
from engine.feel.values import FeelFunction

_FAMILIES: tuple[Family, ...] = (
    boolean.FUNCTIONS,
    camunda.FUNCTIONS,
    context.FUNCTIONS,
    conversion.FUNCTIONS,
    lists.FUNCTIONS,
    numeric.FUNCTIONS,
    ranges.FUNCTIONS,
    statistics.FUNCTIONS,
    strings.FUNCTIONS,
    temporal.FUNCTIONS,
)


def _merge(families: tuple[Family, ...]) -> Mapping[str, FeelFunction]:
    merged: dict[str, FeelFunction] = {}
    for family in families:
        for name, overloads in family.overloads.items():
            if name in merged:
                msg = f"two families declare {name}"
                raise ValueError(msg)
            merged[name] = builtin_function(name, tuple(overloads))
    return merged


BUILTINS: Mapping[str, FeelFunction] = _merge(_FAMILIES)
