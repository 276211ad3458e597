"""Change the working calendar, a day at a time: holidays, days off and days worked in exchange, confirmed or not.

First what would happen, then do it: the due dates of running cases follow in the same command.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.calendar import Calendar, RuleBook, load_calendar, load_legal_rules
from engine.errors import Text
from engine.model.actor import Actor
from engine.operations.deadlines.change_rule import nothing_changed, overtaken
from engine.operations.deadlines.recalculate import Effect, effect_of, recalculate
from engine.operations.people.administration import mark_of, record, require_administrator
from engine.operations.reasons import require_reason
from engine.operations.unit_of_work import UnitOfWork
from engine.store.law_changes import lock_day, write_day
from engine.store.queries.law import read_calendar, read_legal_rules

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """The calendar, and the records of its days by date."""

    calendar: Calendar
    records: dict[date, Record]

    def seen(self, day: date) -> str:
        """Give a mark that tells whether somebody changed a day since."""
        return mark_of(self.records.get(day))


def read_calendar_days(uow: UnitOfWork, actor: Actor) -> CalendarView:
    """Give the working calendar for administration."""
    require_administrator(uow, actor)
    data = read_calendar(uow.connection)
    return CalendarView(
        calendar=load_calendar(data), records={date.fromisoformat(one["date"]): one for one in data["days"]}
    )


def preview_day(uow: UnitOfWork, actor: Actor, *, day: date, change: Record | None) -> Effect:
    """Tell which due dates would move if `day` had the record `change` (None: an ordinary day); nothing is stored."""
    require_administrator(uow, actor)
    return effect_of(uow, actor, _book(uow, day, change), None)


def change_day(uow: UnitOfWork, actor: Actor, *, day: date, change: Record | None, seen: str, reason: str) -> Effect:
    """Store the day and recalculate the due dates of running cases; give what moved.

    Raises NotPermitted, InputRejected, and Conflict when somebody changed the day since it was `seen`.
    """
    require_administrator(uow, actor)
    require_reason(reason)
    before = lock_day(uow.transaction, day)
    if mark_of(before) != seen:
        raise overtaken()
    if mark_of(before) == mark_of(change):
        raise nothing_changed()
    uow.transaction.change_law()
    book = _book(uow, day, change)
    write_day(uow.transaction, day, change)
    because = Text(vi=f"lịch ngày {day:%d/%m/%Y} thay đổi", en=f"the calendar of {day:%d/%m/%Y} changed")
    effect = recalculate(uow, actor, book, None, because=because, reason=reason)
    record(uow, actor, "CalendarChanged", day.isoformat(), old=before, new=change, reason=reason, cases=effect.cases)
    return effect


def _book(uow: UnitOfWork, day: date, change: Record | None) -> RuleBook:
    """Give the law as it would be; raise InputRejected for a record that is none."""
    data = read_calendar(uow.connection)
    days = [one for one in data["days"] if one["date"] != day.isoformat()]
    calendar = load_calendar({**data, "days": days if change is None else [*days, change]})
    return RuleBook(calendar=calendar, rules=load_legal_rules(read_legal_rules(uow.connection)))
