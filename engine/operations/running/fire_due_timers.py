"""Fire timers that are due: claimed in batches with SKIP LOCKED, then each fired in a transaction of its own.

A claim is a lease: it commits at once and holds no lock, so that firing takes the case's lock first like every other
command (no deadlock). A worker that dies leaves its timers to others when the lease ends. Whoever fires a timer fires
those of the case before it that another one has claimed or left, so that a case sees its moments in their order.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from engine.errors import Conflict, EngineError, Outrun, Text, Unavailable
from engine.model.actor import SYSTEM
from engine.operations.cases.case import lock_case
from engine.operations.running.timer_incidents import note_failed_firing
from engine.operations.unit_of_work import UnitOfWork
from engine.store import timers
from engine.store.timers import ClaimedTimer

if TYPE_CHECKING:
    from engine.operations.engine import Engine

LEASE = timedelta(seconds=30)  # a technical bound, not a legal period
ATTEMPTS = 3  # of one firing, when the database lets others through first


def fire_due_timers(engine: "Engine", *, limit: int = 20) -> tuple[int, tuple[EngineError, ...]]:
    """Fire up to `limit` due timers, oldest first; give how many were claimed and what went wrong with any.

    A timer whose firing fails stays and is tried again later, at last by people (`timer_incidents`). A failure that
    nobody foresaw is its error's cause.
    """
    claimed = claim_due_timers(engine, limit=limit)
    return len(claimed), fire_claimed(engine, claimed)


def claim_due_timers(engine: "Engine", *, limit: int) -> Sequence[ClaimedTimer]:
    """Claim up to `limit` due timers, in the order of their moments; others may have them when LEASE has passed."""
    with engine.unit_of_work() as uow:
        return timers.claim_due(uow.transaction, limit=limit, lease=LEASE)


def fire_claimed(engine: "Engine", claimed: Iterable[ClaimedTimer]) -> tuple[EngineError, ...]:
    """Fire claimed timers one after another; give what went wrong, with the firings and with noting that."""
    return tuple(failure for timer in claimed for failure in _fire(engine, timer))


def _fire(engine: "Engine", timer: ClaimedTimer) -> list[EngineError]:
    failures: list[EngineError] = []
    turn = _Turn(timer)
    while not turn.over:
        failure = _attempt(partial(turn.take, engine))
        if failure is None:
            continue
        failures.append(failure)
        second = _attempt(partial(note_failed_firing, engine, turn.timer, failure))
        if second is not None:
            failures.append(second)
        if turn.timer == timer or second is not None or isinstance(failure, Unavailable):
            return failures
    return failures


class _Turn:
    """Whose turn it is in a case until a timer has fired: its own, or that of one before it."""

    def __init__(self, wanted: ClaimedTimer) -> None:
        self._wanted = wanted
        self.timer = wanted
        self.over = False

    def take(self, engine: "Engine") -> None:
        """Fire the one whose turn it is, in a transaction of its own."""
        self.timer = self._wanted
        with engine.unit_of_work() as uow:
            self._fire_first(uow)
        self.over = self.timer == self._wanted

    def _fire_first(self, uow: UnitOfWork) -> None:
        """Fire what comes first, unless all is gone by now (fired by another worker, or no longer wanted)."""
        try:
            case = lock_case(uow, SYSTEM, self._wanted.instance_key, along=[timers.first_in_case(self._wanted)])
        except Conflict:  # the case ended between claim and firing, and its timers with it
            return
        [found] = case.along
        if not found:
            return
        self.timer = timer = ClaimedTimer(**found[0])
        case.record("TimerFired", element_id=timer.element_id)
        case.execution.trigger(timer.key, {})
        case.save()


def _attempt(act: Callable[[], None]) -> EngineError | None:
    """Do it, again when another transaction was let through first; give what went wrong."""
    failure: EngineError | None = None
    for _ in range(ATTEMPTS):
        try:
            act()
        except Outrun as error:
            failure = error
            continue
        except EngineError as error:
            return error
        except Exception as error:  # noqa: BLE001  one broken case must not keep the timers of all others from firing
            return _broken(error)
        return None
    return failure


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
