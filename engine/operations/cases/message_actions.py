"""Messages that people send a case by a button: on the case's page, and beside the task that they belong to.

A model names the button on the event that waits for the message: `action` its words, `actors` who may press it,
`confirm`, `offered-if` (FEEL over the case's variables) when it is there, and `beside` the step whose line under Tôi
đang chờ has the button too.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Row, select

from engine.errors import Text
from engine.model.actor import Actor
from engine.model.definition import Definition
from engine.model.json_value import JsonValue
from engine.model.records import MessageAction, TaskRecord
from engine.operations.cases.process_property import evaluate_property
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.called_cases import own_variables
from engine.store.tables import MessageSubscription
from engine.store.tables.core import core

_SUBSCRIPTION = core(MessageSubscription)


def actions_of_case(
    uow: UnitOfWork, actor: Actor, definition: Definition, instance_key: int, variables: Mapping[str, JsonValue]
) -> tuple[MessageAction, ...]:
    """Give what the actor may send a case now, in the order in which it began to wait; `variables` are the case's."""
    waiting = select(_SUBSCRIPTION).where(_SUBSCRIPTION.c.instance_key == instance_key).order_by(_SUBSCRIPTION.c.key)
    offered = (_action(row, definition, actor) for row in uow.connection.execute(waiting))
    return tuple(
        one for one in offered if one is not None and _fits(uow, definition, one.element_id, lambda: variables)
    )


def actions_beside(uow: UnitOfWork, actor: Actor, tasks: Sequence[TaskRecord]) -> Mapping[int, MessageAction]:
    """Give by task what the actor may send beside it, of the tasks whose model says so.

    One statement for all; where a model says `offered-if`, one more for the variables of each such case.
    """
    at_work = {(task.instance_key, task.element_id): task for task in tasks if not task.suspended}
    definitions = {task.instance_key: task.definition_key for task in at_work.values()}
    if not at_work:
        return {}
    waiting = select(_SUBSCRIPTION).where(_SUBSCRIPTION.c.instance_key.in_(definitions)).order_by(_SUBSCRIPTION.c.key)
    found: dict[int, MessageAction] = {}
    for row in uow.connection.execute(waiting):
        definition = uow.definitions.model(uow.connection, definitions[row.instance_key]).definition
        beside = definition.elements[row.element_id].properties.get("beside", "")
        task, action = at_work.get((row.instance_key, beside)), _action(row, definition, actor)
        if task is None or action is None or task.key in found:
            continue
        if _fits(uow, definition, row.element_id, partial(own_variables, uow.connection, row.instance_key)):
            found[task.key] = action
    return found


def _fits(
    uow: UnitOfWork, definition: Definition, element_id: str, variables: Callable[[], Mapping[str, JsonValue]]
) -> bool:
    """Tell whether the button is there now; `variables` are the case's, read only where the model asks for them."""
    written = definition.elements[element_id].properties.get("offered-if")
    return written is None or evaluate_property(written, variables(), uow.host) is True


def _action(row: Row[Any], definition: Definition, actor: Actor) -> MessageAction | None:
    properties = definition.elements[row.element_id].properties
    if "action" not in properties or not set(row.actors) & set(actor.principals):
        return None
    return MessageAction(
        wait_key=row.key,
        element_id=row.element_id,
        message_name=row.message_name,
        correlation_key=row.correlation_key,
        label=Text(vi=properties["action"], en=properties.get("action-en", properties["action"])),
        confirm=properties.get("confirm") == "true",
    )
