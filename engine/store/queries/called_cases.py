"""Find what call activities need: versions to start, called cases, and who is still to be told that one has ended."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from engine.model.calls import ProcessCall
from engine.model.decision import Binding
from engine.model.json_value import JsonValue
from engine.model.lifecycle import RUNNING
from engine.store.queries.suspended import IS_SUSPENDED, suspended_cases
from engine.store.tables import CaseMember, ElementInstance, ProcessDefinition, ProcessInstance, Variable
from engine.store.tables.core import core

_INSTANCE, _PROCESS = core(ProcessInstance), core(ProcessDefinition)
_MEMBER, _VARIABLE, _ELEMENT = core(CaseMember), core(Variable), core(ElementInstance)


def called_version(connection: Connection, call: ProcessCall, caller_key: int) -> int | None:
    """Give the version that the call means, None when there is none.

    Binding `deployment` means the version that was deployed together with the caller's own.
    """
    if call.binding is Binding.DEPLOYMENT:
        held = select(_PROCESS.c.bound_processes).where(_PROCESS.c.key == caller_key)
        return dict(connection.execute(held).scalar_one()).get(call.process_id)
    statement = select(_PROCESS.c.key).where(_PROCESS.c.process_id == call.process_id)
    if call.binding is Binding.VERSION_TAG:
        statement = statement.where(_PROCESS.c.version_tag == call.version_tag)
    return connection.execute(statement.order_by(_PROCESS.c.version.desc()).limit(1)).scalar_one_or_none()


def case_row(connection: Connection, instance_key: int) -> Row[Any]:
    """Give the row of a case that exists."""
    return connection.execute(select(_INSTANCE).where(_INSTANCE.c.key == instance_key)).one()


def call_site(connection: Connection, visit: int) -> Row[Any, Any, Any]:
    """Give where a visit of a call activity stands: its element, its case's definition, and who called that case."""
    statement = (
        select(_ELEMENT.c.element_id, _INSTANCE.c.definition_key, _INSTANCE.c.parent_element_key)
        .join(_INSTANCE, _INSTANCE.c.key == _ELEMENT.c.instance_key)
        .where(_ELEMENT.c.key == visit)
    )
    return connection.execute(statement).one()


def count_called(connection: Connection, parent_key: int) -> int:
    """Count the cases that a case has called."""
    return connection.execute(select(func.count()).where(_INSTANCE.c.parent_key == parent_key)).scalar_one()


def dossier_cases(connection: Connection, instance_key: int) -> Sequence[int]:
    """Give the keys of a case and, oldest first, of all cases below it whose files belong to its dossier.

    A restricted case below an open one, with all below it, is a dossier of its own people and left out.
    """
    top = select(_INSTANCE.c.key, _INSTANCE.c.restricted).where(_INSTANCE.c.key == instance_key).cte(recursive=True)
    below = (
        select(_INSTANCE.c.key, _INSTANCE.c.restricted)
        .join(top, _INSTANCE.c.parent_key == top.c.key)
        .where(or_(top.c.restricted, _INSTANCE.c.restricted.is_(False)))
    )
    every = top.union_all(below)
    return connection.execute(select(every.c.key).order_by(every.c.key != instance_key, every.c.key)).scalars().all()


def called_of_process(connection: Connection, instance_key: int, process_id: str) -> Sequence[int]:
    """Give the keys of the cases of a process that a case called, directly or through such cases, oldest first."""
    of_process = _INSTANCE.c.process_id == process_id
    first = select(_INSTANCE.c.key).where(_INSTANCE.c.parent_key == instance_key, of_process).cte(recursive=True)
    below = select(_INSTANCE.c.key).join(first, _INSTANCE.c.parent_key == first.c.key).where(of_process)
    every = first.union_all(below)
    return connection.execute(select(every.c.key).order_by(every.c.key)).scalars().all()


def running_called(connection: Connection, element_keys: Iterable[int]) -> Sequence[int]:
    """Give the keys of the running cases that these visits of call activities called."""
    statement = select(_INSTANCE.c.key).where(
        _INSTANCE.c.parent_element_key.in_(list(element_keys)), _INSTANCE.c.state.in_(RUNNING)
    )
    return connection.execute(statement.order_by(_INSTANCE.c.key)).scalars().all()


def running_below(connection: Connection, root_key: int) -> Sequence[int]:
    """Give the keys of the running cases that a case called, directly or through others, in their order."""
    statement = select(_INSTANCE.c.key).where(_INSTANCE.c.root_key == root_key, _INSTANCE.c.state.in_(RUNNING))
    return connection.execute(statement.order_by(_INSTANCE.c.key)).scalars().all()


def members_of(connection: Connection, instance_key: int) -> dict[str, str]:
    """Give who takes part in a case and has not left it, with their roles."""
    statement = select(_MEMBER.c.principal, _MEMBER.c.role).where(
        _MEMBER.c.instance_key == instance_key, _MEMBER.c.until.is_(None)
    )
    return {row.principal: row.role for row in connection.execute(statement)}


def own_variables(connection: Connection, instance_key: int) -> dict[str, JsonValue]:
    """Give the variables of a case itself, without those of its inner scopes."""
    statement = select(_VARIABLE.c.name, _VARIABLE.c.value).where(_VARIABLE.c.scope_key == instance_key)
    return {row.name: row.value for row in connection.execute(statement)}


def lock_if_free(connection: Connection, instance_key: int) -> bool:
    """Lock a case unless somebody else holds it or it is suspended; tell whether this transaction has locked it."""
    free = select(_INSTANCE.c.key).where(_INSTANCE.c.key == instance_key, ~IS_SUSPENDED)
    statement = free.with_for_update(skip_locked=True)
    return connection.execute(statement).scalar_one_or_none() is not None


def untold(connection: Connection, limit: int) -> Sequence[int]:
    """Give called cases that have ended and whose caller does not know it yet, in any order.

    Some callers cannot take it for now; always the oldest first, they would keep all others waiting.
    """
    waiting = (_INSTANCE.c.parent_untold, _INSTANCE.c.parent_key.not_in(suspended_cases()))
    statement = select(_INSTANCE.c.key).where(*waiting).order_by(func.random()).limit(limit)
    return connection.execute(statement).scalars().all()
