"""The dates that new tasks and timers of a case are given: by which rule, and none while its clock stands."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from engine.calendar import RuleBook
from engine.model.events import Event, TimerScheduled, UserTaskCreated
from engine.operations.deadlines.due_basis import binds_others, explained, may_stop, stopped, timer_basis
from engine.operations.unit_of_work import UnitOfWork

Basis = Mapping[str, Any]


def dates_of_task(uow: UnitOfWork, stands_since: datetime | None, event: UserTaskCreated) -> dict[str, Any]:
    """Give what the row of a new task says of its due date; nothing when no rule computed in this command set it.

    A rule that binds a body outside makes the task one that waits for it (`outside`).
    """
    found = [one for one in uow.deadlines if event.due_at is not None and one.due_at == event.due_at]
    if not found:
        return {}
    deadline, book = found[-1], uow.law.current(uow.transaction).rule_book
    dates: dict[str, Any] = {"outside": True} if binds_others(book, deadline) else {}
    basis = explained(deadline)
    halted = _halted(uow, book, stands_since, basis)
    if halted is not None:
        return {**dates, "due_at": None, "warn_at": None, "follow_up_at": None, "due_explained": halted}
    return {**dates, "warn_at": deadline.warn_at, "due_explained": basis}


def bases_of_timers(uow: UnitOfWork, stands_since: datetime | None, events: Iterable[Event]) -> dict[int, Basis]:
    """Give, by wait key, the basis of the new timers that a rule dated."""
    if not uow.deadlines:
        return {}
    book = uow.law.current(uow.transaction).rule_book
    bases: dict[int, Basis] = {}
    for event in events:
        basis = timer_basis(uow.deadlines, event.due_at) if isinstance(event, TimerScheduled) else None
        if basis is not None and isinstance(event, TimerScheduled):
            bases[event.wait_key] = _halted(uow, book, stands_since, basis) or basis
    return bases


def _halted(uow: UnitOfWork, book: RuleBook, stands_since: datetime | None, basis: Basis) -> dict[str, Any] | None:
    """Give the basis of a deadline that begins while the clock stands; None where it runs."""
    if stands_since is None or not may_stop(book, basis, book.calendar.local(uow.now).date()):
        return None
    return stopped(basis, uow.now, f"{book.calendar.local(stands_since):%d/%m/%Y}")
