"""Send signals and messages on their way; each delivery is a row, so that none is lost or doubled.

No case is locked here: each takes what is for it in a transaction of its own. Whoever publishes a message and whoever
begins to wait for it meet at one advisory lock, so that neither misses the other.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text

from engine.model.events import SubscriptionOpened
from engine.model.json_value import Variables
from engine.store.statements import InsertRows, Statement
from engine.store.tables import (
    BufferedMessage,
    EventDelivery,
    MessageCorrelation,
    MessageSubscription,
    ProcessInstance,
    SignalSubscription,
    StartSubscription,
)
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_SIGNAL, _MESSAGE, _START = core(SignalSubscription), core(MessageSubscription), core(StartSubscription)
_DELIVERY, _BUFFER, _INSTANCE = core(EventDelivery), core(BufferedMessage), core(ProcessInstance)
_SIGNAL_WAITING = Statement(
    select(_SIGNAL.c.key, _SIGNAL.c.instance_key, _SIGNAL.c.element_id)
    .where(
        _SIGNAL.c.signal_name == bindparam("name", type_=_SIGNAL.c.signal_name.type),
        _SIGNAL.c.instance_key != bindparam("sender", type_=_SIGNAL.c.instance_key.type),
    )
    .order_by(_SIGNAL.c.key)
)
_STARTING = Statement(
    select(_START.c.definition_key, _START.c.process_id, _START.c.element_id)
    .where(
        _START.c.kind == bindparam("kind", type_=_START.c.kind.type),
        _START.c.name == bindparam("name", type_=_START.c.name.type),
    )
    .order_by(_START.c.key)
)
_MESSAGE_WAITING = Statement(
    select(_MESSAGE.c.key, _MESSAGE.c.instance_key, _MESSAGE.c.element_id, _INSTANCE.c.process_id)
    .join(_INSTANCE, _INSTANCE.c.key == _MESSAGE.c.instance_key)
    .where(
        _MESSAGE.c.message_name == bindparam("name", type_=_MESSAGE.c.message_name.type),
        _MESSAGE.c.correlation_key == bindparam("correlation_key", type_=_MESSAGE.c.correlation_key.type),
    )
    .order_by(_MESSAGE.c.key)
)
_BUFFERED = Statement(
    select(_BUFFER.c.message_id).where(
        _BUFFER.c.name == bindparam("name", type_=_BUFFER.c.name.type),
        _BUFFER.c.correlation_key == bindparam("correlation_key", type_=_BUFFER.c.correlation_key.type),
        _BUFFER.c.expires_at > bindparam("now", type_=_BUFFER.c.expires_at.type),
    )
)
_MEET = Statement(text("SELECT pg_advisory_xact_lock(hashtextextended(:slot, 0))"))
_TAKE_BUFFERED = Statement(
    text(
        """
        WITH picked AS (
          SELECT key, variables, published_at, expires_at FROM buffered_message
          WHERE name = :name AND correlation_key = :correlation_key AND expires_at > :now AND NOT EXISTS (
            SELECT FROM message_correlation c WHERE c.message_key = buffered_message.key AND c.process_id = :process_id)
          ORDER BY key LIMIT 1
        ), marked AS (
          INSERT INTO message_correlation (message_key, process_id)
          SELECT key, CAST(:process_id AS text) FROM picked RETURNING message_key
        )
        INSERT INTO event_delivery (key, kind, name, correlation_key, wait_key, instance_key, element_id, variables,
                                    sent_at, expires_at, available_at)
        SELECT CAST(:key AS bigint), 'message', CAST(:name AS text), CAST(:correlation_key AS text),
               CAST(:wait_key AS bigint), CAST(:instance_key AS bigint), CAST(:element_id AS text), picked.variables,
               picked.published_at, picked.expires_at, CAST(:now AS timestamptz)
        FROM picked JOIN marked ON marked.message_key = picked.key
        """
    )
)
_SEND = InsertRows(_DELIVERY, _DELIVERY.c.keys())
_KEEP = InsertRows(_BUFFER, _BUFFER.c.keys())
_MARK = InsertRows(core(MessageCorrelation), ("message_key", "process_id"))


def send_signal(tx: Transaction, name: str, variables: Variables, *, sender: int = 0) -> int:
    """Queue a signal for all that wait for it, but for the case `sender`, and for what it starts; give how many."""
    waiting, starting = tx.read(
        (_SIGNAL_WAITING, {"name": name, "sender": sender}), (_STARTING, {"kind": "signal", "name": name})
    )
    event = {"kind": "signal", "name": name, "variables": dict(variables), "expires_at": tx.now}
    rows = [_to_case(tx, event, row) for row in waiting] + [_to_start(tx, event, row) for row in starting]
    tx.write(_SEND, rows)
    return len(rows)


def buffered_ids(tx: Transaction, name: str, correlation_key: str) -> list[str | None]:
    """Meet everybody who waits for or publishes this message now; give the ids of the published ones that still live.

    The lock is held until the transaction ends.
    """
    tx.write(_MEET, [{"slot": _slot(name, correlation_key)}])
    (rows,) = tx.read((_BUFFERED, {"name": name, "correlation_key": correlation_key, "now": tx.now}))
    return [row["message_id"] for row in rows]


def send_message(
    tx: Transaction,
    name: str,
    correlation_key: str,
    variables: Variables,
    *,
    expires_at: datetime,
    message_id: str | None,
) -> int:
    """Queue a message for one waiting case of each process, or for what it starts there, and keep it until it expires.

    A process whose waiting case takes the message begins no case by it (Camunda 8: it is correlated once to a process).
    Gives the message's key. The caller has met the others (`buffered_ids`).
    """
    key = tx.new_key()
    waiting, starting = tx.read(
        (_MESSAGE_WAITING, {"name": name, "correlation_key": correlation_key}),
        (_STARTING, {"kind": "message", "name": name}),
    )
    event = {
        "kind": "message",
        "name": name,
        "correlation_key": correlation_key,
        "variables": dict(variables),
        "expires_at": expires_at,
    }
    oldest = {row["process_id"]: row for row in reversed(waiting)}
    starting = [row for row in starting if row["process_id"] not in oldest]
    rows = [_to_case(tx, event, row) for row in oldest.values()] + [_to_start(tx, event, row) for row in starting]
    tx.write(_SEND, rows)
    if expires_at > tx.now:
        kept = {"key": key, "published_at": tx.now, "message_id": message_id}
        tx.write(_KEEP, [{**{name: event[name] for name in event if name != "kind"}, **kept}])
        taken = {*oldest, *(row["process_id"] for row in starting)}
        tx.write(_MARK, [{"message_key": key, "process_id": process_id} for process_id in sorted(taken)])
    return key


def take_buffered(tx: Transaction, instance_key: int, process_id: str, opened: Iterable[SubscriptionOpened]) -> None:
    """Let each new subscription have the oldest message that was published for it and still lives."""
    for event in sorted(opened, key=lambda event: (event.message_name, event.correlation_key, event.wait_key)):
        tx.write(_MEET, [{"slot": _slot(event.message_name, event.correlation_key)}])
        asked = {
            "key": tx.new_key(),
            "name": event.message_name,
            "correlation_key": event.correlation_key,
            "process_id": process_id,
            "wait_key": event.wait_key,
            "instance_key": instance_key,
            "element_id": event.element_id,
            "now": tx.now,
        }
        tx.write(_TAKE_BUFFERED, [asked])


def _slot(name: str, correlation_key: str) -> str:
    return f"{name}\x1f{correlation_key}"


def _to_case(tx: Transaction, event: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    to = {"wait_key": row["key"], "instance_key": row["instance_key"], "definition_key": None}
    return _delivery(tx, event, row["element_id"], to)


def _to_start(tx: Transaction, event: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    to = {"wait_key": None, "instance_key": None, "definition_key": row["definition_key"]}
    return _delivery(tx, event, row["element_id"], to)


def _delivery(tx: Transaction, event: dict[str, Any], element_id: str, to: dict[str, Any]) -> dict[str, Any]:
    moments = {"sent_at": tx.now, "available_at": tx.now}
    return {"correlation_key": "", **event, **to, **moments, "key": tx.new_key(), "element_id": element_id}
