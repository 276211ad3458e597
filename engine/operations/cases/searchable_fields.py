"""Fields that a process declares as searchable (its property `searchable`): kept with the case whenever it is written.

Search asks an index of what was kept, never the variables. Kept are the case's own single values, up to a length.
"""

from collections.abc import Mapping
from typing import Final

from engine.model.definition import Definition
from engine.model.json_value import JsonValue
from engine.store.json_codec import canonical

PROPERTY: Final = "searchable"
MOST_FIELDS: Final = 20
LONGEST_VALUE: Final = 200  # characters of a value in JSON; an index takes no endless ones


def searchable_fields(written: str | None) -> tuple[str, ...]:
    """Give the names that the property lists, separated by commas."""
    names = (name.strip() for name in (written or "").split(","))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_FIELDS]


def field_mark(name: str, value: JsonValue) -> str:
    """Give what is kept, and searched, of a field with this value."""
    return f"{name}={canonical(value)}"


def kept_fields(definition: Definition, root: Mapping[str, JsonValue]) -> tuple[list[str], str]:
    """Give the marks of a case's searchable fields, and their words for search by words."""
    marks, words = [], []
    for name in searchable_fields(definition.properties.get(PROPERTY)):
        value = root.get(name)
        if value is None or isinstance(value, dict | list):
            continue
        words.append(str(value)[:LONGEST_VALUE])
        mark = field_mark(name, value)
        if len(mark) <= len(name) + LONGEST_VALUE:
            marks.append(mark)
    return marks, " ".join(words)
