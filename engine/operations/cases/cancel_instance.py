"""End a case early (Kết thúc sớm)."""

from engine.model.actor import Actor
from engine.operations.access import require_case_access, require_permission
from engine.operations.cases.case import lock_case
from engine.operations.running.follow_calls import refuse_called
from engine.operations.unit_of_work import UnitOfWork


def cancel_instance(uow: UnitOfWork, actor: Actor, *, instance_key: int, reason: str | None = None) -> None:
    """Take every token of the case away and close its tasks, jobs, timers, subscriptions and called cases.

    Needs CANCEL_PROCESS_INSTANCE on its process. Raises NotFound, NotPermitted, and Conflict when it has
    ended already or another case called it.
    """
    require_case_access(uow, actor, instance_key)
    case = lock_case(uow, actor, instance_key, suspended=True)
    require_permission(uow, actor, "PROCESS_DEFINITION", "CANCEL_PROCESS_INSTANCE", case.row["process_id"])
    refuse_called(case)
    case.record("CaseCanceled", reason=reason)
    case.execution.cancel()
    case.save()
