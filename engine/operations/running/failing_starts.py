"""Starts by a message, a signal or time that keep failing: put off, then shown to people, who run them again."""

from typing import TYPE_CHECKING

from engine.errors import EngineError, NotFound, Text, Unavailable
from engine.model.actor import Actor
from engine.model.records import FailedStart
from engine.operations.access import grants, require_permission
from engine.operations.running.timer_incidents import ATTEMPTS, FIRST_WAIT
from engine.operations.unit_of_work import UnitOfWork
from engine.store import failing_starts
from engine.store.queries.access import ANY

if TYPE_CHECKING:
    from engine.operations.engine import Engine

_PERMISSION = ("PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE")


def note_failed_start(engine: "Engine", delivery_key: int, failure: EngineError) -> None:
    """Put a start off after a failure, longer each time; after ATTEMPTS it waits for people.

    A database that is away is no fault of the start.
    """
    if isinstance(failure, Unavailable):
        return
    with engine.unit_of_work() as uow:
        failures = failing_starts.count_failure(uow.transaction, delivery_key, failure.text)
        if failures:
            until = uow.now + FIRST_WAIT * 2 ** (failures - 1) if failures < ATTEMPTS else None
            failing_starts.put_off(uow.transaction, delivery_key, until)


def failed_starts(uow: UnitOfWork, actor: Actor) -> tuple[FailedStart, ...]:
    """Give the starts that wait for people, of the processes whose cases the actor may change; oldest first."""
    held = grants(uow, actor).resources(*_PERMISSION)
    if not held and not actor.is_system:
        return ()
    rows = failing_starts.parked(uow.transaction, None if actor.is_system or ANY in held else held)
    return tuple(
        FailedStart(
            key=row.key,
            kind=row.kind,
            name=row.name,
            definition_key=row.definition_key,
            process_id=row.process_id,
            process_name=row.process_name,
            sent_at=row.sent_at,
            failed_at=row.failed_at,
            reason=Text(vi=row.message_vi, en=row.message_en),
        )
        for row in rows
    )


def retry_start(uow: UnitOfWork, actor: Actor, *, delivery_key: int) -> None:
    """Let a start that waits for people be tried again, soon after this command.

    Needs UPDATE_PROCESS_INSTANCE on the process. Raises NotFound, NotPermitted.
    """
    rows = failing_starts.parked(uow.transaction, None, delivery_key)
    if not rows:
        raise NotFound(
            Text(
                vi="Lần khởi tạo này không còn chờ chạy lại. Không có gì thay đổi.",
                en="This start no longer waits to be run again. Nothing has changed.",
            ),
            code="failed_start_not_found",
        )
    require_permission(uow, actor, *_PERMISSION, rows[0].process_id)
    failing_starts.release(uow.transaction, delivery_key)
