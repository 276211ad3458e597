"""Fire timers that are due: claimed in batches with SKIP LOCKED, then each fired in a transaction of its own.

A claim is a lease: it commits at once and holds no lock, so that firing takes the case's lock first like every other
command (no deadlock). A worker that dies leaves its timers to others when the lease ends.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select, update

from engine.errors import Conflict, EngineError, Text
from engine.model.actor import SYSTEM
from engine.operations.case import lock_case
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import Timer
from engine.store.tables.core import core

if TYPE_CHECKING:
    from engine.operations.engine import Engine

_TIMER = core(Timer)
LEASE = timedelta(seconds=30)  # a technical bound, not a legal period


def fire_due_timers(engine: "Engine", *, limit: int = 20) -> tuple[int, tuple[EngineError, ...]]:
    """Fire up to `limit` due timers, oldest first; give how many were claimed and what went wrong with any.

    A timer whose firing fails stays and is tried again after LEASE. A failure that nobody foresaw is its error's cause.
    """
    with engine.unit_of_work() as uow:
        claimed = _claim(uow, limit)
    failures: list[EngineError] = []
    for timer in claimed:
        try:
            with engine.unit_of_work() as uow:
                fire_timer(uow, timer.key, timer.instance_key, timer.element_id)
        except EngineError as error:
            failures.append(error)
        except Exception as error:  # noqa: BLE001  one broken case must not keep the timers of all others from firing
            failures.append(_broken(error))
    return len(claimed), tuple(failures)


def _broken(cause: Exception) -> EngineError:
    failure = EngineError(
        Text(
            vi="Lỗi ngoài dự kiến khi xử lý mốc thời gian; người vận hành xem nhật ký của hệ thống.",
            en="Unexpected failure while a timer fired; the operator will find it in the log.",
        ),
        code="timer_broke",
    )
    failure.__cause__ = cause
    return failure


def fire_timer(uow: UnitOfWork, wait_key: int, instance_key: int, element_id: str) -> None:
    """Fire one timer unless it is gone by now (fired by another worker, or no longer wanted)."""
    try:
        case = lock_case(uow, SYSTEM, instance_key)
    except Conflict:  # the case ended between claim and firing, and its timers with it
        return
    if uow.connection.execute(select(_TIMER.c.key).where(_TIMER.c.key == wait_key)).scalar_one_or_none() is None:
        return
    case.record("TimerFired", element_id=element_id)
    case.execution.trigger(wait_key, {})
    case.save()


def _claim(uow: UnitOfWork, limit: int) -> Sequence[Row[Any]]:
    due = (
        select(_TIMER.c.key)
        .where(_TIMER.c.available_at <= uow.now)
        .order_by(_TIMER.c.available_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claim = update(_TIMER).where(_TIMER.c.key.in_(due.scalar_subquery())).values(available_at=uow.now + LEASE)
    rows = uow.connection.execute(
        claim.returning(_TIMER.c.key, _TIMER.c.instance_key, _TIMER.c.element_id, _TIMER.c.due_at)
    ).all()
    return sorted(rows, key=lambda row: (row.due_at, row.key))
