"""A timer that keeps failing: tried again after longer and longer waits, then an incident asks people to mend it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from engine.errors import EngineError, Text, Unavailable
from engine.model.actor import SYSTEM
from engine.operations.cases.case import lock_case
from engine.operations.running.keep_incident import keep_incident
from engine.operations.unit_of_work import UnitOfWork
from engine.store import timers

if TYPE_CHECKING:
    from engine.operations.engine import Engine

TIMER_FAILED: Final = "TIMER_FAILED"
# Technical bounds, no legal periods: five attempts over a quarter of an hour, then people are asked.
ATTEMPTS: Final = 5
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)


def note_failed_firing(engine: "Engine", timer: timers.ClaimedTimer, failure: EngineError) -> None:
    """Put a timer off after a failed firing, or park it behind an incident after ATTEMPTS of them.

    A database that is away is no fault of the case. A case so broken that it takes no incident keeps being tried, at
    most every LONGEST_WAIT.
    """
    if isinstance(failure, Unavailable):
        return
    with engine.unit_of_work() as uow:
        failures = timers.count_failure(uow.transaction, timer.key)
        if failures:
            wait = min(FIRST_WAIT * 2 ** min(failures - 1, ATTEMPTS * 2), LONGEST_WAIT)
            timers.put_off(uow.transaction, timer.key, uow.now + wait)
    if failures >= ATTEMPTS:
        with engine.unit_of_work() as uow:
            _ask_people(uow, timer, failure)


def _ask_people(uow: UnitOfWork, timer: timers.ClaimedTimer, failure: EngineError) -> None:
    case = lock_case(uow, SYSTEM, timer.instance_key, suspended=True)
    if not timers.is_waiting(uow.transaction, timer.key):
        return
    timers.put_off(uow.transaction, timer.key, None)
    keep_incident(
        case,
        element_instance_key=timer.element_instance_key,
        element_id=timer.element_id,
        error_type=TIMER_FAILED,
        text=Text(
            vi=f"Mốc thời gian đã đến nhưng xử lý {ATTEMPTS} lần đều không được: {failure.text.vi}",
            en=f"The time has come, but acting on it failed {ATTEMPTS} times: {failure.text.en}",
        ),
    )
