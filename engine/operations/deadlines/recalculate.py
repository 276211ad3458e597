"""What a changed law does to running cases: which due dates would move (preview), and moving them (apply).

Restricted cases are recalculated like all others; a person whom they do not name is told neither of them nor how many.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from engine.calendar import Deadline, RuleBook
from engine.errors import LimitExceeded, Text
from engine.model.actor import Actor
from engine.operations.access import grants
from engine.operations.deadlines.due_basis import explained, recompute
from engine.operations.unit_of_work import UnitOfWork
from engine.store import due_dates
from engine.store.audit import AuditEntry
from engine.store.queries.access import visible_cases

MOST_CASES = 20_000  # of one command: a bound on work
ACTION = "DueDatesRecalculated"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedTask:
    """A task whose due date moves."""

    instance_key: int
    business_id: str
    title: str
    name: str
    old: datetime
    new: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change does, as far as its reader may know: the number of ordinary cases, and the tasks they may see."""

    cases: int
    listed: tuple[MovedTask, ...]
    unlisted_cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    row: RowMapping
    deadline: Deadline


def effect_of(uow: UnitOfWork, actor: Actor, book: RuleBook, rule_ids: Collection[str] | None) -> Effect:
    """Tell what running cases would look like under `book`; nothing is stored."""
    moves = [move for move in _moves(uow, actor, book, rule_ids) if move.row["due_at"] != move.deadline.due_at]
    return _effect(moves)


def recalculate(
    uow: UnitOfWork, actor: Actor, book: RuleBook, rule_ids: Collection[str] | None, *, because: Text, reason: str
) -> Effect:
    """Move the dates of running cases to what `book` says, with one line in each case's history; give what moved.

    Cases are locked in the order of their keys before their dates are computed anew.
    """
    timers = [row for row in due_dates.waiting_timers(uow.transaction, rule_ids) if _timer_moment(uow, book, row)]
    wanted = {move.row["instance_key"] for move in _moves(uow, actor, book, rule_ids)}
    wanted |= {row["instance_key"] for row in timers}
    if len(wanted) > MOST_CASES:
        raise LimitExceeded(
            Text(
                vi=f"Thay đổi này chạm đến hơn {MOST_CASES} hồ sơ đang chạy; hãy áp dụng từ một ngày sau đó.",
                en=f"This touches more than {MOST_CASES} running cases; let it apply from a later day.",
            ),
            code="too_many_cases",
        )
    locked = due_dates.lock_cases(uow.transaction, wanted)
    moves = [move for move in _moves(uow, actor, book, rule_ids, wanted) if move.row["instance_key"] in locked]
    lines: dict[int, list[_Move]] = {}
    for move in moves:
        _move(uow, move)
        if move.row["due_at"] != move.deadline.due_at:
            lines.setdefault(move.row["instance_key"], []).append(move)
    for row in timers:
        moment = _timer_moment(uow, book, row)
        if row["instance_key"] in locked and moment is not None:
            due_dates.move_timer(uow.transaction, row["key"], moment)
    for key, moved in lines.items():
        entry = _entry(uow, actor, book, moved, because, reason)
        due_dates.note_in_case(uow.transaction, uow.secret, locked[key], entry)
    return _effect([move for moved in lines.values() for move in moved])


def _moves(
    uow: UnitOfWork,
    actor: Actor,
    book: RuleBook,
    rule_ids: Collection[str] | None,
    keys: Collection[int] | None = None,
) -> list[_Move]:
    today = uow.now.astimezone(book.calendar.zone).date()
    seen = visible_cases(actor, grants(uow, actor))
    found = []
    for row in due_dates.open_tasks(uow.transaction, rule_ids, seen, keys):
        deadline = recompute(book, row["basis"], today)
        if deadline is not None and (deadline.due_at, deadline.warn_at) != (row["due_at"], row["warn_at"]):
            found.append(_Move(row=row, deadline=deadline))
    return found


def _timer_moment(uow: UnitOfWork, book: RuleBook, row: RowMapping) -> datetime | None:
    deadline = recompute(book, row["basis"], uow.now.astimezone(book.calendar.zone).date())
    if deadline is None:
        return None
    moment = deadline.warn_at if row["basis"]["moment"] == "warn" else deadline.due_at
    return moment if moment != row["due_at"] else None


def _move(uow: UnitOfWork, move: _Move) -> None:
    row, deadline = move.row, move.deadline
    columns = {
        "due_at": deadline.due_at,
        "warn_at": deadline.warn_at,
        "due_explained": {**row["basis"], **explained(deadline)},
    }
    if row["follow_up_at"] is not None and row["follow_up_at"] == row["warn_at"]:
        columns["follow_up_at"] = deadline.warn_at
    due_dates.move_task(uow.transaction, row["key"], **columns)


def _entry(uow: UnitOfWork, actor: Actor, book: RuleBook, moved: list[_Move], because: Text, reason: str) -> AuditEntry:
    changes = "; ".join(
        f"“{move.row['name']}” {_day(book, move.row['due_at'])} → {_day(book, move.deadline.due_at)}" for move in moved
    )
    return AuditEntry(
        at=uow.now,
        actor=actor.username,
        action=ACTION,
        payload={
            "vi": f"Tính lại hạn vì {because.vi}: {changes}.",
            "en": f"Due dates recalculated because {because.en}: {changes}.",
            "reason": reason,
        },
    )


def _day(book: RuleBook, moment: datetime) -> str:
    return f"{book.calendar.local(moment):%d/%m/%Y}"


def _effect(moves: list[_Move]) -> Effect:
    """Count and list what the reader may know: a restricted case only if it names them."""
    known = [move for move in moves if move.row["visible"] or not move.row["restricted"]]
    listed = [move for move in known if move.row["visible"]]
    cases = {move.row["instance_key"] for move in known}
    return Effect(
        cases=len(cases),
        unlisted_cases=len(cases - {move.row["instance_key"] for move in listed}),
        listed=tuple(
            MovedTask(
                instance_key=move.row["instance_key"],
                business_id=move.row["business_id"],
                title=move.row["title"],
                name=move.row["name"],
                old=move.row["due_at"],
                new=move.deadline.due_at,
            )
            for move in listed
        ),
    )
