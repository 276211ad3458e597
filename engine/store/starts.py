"""What starts cases from outside: the start events of the latest version of each process, and what they started."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from engine.model.definition import StartTrigger
from engine.model.lifecycle import RUNNING
from engine.store.statements import InsertRows
from engine.store.tables import EventDelivery, ProcessDefinition, ProcessInstance, StartedByMessage, StartSubscription
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_START, _STARTED, _INSTANCE = core(StartSubscription), core(StartedByMessage), core(ProcessInstance)
_PROCESS, _DELIVERY = core(ProcessDefinition), core(EventDelivery)
_SCHEDULE = InsertRows(_DELIVERY, _DELIVERY.c.keys())


def replace_starts(tx: Transaction, definition_key: int, process_id: str, starts: Iterable[StartTrigger]) -> None:
    """Let a new version take the place of the earlier ones: only the latest is started by events."""
    tx.connection.execute(delete(_START).where(_START.c.process_id == process_id))
    versions = select(_PROCESS.c.key).where(_PROCESS.c.process_id == process_id)
    tx.connection.execute(
        delete(_DELIVERY).where(_DELIVERY.c.kind == "timer", _DELIVERY.c.definition_key.in_(versions))
    )
    rows = [
        {
            "key": tx.new_key(),
            "definition_key": definition_key,
            "process_id": process_id,
            "element_id": start.element_id,
            "kind": start.kind,
            "name": start.name,
        }
        for start in starts
        if start.kind != "timer"
    ]
    if rows:
        tx.connection.execute(insert(_START), rows)


def condition_starts(tx: Transaction, definition_key: int | None) -> list[tuple[int, str]]:
    """Give the conditional start events of the latest versions, or of one version: its key and the element's id.

    A version that is not the latest has none.
    """
    statement = select(_START.c.definition_key, _START.c.element_id).where(_START.c.kind == "conditional")
    if definition_key is not None:
        statement = statement.where(_START.c.definition_key == definition_key)
    return [(row.definition_key, row.element_id) for row in tx.connection.execute(statement.order_by(_START.c.key))]


def message_start(connection: Connection, name: str) -> tuple[int, str] | None:
    """Give the definition and the start event that a message begins a case with, the one deployed first of several."""
    statement = select(_START.c.definition_key, _START.c.element_id).where(
        _START.c.kind == "message", _START.c.name == name
    )
    row = connection.execute(statement.order_by(_START.c.key).limit(1)).one_or_none()
    return (row.definition_key, row.element_id) if row is not None else None


def schedule_start(tx: Transaction, definition_key: int, element_id: str, due_at: datetime, name: str) -> None:
    """Let time start a case at `due_at`; `name` is the timer's text, which tells whether it comes again."""
    tx.write(
        _SCHEDULE,
        [
            {
                "key": tx.new_key(),
                "kind": "timer",
                "name": name,
                "correlation_key": "",
                "wait_key": None,
                "instance_key": None,
                "definition_key": definition_key,
                "element_id": element_id,
                "variables": {},
                "sent_at": tx.now,
                "expires_at": due_at,
                "available_at": due_at,
            }
        ],
    )


def has_open_case(tx: Transaction, process_id: str, correlation_key: str) -> bool:
    """Tell whether a message of this key started a case of the process that is still open; nobody else starts one now.

    The lock on the key is held until the transaction ends.
    """
    tx.connection.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"start\x1f{process_id}\x1f{correlation_key}", 0)))
    )
    open_case = (
        select(_STARTED.c.instance_key)
        .join(_INSTANCE, _INSTANCE.c.key == _STARTED.c.instance_key)
        .where(
            _STARTED.c.process_id == process_id,
            _STARTED.c.correlation_key == correlation_key,
            _INSTANCE.c.state.in_(RUNNING),
        )
        .limit(1)
    )
    return tx.connection.execute(open_case).scalar_one_or_none() is not None


def note_start(tx: Transaction, instance_key: int, process_id: str, correlation_key: str) -> None:
    """Remember by which correlation key a case was started."""
    row = {"instance_key": instance_key, "process_id": process_id, "correlation_key": correlation_key}
    tx.connection.execute(insert(_STARTED), [row])
