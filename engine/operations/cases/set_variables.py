"""Set variables of a running case from outside, in one scope or where each name belongs."""

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.json_value import Variables
from engine.operations.access import NOTHING, require_case_access, require_permission
from engine.operations.cases.case import lock_case
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.case_details import case_of_scope


def set_variables(uow: UnitOfWork, actor: Actor, *, scope_key: int, variables: Variables, local: bool = False) -> None:
    """Set variables at the case or element instance `scope_key` and run on what waited for a condition on them.

    `local` keeps all of them in exactly that scope; else each goes to the nearest scope outwards that has it, a new one
    to the case (Camunda 8). Needs UPDATE_PROCESS_INSTANCE on the process. Raises NotFound, NotPermitted, Conflict (the
    case has ended), LimitExceeded.
    """
    instance_key = case_of_scope(uow.connection, scope_key)
    require_case_access(uow, actor, instance_key or NOTHING, missing=_not_found)
    if instance_key is None:
        raise _not_found()
    case = lock_case(uow, actor, instance_key)
    require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE", case.row["process_id"])
    case.record("VariablesSet", scope=scope_key, data=dict(variables))
    case.execution.set_variables(scope_key, variables, local=local)
    case.save()


def _not_found() -> NotFound:
    return NotFound(
        Text(vi="Không tìm thấy hồ sơ hoặc bước này.", en="There is no case or element instance of this key."),
        code="element_instance_not_found",
    )
