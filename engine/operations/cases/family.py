"""What a case lets the cases of its process know that it called or was called by: the process property `tells-family`.

FEEL over the case's variables for a context of `caller` and `called`, contexts of variables each; null is nothing. It
is read anew when a variable of the case has changed. A letter split off that proves a denunciation hides by it the
letter that it was split off from, and the others that were.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.model.definition import Definition
from engine.model.events import Event, VariableSet
from engine.model.json_value import JsonValue

TELLS_FAMILY = "tells-family"


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyNews:
    """Variables for others of the process: for the case that called, and for all that were called, at any depth."""

    process_id: str
    caller: Mapping[str, JsonValue]
    called: Mapping[str, JsonValue]


def family_news(
    definition: Definition, events: Iterable[Event], evaluate: Callable[[str], object], case_key: int
) -> FamilyNews | None:
    """Give what the case tells after its command, None when that is nothing."""
    written = definition.properties.get(TELLS_FAMILY)
    if written is None or not any(isinstance(one, VariableSet) and one.scope_key == case_key for one in events):
        return None
    told = evaluate(written)
    if not isinstance(told, Mapping):
        return None
    caller, called = (part if isinstance(part, Mapping) else {} for part in (told.get("caller"), told.get("called")))
    if not caller and not called:
        return None
    return FamilyNews(process_id=definition.process_id, caller=caller, called=called)
