"""Write types as FEEL does."""

from collections.abc import Callable

from engine.feel.types import (
    SIMPLE_TYPES,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
)

_SIMPLE = {feel_type: name for name, feel_type in reversed(list(SIMPLE_TYPES.items()))}


def type_text(feel_type: FeelType, name_text: Callable[[str], str]) -> str:
    """Write a type expression; `name_text` writes the names of fields and of declared types."""
    match feel_type:
        case NamedType(name):
            return name_text(name)
        case ListType(item):
            return f"list<{type_text(item, name_text)}>"
        case RangeType(item):
            return f"range<{type_text(item, name_text)}>"
        case ContextType(fields):
            inside = ", ".join(f"{name_text(name)}: {type_text(field, name_text)}" for name, field in fields)
            return f"context<{inside}>"
        case FunctionType(parameters, result):
            inside = ", ".join(type_text(parameter, name_text) for parameter in parameters)
            return f"function<{inside}> -> {type_text(result, name_text)}"
    return _SIMPLE[feel_type]
