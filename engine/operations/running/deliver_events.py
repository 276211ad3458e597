"""Deliver signals, messages and escalations on their way: claimed with SKIP LOCKED, each in a transaction of its own.

A claim is a lease as for timers: whoever dies leaves its deliveries to others, and a case's lock is taken first.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, or_, select, update

from engine.errors import Conflict, EngineError, Text
from engine.model.actor import SYSTEM
from engine.operations.cases.case import CaseSuspended, lock_case
from engine.operations.cases.create_instance import begin_case
from engine.operations.running.failing_starts import note_failed_start
from engine.operations.running.follow_calls import tell_caller
from engine.operations.unit_of_work import UnitOfWork
from engine.spiff import next_start
from engine.store.escalations import ESCALATION
from engine.store.queries.definitions import definition_rows
from engine.store.queries.suspended import suspended_cases
from engine.store.starts import has_open_case, note_start, schedule_start
from engine.store.tables import BufferedMessage, EventDelivery, MessageSubscription, SignalSubscription
from engine.store.tables.core import core

if TYPE_CHECKING:
    from engine.operations.engine import Engine

_DELIVERY, _BUFFER = core(EventDelivery), core(BufferedMessage)
_WAITING = {"signal": core(SignalSubscription), "message": core(MessageSubscription)}
LEASE = timedelta(seconds=30)  # a technical bound, not a legal period


def deliver_events(engine: "Engine", *, limit: int = 20) -> tuple[int, tuple[EngineError, ...]]:
    """Deliver up to `limit` events, oldest first; give how many were claimed and what went wrong with any.

    A delivery that fails stays and is tried again after LEASE; one that should start a case waits longer each time, at
    last for people (`failing_starts`). A failure that nobody foresaw is its error's cause.
    """
    with engine.unit_of_work() as uow:
        claimed = _claim(uow, limit)
    failures: list[EngineError] = []
    for delivery in claimed:
        failures += _deliver_alone(engine, delivery)
    return len(claimed), tuple(failures)


def _deliver_alone(engine: "Engine", delivery: Row[Any]) -> list[EngineError]:
    """Deliver one event; give what went wrong, with it and with noting that."""

    def deliver() -> None:
        with engine.unit_of_work() as uow:
            _deliver(uow, delivery)

    failure = _attempt(deliver)
    if failure is None:
        return []
    if delivery.instance_key is not None:
        return [failure]
    second = _attempt(lambda: note_failed_start(engine, delivery.key, failure))
    return [failure] if second is None else [failure, second]


def _attempt(act: Callable[[], None]) -> EngineError | None:
    try:
        act()
    except EngineError as error:
        return error
    except Exception as error:  # noqa: BLE001  one broken case must not keep events from all others
        return _broken(error)
    return None


def _claim(uow: UnitOfWork, limit: int) -> Sequence[Row[Any]]:
    uow.connection.execute(delete(_BUFFER).where(_BUFFER.c.expires_at <= uow.now))
    running = _DELIVERY.c.instance_key.not_in(suspended_cases())
    due = (
        select(_DELIVERY.c.key)
        .where(_DELIVERY.c.available_at <= uow.now, or_(_DELIVERY.c.instance_key.is_(None), running))
        .order_by(_DELIVERY.c.available_at, _DELIVERY.c.key)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claim = update(_DELIVERY).where(_DELIVERY.c.key.in_(due.scalar_subquery())).values(available_at=uow.now + LEASE)
    return sorted(uow.connection.execute(claim.returning(*_DELIVERY.c)).all(), key=lambda row: row.key)


def _deliver(uow: UnitOfWork, delivery: Row[Any]) -> None:
    """Let one case take an event, unless it no longer waits for it or somebody else has delivered it."""
    if delivery.instance_key is None:
        _start(uow, delivery)
        return
    if delivery.kind == ESCALATION:
        with suppress(CaseSuspended):
            tell_caller(uow, SYSTEM, delivery.instance_key)
        return
    try:
        case = lock_case(uow, SYSTEM, delivery.instance_key)
    except CaseSuspended:  # since it was claimed: it is delivered when the case goes on
        return
    except Conflict:  # the case has ended
        _arrived(uow, delivery)
        return
    waiting = _WAITING[delivery.kind]
    still_open = select(waiting.c.key).where(waiting.c.key == delivery.wait_key)
    if not _arrived(uow, delivery) or uow.connection.execute(still_open).scalar_one_or_none() is None:
        return
    action = "SignalReceived" if delivery.kind == "signal" else "MessageReceived"
    case.record(action, element_id=delivery.element_id, **{delivery.kind: delivery.name})
    case.execution.trigger(delivery.wait_key, delivery.variables)
    case.save()


def _start(uow: UnitOfWork, delivery: Row[Any]) -> None:
    """Start a case; a message with a correlation key waits while another case of that key is open (Camunda 8)."""
    row = definition_rows(uow.connection, key=delivery.definition_key)[0]
    held = bool(delivery.correlation_key) and has_open_case(uow.transaction, row.process_id, delivery.correlation_key)
    if held and delivery.expires_at > uow.now:
        return  # its claim ends later, and it is tried again
    if not _arrived(uow, delivery) or held:
        return
    if delivery.kind == "timer":
        following = next_start(delivery.name, delivery.expires_at, uow.now, uow.host.timezone)
        if following is not None:
            schedule_start(uow.transaction, row.key, delivery.element_id, *following)
    key = begin_case(uow, SYSTEM, row, {}, start_id=delivery.element_id, brought=delivery.variables)
    if delivery.correlation_key:
        note_start(uow.transaction, key, row.process_id, delivery.correlation_key)


def _arrived(uow: UnitOfWork, delivery: Row[Any]) -> bool:
    """Take a delivery off its way; False when somebody else has done so."""
    return bool(uow.connection.execute(delete(_DELIVERY).where(_DELIVERY.c.key == delivery.key)).rowcount)


def _broken(cause: Exception) -> EngineError:
    failure = EngineError(
        Text(
            vi="Lỗi ngoài dự kiến khi chuyển tín hiệu hoặc thông điệp; người vận hành xem nhật ký của hệ thống.",
            en="Unexpected failure while a signal or message was delivered; the operator will find it in the log.",
        ),
        code="signal_broke",
    )
    failure.__cause__ = cause
    return failure
