"""Find the variables of one case, for those who may read it."""

from typing import Any

from sqlalchemy import Row, func, select

from engine.errors import NotFound, Text
from engine.model.actor import Actor
from engine.model.case_detail import VariableRecord
from engine.model.records import Page
from engine.operations.access import require_case_access
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import Variable
from engine.store.tables.core import core

_VARIABLE = core(Variable)


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
    where = [_VARIABLE.c.instance_key == instance_key]
    if name is not None:
        where.append(_VARIABLE.c.name == name)
    if scope_key is not None:
        where.append(_VARIABLE.c.scope_key == scope_key)
    total = uow.connection.execute(select(func.count()).select_from(_VARIABLE).where(*where)).scalar_one()
    page = select(_VARIABLE).where(*where).order_by(_VARIABLE.c.name, _VARIABLE.c.key).offset(offset).limit(limit)
    return Page(items=tuple(_record(row) for row in uow.connection.execute(page)), total=total)


def get_variable(uow: UnitOfWork, actor: Actor, *, variable_key: int) -> VariableRecord:
    """Give one variable; an unknown key and a case that the actor may not see answer alike (NotFound)."""
    row = uow.connection.execute(select(_VARIABLE).where(_VARIABLE.c.key == variable_key)).one_or_none()
    if row is None:
        raise _not_found()
    try:
        require_case_access(uow, actor, row.instance_key)
    except NotFound:
        raise _not_found() from None
    return _record(row)


def _record(row: Row[Any]) -> VariableRecord:
    return VariableRecord(
        key=row.key, name=row.name, value=row.value, scope_key=row.scope_key, instance_key=row.instance_key
    )


def _not_found() -> NotFound:
    return NotFound(Text(vi="Không tìm thấy biến này.", en="Variable not found."), code="variable_not_found")
