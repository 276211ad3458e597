"""Project thrown signals: they go on their way to all other cases."""

from collections.abc import Iterable

from engine.model.events import Event, SignalThrown
from engine.store.deliveries import send_signal
from engine.store.transaction import Transaction


def project_signals(tx: Transaction, instance_key: int, events: Iterable[Event]) -> None:
    """Queue each signal that the case threw for everybody else; its own waits have caught it already."""
    for event in events:
        if isinstance(event, SignalThrown):
            send_signal(tx, event.signal_name, event.variables, sender=instance_key)
