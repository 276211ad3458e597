"""Deployments that wait for their day."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from engine.model.json_value import JsonValue
from engine.store.tables import PlannedDeployment
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_PLAN = core(PlannedDeployment)
_SHOWN = [column for column in _PLAN.c if column.name != "content"]


def insert_plan(tx: Transaction, **columns: Any) -> int:
    """Store a plan that waits; give its key."""
    key = tx.new_key()
    tx.connection.execute(insert(_PLAN), [{"key": key, "state": "waiting", "refusal": None, **columns}])
    return key


def open_plans(connection: Connection) -> Sequence[Row[Any]]:
    """Give the plans that wait and those that were refused, by day; without their files."""
    statement = select(*_SHOWN).where(_PLAN.c.state.in_(["waiting", "refused"]))
    return connection.execute(statement.order_by(_PLAN.c.due_at, _PLAN.c.key)).all()


def waiting_plan(connection: Connection, subject: str) -> Row[Any] | None:
    """Give the plan that waits for the next version of `subject`, None if there is none."""
    statement = select(*_SHOWN).where(_PLAN.c.state == "waiting", _PLAN.c.subject == subject)
    return connection.execute(statement.limit(1)).one_or_none()


def due_plan(tx: Transaction) -> int | None:
    """Give the key of the plan that has been due longest."""
    statement = select(_PLAN.c.key).where(_PLAN.c.state == "waiting", _PLAN.c.due_at <= tx.now)
    return tx.connection.execute(statement.order_by(_PLAN.c.due_at, _PLAN.c.key).limit(1)).scalar_one_or_none()


def lock_waiting(tx: Transaction, key: int) -> Row[Any] | None:
    """Take a plan with its file; None when it waits no more."""
    statement = select(_PLAN).where(_PLAN.c.key == key, _PLAN.c.state == "waiting")
    return tx.connection.execute(statement.with_for_update()).one_or_none()


def lock_plan(tx: Transaction, key: int) -> Row[Any] | None:
    """Take a plan, None for an unknown key; without its file."""
    return tx.connection.execute(select(*_SHOWN).where(_PLAN.c.key == key).with_for_update()).one_or_none()


def end_plan(tx: Transaction, key: int, state: str, refusal: Mapping[str, JsonValue] | None = None) -> None:
    """Note how a plan ended."""
    tx.connection.execute(
        update(_PLAN).where(_PLAN.c.key == key).values(state=state, refusal=refusal and dict(refusal))
    )
