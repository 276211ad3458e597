"""Where a due date stands now: in time, nearly due or overdue, and by how many working days.

Judges moments only. The words and icons that go with a state are the pages' (a colour never stands alone).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.calendar.working_days import Calendar


class LatenessState(StrEnum):
    """The three states of a due date: trong hạn, sắp đến hạn, quá hạn."""

    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """A state with the working days left, or over when overdue (0 on the due day and on rest days right after it)."""

    state: LatenessState
    working_days: int


def lateness(due_at: datetime, warn_at: datetime, now: datetime, calendar: Calendar) -> Lateness:
    """Judge `due_at` at the moment `now` (all aware); for finished work give its finishing moment as `now`.

    The due second itself is in time: overdue begins with the next second.
    """
    today, due_day = calendar.local(now).date(), calendar.local(due_at).date()
    if now.replace(microsecond=0) > due_at:
        return Lateness(state=LatenessState.OVERDUE, working_days=calendar.working_days_between(due_day, today))
    left = calendar.working_days_between(today, due_day)
    state = LatenessState.DUE_SOON if now >= warn_at else LatenessState.ON_TIME
    return Lateness(state=state, working_days=left)
