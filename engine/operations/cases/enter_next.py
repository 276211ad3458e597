"""Enter one case after another (Lưu và nhập tiếp): what the next form takes over from the case just started.

Nothing is kept in between: the case before has the answers, and the process names those that are mostly the same from
one letter to the next (`start-again`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import NotFound
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.records import DefinitionRecord, InstanceRecord
from engine.operations.cases.search_instances import get_instance
from engine.operations.definitions.read_definitions import startable_definitions
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.visible_variables import visible_variables


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """The case that was entered before, and the answers that the next form takes over from it."""

    case: InstanceRecord
    answers: Mapping[str, JsonValue]


def definition_by_key(uow: UnitOfWork, actor: Actor, letter: str) -> DefinitionRecord | None:
    """Give the process whose form `letter` opens, of those that the actor may start; None when it opens none."""
    return next((one for one in startable_definitions(uow, actor) if one.start_key == letter), None)


def entered_before(uow: UnitOfWork, actor: Actor, definition: DefinitionRecord, instance_key: int) -> Before | None:
    """Give what the next case takes over from one that the actor has started; None for any other case."""
    try:
        case = get_instance(uow, actor, instance_key=instance_key)
    except NotFound:
        return None
    names = definition.kept_answers
    if not names or case.process_id != definition.process_id or case.started_by != actor.username:
        return None
    return Before(case=case, answers=visible_variables(uow.connection, [instance_key], names)[instance_key])
