"""The roles that a case's own forms give to people: the property `case-roles` of an element.

It is FEEL over the case's variables and gives a context: role to the list of sign-in names that have it from there on,
such as `={doan: doan, to_giup_viec: to_giup_viec}`.
"""

from collections.abc import Callable, Iterable
from typing import Final

from engine.model.actor import Actor
from engine.model.definition import Definition
from engine.model.events import ElementActivated, Event
from engine.store.projection import RolesGiven

CASE_ROLES: Final = "case-roles"
ROLES: Final = "vai_tro"  # the code list of roles in a case


def roles_given(
    definition: Definition, events: Iterable[Event], actor: Actor, evaluate: Callable[[str], object]
) -> RolesGiven | None:
    """Give what the last such element that `events` reached says, None when they reached none."""
    reached = [definition.elements[event.element_id] for event in events if isinstance(event, ElementActivated)]
    source = next((one for one in reversed(reached) if CASE_ROLES in one.properties), None)
    named = evaluate(source.properties[CASE_ROLES]) if source is not None else None
    if source is None or not isinstance(named, dict):
        return None
    people = {
        role: tuple(dict.fromkeys(name for name in names if isinstance(name, str)))
        for role, names in named.items()
        if isinstance(names, list)
    }
    return RolesGiven(people=people, by=actor.username, reason=source.name)
