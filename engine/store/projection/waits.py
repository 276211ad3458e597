"""Project what a case waits for: timers, message and signal subscriptions come and go as rows."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ARRAY, BigInteger, bindparam, delete, func, insert

from engine.model.events import Event, SignalAwaited, SubscriptionOpened, TimerScheduled, WaitClosed, WaitKind
from engine.store.deliveries import take_buffered
from engine.store.statements import Statement
from engine.store.tables import MessageSubscription, SignalSubscription, Timer
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_TIMER, _SUBSCRIPTION, _SIGNAL = core(Timer), core(MessageSubscription), core(SignalSubscription)
_CLOSED = func.any(bindparam("waits", type_=ARRAY(BigInteger)))
_SCHEDULE = Statement(
    insert(_TIMER),
    ("key", "instance_key", "element_instance_key", "element_id", "due_at", "available_at", "failures", "explained"),
)
_SUBSCRIBE = Statement(
    insert(_SUBSCRIPTION),
    (
        "key",
        "instance_key",
        "element_instance_key",
        "element_id",
        "message_name",
        "correlation_key",
        "actors",
        "created_at",
    ),
)
_LISTEN = Statement(
    insert(_SIGNAL), ("key", "instance_key", "element_instance_key", "element_id", "signal_name", "created_at")
)
_CLOSE = {
    WaitKind.TIMER: Statement(delete(_TIMER).where(_TIMER.c.key == _CLOSED)),
    WaitKind.MESSAGE: Statement(delete(_SUBSCRIPTION).where(_SUBSCRIPTION.c.key == _CLOSED)),
    WaitKind.SIGNAL: Statement(delete(_SIGNAL).where(_SIGNAL.c.key == _CLOSED)),
}


def project_waits(
    tx: Transaction,
    instance_key: int,
    process_id: str,
    events: Iterable[Event],
    actors: Mapping[int, tuple[str, ...]],
    bases: Mapping[int, Mapping[str, Any]],
) -> None:
    """Insert new timers and subscriptions and delete the closed ones.

    `actors` names, by wait key, the principals who may send the message from the case page; `bases` tells, by wait
    key, which rule and event set a timer's moment.
    """
    closed = {event.wait_key: event.kind for event in events if isinstance(event, WaitClosed)}
    subscriptions = [
        {
            "key": event.wait_key,
            "instance_key": instance_key,
            "element_instance_key": event.element_instance_key,
            "element_id": event.element_id,
            "message_name": event.message_name,
            "correlation_key": event.correlation_key,
            "actors": list(actors.get(event.wait_key, ())),
            "created_at": tx.now,
        }
        for event in events
        if isinstance(event, SubscriptionOpened) and event.wait_key not in closed
    ]
    tx.write(_SCHEDULE, _timers(instance_key, events, closed, bases))
    signals = [
        {
            "key": event.wait_key,
            "instance_key": instance_key,
            "element_instance_key": event.element_instance_key,
            "element_id": event.element_id,
            "signal_name": event.signal_name,
            "created_at": tx.now,
        }
        for event in events
        if isinstance(event, SignalAwaited) and event.wait_key not in closed
    ]
    tx.write(_SUBSCRIBE, subscriptions)
    tx.write(_LISTEN, signals)
    opened = [event for event in events if isinstance(event, SubscriptionOpened) and event.wait_key not in closed]
    take_buffered(tx, instance_key, process_id, opened)
    for kind, statement in _CLOSE.items():
        over = sorted(key for key, of_kind in closed.items() if of_kind is kind)
        if over:
            tx.write(statement, [{"waits": over}])


def _timers(
    instance_key: int, events: Iterable[Event], closed: Collection[int], bases: Mapping[int, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    return [
        {
            "key": event.wait_key,
            "instance_key": instance_key,
            "element_instance_key": event.element_instance_key,
            "element_id": event.element_id,
            "due_at": event.due_at,
            "available_at": None if "stopped" in bases.get(event.wait_key, ()) else event.due_at,
            "failures": 0,
            "explained": bases.get(event.wait_key),
        }
        for event in events
        if isinstance(event, TimerScheduled) and event.wait_key not in closed
    ]
