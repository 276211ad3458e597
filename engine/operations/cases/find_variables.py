"""Find the variables of one case, for those who may read it."""

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.case_detail import VariableRecord
from engine.model.lifecycle import TaskState
from engine.model.records import Page, TaskRecord
from engine.operations.access import NOTHING, readable_cases, require_case_access
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries import case_details
from engine.store.queries.visible_variables import scopes_around


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


def find_task_variables(
    uow: UnitOfWork, actor: Actor, *, task: TaskRecord, name: str | None = None, offset: int = 0, limit: int = 50
) -> Page[VariableRecord]:
    """Give variables of the case of a task that the actor may know of.

    To whom the case is closed these are the ones that the form of an open task shows, as it shows them.
    """
    if readable_cases(uow, actor, [task.instance_key]):
        return find_variables(uow, actor, instance_key=task.instance_key, name=name, offset=offset, limit=limit)
    if task.state in (TaskState.COMPLETED, TaskState.CANCELED):
        return Page(items=(), total=0)
    shown = set() if task.form_key is None else set(uow.definitions.form(uow.connection, task.form_key).by_key())
    scopes = scopes_around(uow.connection, task.element_instance_key)
    found = case_details.variables_of_scopes(uow.connection, scopes, shown if name is None else shown & {name})
    innermost: dict[str, VariableRecord] = {}
    for each in found:
        held = innermost.setdefault(each.name, each)
        if scopes.index(each.scope_key) < scopes.index(held.scope_key):
            innermost[each.name] = each
    items = tuple(innermost.values())
    return Page(items=items[offset : offset + limit], total=len(items))


def get_variable(uow: UnitOfWork, actor: Actor, *, variable_key: int) -> VariableRecord:
    """Give one variable; an unknown key and a case that the actor may not see answer alike (NotFound)."""
    variable = case_details.variable(uow.connection, variable_key)
    require_case_access(uow, actor, variable.instance_key if variable is not None else NOTHING, missing=_not_found)
    if variable is None:
        raise _not_found()
    return variable


def _not_found() -> NotFound:
    return NotFound(Text(vi="Không tìm thấy biến này.", en="Variable not found."), code="variable_not_found")
