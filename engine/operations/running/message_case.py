"""Bring a message to one very case, named by its key: the case that somebody picked, not whichever waits first."""

from sqlalchemy import select

from engine.errors import Conflict, NotFound, Text
from engine.model.actor import Actor
from engine.model.json_value import Variables
from engine.model.lifecycle import InstanceState
from engine.operations.access import require_case_access
from engine.operations.cases.case import lock_case
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import MessageSubscription, ProcessInstance
from engine.store.tables.core import core

_INSTANCE, _SUBSCRIPTION = core(ProcessInstance), core(MessageSubscription)


def awaits_message(uow: UnitOfWork, actor: Actor, *, instance_key: int, name: str) -> bool:
    """Tell whether a running case waits for the message; False too for one that the actor may not see."""
    try:
        require_case_access(uow, actor, instance_key)
    except NotFound:
        return False
    running = select(_INSTANCE.c.key).where(
        _INSTANCE.c.key == instance_key, _INSTANCE.c.state == InstanceState.ACTIVE.value
    )
    stands = uow.connection.execute(running).scalar_one_or_none() is not None
    return stands and _wait_of(uow, instance_key, name) is not None


def message_case(uow: UnitOfWork, actor: Actor, *, instance_key: int, name: str, variables: Variables) -> None:
    """Let the case take the message; permission is the caller's business.

    Raises NotFound for an unknown key, Conflict when the case has ended, stands still, or no longer waits for it.
    """
    case = lock_case(uow, actor, instance_key)
    wait = _wait_of(uow, instance_key, name)
    if wait is None:
        raise Conflict(
            Text(
                vi="Hồ sơ này không còn chờ thông điệp đó. Không có gì thay đổi.",
                en="The case no longer waits for this message. Nothing has changed.",
            ),
            code="message_not_awaited",
        )
    key, element_id = wait
    case.record("MessageReceived", element_id=element_id, message=name)
    case.execution.trigger(key, dict(variables))
    case.save()


def _wait_of(uow: UnitOfWork, instance_key: int, name: str) -> tuple[int, str] | None:
    """Give key and element of the case's oldest wait for the message."""
    waiting = select(_SUBSCRIPTION.c.key, _SUBSCRIPTION.c.element_id).where(
        _SUBSCRIPTION.c.instance_key == instance_key, _SUBSCRIPTION.c.message_name == name
    )
    found = uow.connection.execute(waiting.order_by(_SUBSCRIPTION.c.key).limit(1)).one_or_none()
    return None if found is None else (found.key, found.element_id)
