"""Let the clock of a case go on (Tính hạn tiếp): every deadline that stood still is computed anew without that time."""

from datetime import datetime

from sqlalchemy import true

from engine.calendar import RuleBook
from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.operations.access import require_case_access, require_permission
from engine.operations.cases.case import Case, lock_case
from engine.operations.deadlines.due_basis import explained, going_on, recompute
from engine.operations.reasons import require_reason
from engine.operations.unit_of_work import UnitOfWork
from engine.store import due_dates


def restart_clock(uow: UnitOfWork, actor: Actor, *, instance_key: int, reason: str) -> None:
    """Give the deadlines of a case their new dates by the law of this day.

    Needs UPDATE_PROCESS_INSTANCE on its process. Raises NotFound, NotPermitted, InputRejected (no reason), and Conflict
    when the clock does not stand.
    """
    require_case_access(uow, actor, instance_key)
    case = lock_case(uow, actor, instance_key, suspended=True)
    require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE", case.row["process_id"])
    require_reason(reason)
    if case.row["clock_stopped_at"] is None:
        raise Conflict(
            Text(
                vi="Hồ sơ không tạm dừng tính hạn. Không có gì thay đổi.",
                en="The case's clock does not stand still. Nothing has changed.",
            ),
            code="clock_runs",
        )
    go_on(case, reason)
    case.save()


def go_on(case: Case, reason: str) -> None:
    """Move the deadlines of a locked case whose clock stood, and put that on record."""
    uow = case.uow
    book = uow.law.current(uow.transaction).rule_book
    today = book.calendar.local(uow.now).date()
    told = []
    for row in due_dates.open_tasks(uow.transaction, None, true(), [case.key]):
        if "stopped" not in row["basis"]:
            continue
        basis = going_on(row["basis"], uow.now)
        deadline = recompute(book, basis, today)
        if deadline is None:  # the rule sets no date any more
            due_dates.move_task(uow.transaction, row["key"], due_explained=None)
            continue
        columns = {"due_at": deadline.due_at, "warn_at": deadline.warn_at, "follow_up_at": deadline.warn_at}
        due_dates.move_task(uow.transaction, row["key"], due_explained={**basis, **explained(deadline)}, **columns)
        told.append(f"“{row['name']}” {_day(book, deadline.due_at)}")
    for row in due_dates.stopped_timers(uow.transaction, case.key):
        basis = going_on(row["basis"], uow.now)
        deadline = recompute(book, basis, today)
        moment = row["due_at"] if deadline is None else _moment(deadline.due_at, deadline.warn_at, basis)
        due_dates.move_timer(uow.transaction, row["key"], moment, explained=basis)
    case.columns["clock_stopped_at"] = None
    case.record("ClockRestarted", vi="; ".join(told), en="; ".join(told), reason=reason)


def _moment(due_at: datetime, warn_at: datetime, basis: dict[str, object]) -> datetime:
    return warn_at if basis["moment"] == "warn" else due_at


def _day(book: RuleBook, moment: datetime) -> str:
    return f"{book.calendar.local(moment):%d/%m/%Y}"
