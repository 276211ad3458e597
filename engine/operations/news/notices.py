"""A person's own notices: reminders and messages that processes leave. Nobody reads another's."""

from collections.abc import Collection

from engine.model.actor import Actor
from engine.model.records import NoticeRecord
from engine.operations.access import grants
from engine.operations.unit_of_work import UnitOfWork
from engine.store import notices


def list_notices(
    uow: UnitOfWork, actor: Actor, *, unread_only: bool = False, limit: int = 50
) -> tuple[NoticeRecord, ...]:
    """Give the actor's notices, newest first."""
    held = grants(uow, actor)
    return notices.notices_of(uow.connection, actor, held, at=uow.now, unread_only=unread_only, limit=limit)


def count_unread_notices(uow: UnitOfWork, actor: Actor) -> int:
    """Count what the actor has not read."""
    return notices.count_unread(uow.connection, actor, uow.now)


def read_notices(uow: UnitOfWork, actor: Actor, *, keys: Collection[int]) -> None:
    """Note that the actor has read these notices; keys of others change nothing."""
    notices.mark_read(uow.transaction, actor, keys)
