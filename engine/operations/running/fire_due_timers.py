"""Fire timers that are due: claimed in batches with SKIP LOCKED, then each fired in a transaction of its own.

A claim is a lease: it commits at once and holds no lock, so that firing takes the case's lock first like every other
command (no deadlock). A worker that dies leaves its timers to others when the lease ends.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.errors import Conflict, EngineError, Text
from engine.model.actor import SYSTEM
from engine.operations.cases.case import lock_case
from engine.operations.running.timer_incidents import note_failed_firing
from engine.operations.unit_of_work import UnitOfWork
from engine.store import timers

if TYPE_CHECKING:
    from engine.operations.engine import Engine

LEASE = timedelta(seconds=30)  # a technical bound, not a legal period


def fire_due_timers(engine: "Engine", *, limit: int = 20) -> tuple[int, tuple[EngineError, ...]]:
    """Fire up to `limit` due timers, oldest first; give how many were claimed and what went wrong with any.

    A timer whose firing fails stays and is tried again later, at last by people (`timer_incidents`). A failure that
    nobody foresaw is its error's cause.
    """
    with engine.unit_of_work() as uow:
        claimed = timers.claim_due(uow.transaction, limit=limit, lease=LEASE)
    failures: list[EngineError] = []
    for timer in claimed:
        failures += _fire(engine, timer)
    return len(claimed), tuple(failures)


def _fire(engine: "Engine", timer: timers.ClaimedTimer) -> list[EngineError]:
    """Fire one timer; give what went wrong, with the firing and with noting that."""
    failure = _attempt(lambda: _fire_alone(engine, timer))
    if failure is None:
        return []
    second = _attempt(lambda: note_failed_firing(engine, timer, failure))
    return [failure] if second is None else [failure, second]


def _fire_alone(engine: "Engine", timer: timers.ClaimedTimer) -> None:
    with engine.unit_of_work() as uow:
        fire_timer(uow, timer.key, timer.instance_key, timer.element_id)


def _attempt(act: Callable[[], None]) -> EngineError | None:
    try:
        act()
    except EngineError as error:
        return error
    except Exception as error:  # noqa: BLE001  one broken case must not keep the timers of all others from firing
        return _broken(error)
    return None


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
    if not timers.is_waiting(uow.transaction, wait_key):
        return
    case.record("TimerFired", element_id=element_id)
    case.execution.trigger(wait_key, {})
    case.save()
