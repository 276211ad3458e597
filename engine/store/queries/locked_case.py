"""Lock a case and read, in the same round trip and under the lock, what a command needs of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from engine.model.json_value import JsonValue
from engine.store.statements import Row, Statement
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
    """The case's row, its variables by scope, and the answers of what was asked along with them.

    Variables inside items of repeated activities are read with the items (`loop_items`).
    """

    row: Mapping[str, Any]
    variables: Mapping[int, dict[str, JsonValue]]
    along: list[list[dict[str, Any]]]


def lock_and_read(tx: Transaction, instance_key: int, along: Sequence[tuple[Statement, Row]] = ()) -> LockedCase | None:
    """Lock a case, and the law for it, until the end of the transaction; None when there is none.

    `along` are queries that belong to the same command, answered under the lock.
    The lock is waited for first, so that everything else is read as the former holder left it.
    """
    case = {"instance_key": instance_key}
    locked, held, *answers = tx.read_under_law((_LOCK, case), (_HELD, case), *along)
    if not locked:
        return None
    variables: dict[int, dict[str, JsonValue]] = {instance_key: {}}
    for found in held:
        variables.setdefault(found["scope_key"], {})[found["name"]] = found["value"]
    return LockedCase(row=locked[0], variables=variables, along=answers)
