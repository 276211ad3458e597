"""Deliver signals that are on their way: claimed in batches with SKIP LOCKED, each in a transaction of its own.

A claim is a lease as for timers: whoever dies leaves its deliveries to others, and a case's lock is taken first.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, delete, select, update

from engine.errors import Conflict, EngineError, Text
from engine.model.actor import SYSTEM
from engine.operations.case import lock_case
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import SignalDelivery, SignalSubscription
from engine.store.tables.core import core

if TYPE_CHECKING:
    from engine.operations.engine import Engine

_DELIVERY, _SUBSCRIPTION = core(SignalDelivery), core(SignalSubscription)
LEASE = timedelta(seconds=30)  # a technical bound, not a legal period


def deliver_signals(engine: "Engine", *, limit: int = 20) -> tuple[int, tuple[EngineError, ...]]:
    """Deliver up to `limit` signals, oldest first; give how many were claimed and what went wrong with any.

    A delivery that fails stays and is tried again after LEASE. A failure that nobody foresaw is its error's cause.
    """
    with engine.unit_of_work() as uow:
        claimed = _claim(uow, limit)
    failures: list[EngineError] = []
    for delivery in claimed:
        try:
            with engine.unit_of_work() as uow:
                _deliver(uow, delivery)
        except EngineError as error:
            failures.append(error)
        except Exception as error:  # noqa: BLE001  one broken case must not keep a signal from all others
            failures.append(_broken(error))
    return len(claimed), tuple(failures)


def _claim(uow: UnitOfWork, limit: int) -> Sequence[Row[Any]]:
    due = (
        select(_DELIVERY.c.key)
        .where(_DELIVERY.c.available_at <= uow.now)
        .order_by(_DELIVERY.c.available_at, _DELIVERY.c.key)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claim = update(_DELIVERY).where(_DELIVERY.c.key.in_(due.scalar_subquery())).values(available_at=uow.now + LEASE)
    return sorted(uow.connection.execute(claim.returning(*_DELIVERY.c)).all(), key=lambda row: row.key)


def _deliver(uow: UnitOfWork, delivery: Row[Any]) -> None:
    """Let one case take a signal, unless it no longer waits for it or somebody else has delivered it."""
    try:
        case = lock_case(uow, SYSTEM, delivery.instance_key)
    except Conflict:  # the case has ended
        uow.connection.execute(delete(_DELIVERY).where(_DELIVERY.c.key == delivery.key))
        return
    if not uow.connection.execute(delete(_DELIVERY).where(_DELIVERY.c.key == delivery.key)).rowcount:
        return
    waits = select(_SUBSCRIPTION.c.key).where(_SUBSCRIPTION.c.key == delivery.wait_key)
    if uow.connection.execute(waits).scalar_one_or_none() is None:
        return
    case.record("SignalReceived", element_id=delivery.element_id, signal=delivery.signal_name)
    case.execution.trigger(delivery.wait_key, delivery.variables)
    case.save()


def _broken(cause: Exception) -> EngineError:
    failure = EngineError(
        Text(
            vi="Lỗi ngoài dự kiến khi chuyển tín hiệu; người vận hành xem nhật ký của hệ thống.",
            en="Unexpected failure while a signal was delivered; the operator will find it in the log.",
        ),
        code="signal_broke",
    )
    failure.__cause__ = cause
    return failure
