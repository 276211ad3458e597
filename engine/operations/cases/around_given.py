"""What a case says of the cases around it: the process properties `likeness`, `links` and `files-of-caller`.

Each is FEEL over the case's variables: what it is compared by, the keys of the cases that it names, and which files of
the case that called it it has too. They are read anew when a variable that they mention has changed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from engine.model.definition import Definition
from engine.model.events import Event, VariableSet
from engine.operations.cases.likeness import likeness_terms
from engine.store.projection import Around

LIKENESS, LINKS, FILES = "likeness", "links", "files-of-caller"
MOST_LINKS: Final = 100
_LONGER_THAN_A_KEY = 19  # digits; 64-bit keys of ours are shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the case stands when its command is written; `turned` tells that its secrecy has just changed."""

    key: int
    new: bool
    restricted: bool
    turned: bool


def around_given(
    definition: Definition, events: Iterable[Event], evaluate: Callable[[str], object], case: Standing
) -> Around | None:
    """Give what has changed around the case, None when nothing has. A restricted case is not compared with others."""
    properties = definition.properties
    if properties.keys().isdisjoint((LIKENESS, LINKS, FILES)):
        return None
    changed = {event.name for event in events if isinstance(event, VariableSet) and event.scope_key == case.key}

    def value(name: str, *, anyway: bool = False) -> object:
        written = properties.get(name, "")
        touched = case.new or anyway or any(variable in written for variable in changed)
        return evaluate(written) if written and touched else None

    alike: tuple[str, ...] | None = () if case.restricted and case.turned else None
    if not case.restricted:
        known = value(LIKENESS, anyway=case.turned)
        alike = likeness_terms(known) if known is not None else None
    return Around(likeness=alike, links=_keys(value(LINKS)), files=_keys(value(FILES)))


def _keys(value: object) -> tuple[int, ...] | None:
    if not isinstance(value, list):
        return None
    texts = [one for one in value if isinstance(one, str)]
    keys = [int(one) for one in texts if one.isascii() and one.isdigit() and len(one) < _LONGER_THAN_A_KEY]
    return tuple(dict.fromkeys(keys))[:MOST_LINKS]
