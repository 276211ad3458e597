"""Stop the clock of a case (Tạm dừng tính hạn): deadlines that the law lets stand still have no date until it goes on.

Work goes on. Dates whose rule knows no pause stay, and so do dates that people typed.
"""

from collections.abc import Collection

from sqlalchemy import RowMapping, true

from engine.calendar import RuleBook
from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.operations.access import require_case_access, require_permission
from engine.operations.cases.case import Case, lock_case
from engine.operations.deadlines.due_basis import may_stop, stopped
from engine.operations.reasons import require_reason
from engine.operations.unit_of_work import UnitOfWork
from engine.store import due_dates


def stop_clock(uow: UnitOfWork, actor: Actor, *, instance_key: int, reason: str) -> None:
    """Let the deadlines of the open tasks and timers of a running case stand still, and of those that begin meanwhile.

    Needs UPDATE_PROCESS_INSTANCE on its process. Raises NotFound, NotPermitted, InputRejected (no reason), and Conflict
    when the clock stands already or no deadline of the case may stop; that names the rules.
    """
    require_case_access(uow, actor, instance_key)
    case = lock_case(uow, actor, instance_key, suspended=True)
    require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE", case.row["process_id"])
    require_reason(reason)
    if case.row["clock_stopped_at"] is not None:
        raise _stands_already()
    halt(case, reason)
    case.save()


def halt(case: Case, reason: str) -> None:
    """Stop what may be stopped in a locked case and put it on record; raise Conflict when that is nothing."""
    uow = case.uow
    book = uow.law.current(uow.transaction).rule_book
    local = book.calendar.local(uow.now)
    tasks = due_dates.open_tasks(uow.transaction, None, true(), [case.key])
    timers = due_dates.waiting_timers(uow.transaction, None, [case.key])
    halted = [row for row in tasks if may_stop(book, row["basis"], local.date())]
    if not halted:
        raise _nothing_stops(book, tasks)
    for row in halted:
        basis = stopped(row["basis"], uow.now, f"{local:%d/%m/%Y}")
        due_dates.move_task(
            uow.transaction, row["key"], due_at=None, warn_at=None, follow_up_at=None, due_explained=basis
        )
    for row in timers:
        if may_stop(book, row["basis"], local.date()):
            basis = stopped(row["basis"], uow.now, f"{local:%d/%m/%Y}")
            due_dates.move_timer(uow.transaction, row["key"], row["due_at"], explained=basis, waits=False)
    told = "; ".join(f"“{row['name']}” ({book.calendar.local(row['due_at']):%d/%m/%Y})" for row in halted)
    case.columns["clock_stopped_at"] = uow.now
    case.record("ClockStopped", vi=told, en=told, reason=reason)


def _stands_already() -> Conflict:
    return Conflict(
        Text(
            vi="Hồ sơ đang tạm dừng tính hạn. Không có gì thay đổi.",
            en="The case's clock stands already. Nothing has changed.",
        ),
        code="clock_stopped",
    )


def _nothing_stops(book: RuleBook, tasks: Collection[RowMapping]) -> Conflict:
    rules = sorted({row["basis"]["rule"] for row in tasks})
    if not rules:
        return Conflict(
            Text(
                vi="Hồ sơ không có hạn nào đang tính theo quy tắc. Không có gì thay đổi.",
                en="No deadline of the case follows a rule. Nothing has changed.",
            ),
            code="no_running_deadline",
        )
    named = [book.versions(rule)[-1] for rule in rules]
    vi = ", ".join(f"{rule.id} “{rule.title_vi}” ({rule.legal_basis})" for rule in named)
    en = ", ".join(f"{rule.id} “{rule.title_en}” ({rule.legal_basis})" for rule in named)
    return Conflict(
        Text(
            vi=f"Quy tắc không cho tạm dừng tính hạn: {vi}. Không có gì thay đổi.",
            en=f"These rules let no clock stop: {en}. Nothing has changed.",
        ),
        code="rule_without_pause",
        details={"rules": ", ".join(rules)},
    )
