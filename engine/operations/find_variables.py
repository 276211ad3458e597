"""Find the variables of one case, for those who may read it."""

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.case_detail import VariableRecord
from engine.model.records import Page
from engine.operations.access import require_case_access
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries import case_details


def find_variables(
    uow: UnitOfWork,
    actor: Actor,
    *,
    instance_key: int,
    name: str | None = None,
    scope_key: int | None = None,
    offset: int = 0,
    limit: int = 50,
) -> Page[VariableRecord]:
    """Give variables of a case by name, those of all its scopes unless one is named.

    Raises NotFound for a case that the actor may not see.
    """
    require_case_access(uow, actor, instance_key)
    return case_details.variables(
        uow.connection, instance_key=instance_key, name=name, scope_key=scope_key, offset=offset, limit=limit
    )


def get_variable(uow: UnitOfWork, actor: Actor, *, variable_key: int) -> VariableRecord:
    """Give one variable; an unknown key and a case that the actor may not see answer alike (NotFound)."""
    variable = case_details.variable(uow.connection, variable_key)
    if variable is None:
        raise _not_found()
    require_case_access(uow, actor, variable.instance_key, missing=_not_found)
    return variable


def _not_found() -> NotFound:
    return NotFound(Text(vi="Không tìm thấy biến này.", en="Variable not found."), code="variable_not_found")
