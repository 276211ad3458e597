"""Lock a case and read, in the same round trip and under the lock, what a command needs of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from engine.model.json_value import JsonValue
from engine.store.queries.tasks import FULL_TASK
from engine.store.statements import Statement
from engine.store.tables import ProcessInstance, Variable
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_INSTANCE, _VARIABLE = core(ProcessInstance), core(Variable)
_LOCK = Statement(select(_INSTANCE).where(_INSTANCE.c.key == bindparam("instance_key")).with_for_update())
_HELD = Statement(
    select(_VARIABLE.c.scope_key, _VARIABLE.c.name, _VARIABLE.c.value).where(
        _VARIABLE.c.instance_key == bindparam("instance_key"), _VARIABLE.c.item_key.is_(None)
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedCase:
    """The case's row, its variables by scope, and the row (`full_tasks`) of the task that was asked for.

    Variables inside items of repeated activities are read with the items (`loop_items`).
    """

    row: Mapping[str, Any]
    variables: Mapping[int, dict[str, JsonValue]]
    task: Mapping[str, Any] | None


def lock_and_read(tx: Transaction, instance_key: int, task_key: int | None = None) -> LockedCase | None:
    """Lock a case, and the law for it, until the end of the transaction; None when there is none.

    The lock is waited for first, so that everything else is read as the former holder left it.
    """
    case = {"instance_key": instance_key}
    queries = [(_LOCK, case), (_HELD, case)]
    if task_key is not None:
        queries.append((FULL_TASK, {"task_key": task_key}))
    locked, held, *tasks = tx.read_under_law(*queries)
    if not locked:
        return None
    variables: dict[int, dict[str, JsonValue]] = {instance_key: {}}
    for found in held:
        variables.setdefault(found["scope_key"], {})[found["name"]] = found["value"]
    return LockedCase(row=locked[0], variables=variables, task=tasks[0][0] if tasks and tasks[0] else None)
