"""Bring a message to the one case that waits for it."""

from typing import Any

from sqlalchemy import Row, select

from engine.errors import Conflict, NotFound, Text
from engine.model.actor import Actor, ActorKind
from engine.model.json_value import Variables
from engine.operations.access import grants, reaches_by_group
from engine.operations.cases.case import lock_case
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import MessageSubscription
from engine.store.tables.core import core

_SUBSCRIPTION = core(MessageSubscription)


def correlate_message(
    uow: UnitOfWork, actor: Actor, *, name: str, correlation_key: str, variables: Variables | None = None
) -> int:
    """Correlate a message with the oldest open subscription of its name and key; give the case's key.

    The sender must be one of the subscription's actors, or hold CREATE on MESSAGE; a restricted case is reached only
    by whom it names, and by machines that hold CREATE for a message of this very name. Raises NotFound when nobody whom
    the sender may reach waits for it, Conflict when it was correlated by somebody else in the meantime.
    """
    waiting = (
        select(_SUBSCRIPTION)
        .where(_SUBSCRIPTION.c.message_name == name, _SUBSCRIPTION.c.correlation_key == correlation_key)
        .order_by(_SUBSCRIPTION.c.key)
    )
    any_message = actor.is_system or grants(uow, actor).allows("MESSAGE", "CREATE", name)
    reachable = [
        row
        for row in uow.connection.execute(waiting).all()
        if (any_message or set(row.actors) & set(actor.principals)) and _may_know(uow, actor, row)
    ]
    if not reachable:
        raise NotFound(
            Text(
                vi="Không có hồ sơ nào đang chờ thông điệp này.",
                en="No case is waiting for this message.",
            ),
            code="message_not_awaited",
        )
    subscription = reachable[0]
    case = lock_case(uow, actor, subscription.instance_key)
    still_open = select(_SUBSCRIPTION.c.key).where(_SUBSCRIPTION.c.key == subscription.key)
    if uow.connection.execute(still_open).scalar_one_or_none() is None:
        raise Conflict(
            Text(vi="Thông điệp này vừa được nhận rồi.", en="This message has just been received already."),
            code="message_already_correlated",
        )
    case.record("MessageReceived", element_id=subscription.element_id, message=name)
    case.execution.trigger(subscription.key, dict(variables or {}))
    case.save()
    return case.key


def _may_know(uow: UnitOfWork, actor: Actor, subscription: Row[Any]) -> bool:
    if actor.is_system or f"user:{actor.username}" in subscription.actors:
        return True
    entrusted = grants(uow, actor).resources("MESSAGE", "CREATE")
    if actor.kind is ActorKind.MACHINE and subscription.message_name in entrusted:
        return True
    return reaches_by_group(uow, actor, subscription.instance_key)
