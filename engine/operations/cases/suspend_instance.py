"""Suspend a whole case (Tạm dừng hồ sơ) with the cases that it called, and let it go on (Tiếp tục hồ sơ).

While it stands still no task is completed or urged, nobody is reminded of one, no timer fires, no job is handed out and
no message arrives; all that waits and comes after the resumption. Deadlines run on: stopping those is another act
(`stop_clock`). The case that gives the state is locked by every command, so that whoever is quicker is done before, and
nobody after.
"""

from collections.abc import Iterator
from typing import Final

from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.model.lifecycle import INSTANCE, InstanceState, next_state
from engine.operations.access import require_case_access, require_permission
from engine.operations.cases.case import Case, lock_case
from engine.operations.reasons import require_reason
from engine.operations.tasks.remind_due import remind_of_meantime
from engine.operations.unit_of_work import UnitOfWork
from engine.store import timers
from engine.store.notices import insert_task_notices, people_of
from engine.store.queries import called_cases
from engine.store.queries.tasks import holders_of_open_tasks

SUSPENDED: Final = "case_suspended"
RESUMED: Final = "case_resumed"


def suspend_instance(uow: UnitOfWork, actor: Actor, *, instance_key: int, reason: str | None = None) -> None:
    """Let a case and all cases that it called stand still; those who have its tasks get a notice.

    People give a reason; machines may leave it out (None). Needs UPDATE_PROCESS_INSTANCE on its process. Raises
    NotFound, NotPermitted, InputRejected (an empty reason), and Conflict: it has ended, stands still already, or
    another case called it.
    """
    case = _case_to_change(uow, actor, instance_key, reason)
    next_state(INSTANCE, InstanceState(case.row["state"]), "suspend")
    keys = [_turn(one, InstanceState.SUSPENDED, "CaseSuspended", reason) for one in _with_called(case)]
    number = case.row["business_id"]
    words = Text(
        vi=f"Hồ sơ {number} tạm dừng. Nội dung đang nhập được giữ; việc làm tiếp được khi hồ sơ tiếp tục.",
        en=f"Case {number} is suspended. What you have typed is kept; work goes on when the case does.",
    )
    _tell(case, keys, SUSPENDED, words)


def resume_instance(uow: UnitOfWork, actor: Actor, *, instance_key: int, reason: str | None = None) -> None:
    """Let a suspended case go on: what came due meanwhile happens now, the oldest first.

    Reason, permission and errors as for `suspend_instance`; Conflict when it is not suspended.
    """
    case = _case_to_change(uow, actor, instance_key, reason)
    next_state(INSTANCE, InstanceState(case.row["state"]), "resume")
    since = case.row["suspended_at"]
    keys = [_turn(one, InstanceState.ACTIVE, "CaseResumed", reason) for one in _with_called(case)]
    timers.put_in_order(uow.transaction, keys)
    number = case.row["business_id"]
    words = Text(vi=f"Hồ sơ {number} tiếp tục; việc đang chờ anh/chị.", en=f"Case {number} goes on; your task waits.")
    _tell(case, keys, RESUMED, words)
    remind_of_meantime(uow, keys, since=since)


def _case_to_change(uow: UnitOfWork, actor: Actor, instance_key: int, reason: str | None) -> Case:
    require_case_access(uow, actor, instance_key)
    case = lock_case(uow, actor, instance_key, suspended=True)
    require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE", case.row["process_id"])
    if reason is not None:
        require_reason(reason)
    if case.row["parent_key"] is not None:
        raise Conflict(
            Text(
                vi="Hồ sơ này do hồ sơ khác gọi; hãy tạm dừng hoặc tiếp tục hồ sơ gọi nó. Không có gì thay đổi.",
                en="Another case called this one; suspend or resume that case instead. Nothing has changed.",
            ),
            code="case_called",
        )
    return case


def _with_called(case: Case) -> Iterator[Case]:
    """Give the case and, locked one after another, all running cases below it; also those begun while this waited."""
    yield case
    seen: set[int] = set()
    while waiting := [key for key in called_cases.running_below(case.uow.connection, case.key) if key not in seen]:
        for key in waiting:
            seen.add(key)
            try:
                called = lock_case(case.uow, case.actor, key, suspended=True)
            except Conflict:  # it ended while this waited for it
                continue
            yield called


def _turn(case: Case, state: InstanceState, action: str, reason: str | None) -> int:
    case.columns |= {
        "state": state.value,
        "suspended_at": case.uow.now if state is InstanceState.SUSPENDED else None,
    }
    case.record(action, reason=reason)
    case.save()
    return case.key


def _tell(case: Case, keys: list[int], code: str, words: Text) -> None:
    """Tell the holders of each case's tasks by that case: a called one may be hidden where its caller is not."""
    uow = case.uow
    for key in keys:
        named = holders_of_open_tasks(uow.connection, [key]) - {case.actor.username}
        insert_task_notices(
            uow.transaction,
            people_of(uow.connection, usernames=named, groups=(), instance_key=key),
            instance_key=key,
            code=code,
            data={"vi": words.vi, "en": words.en},
            source_key=f"{code}:{key}:{uow.now.isoformat()}",
        )
