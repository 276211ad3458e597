"""Send a signal on its way to everybody who waits for it now; each delivery is a row, so none is lost or doubled."""

from sqlalchemy import bindparam, select

from engine.model.json_value import Variables
from engine.store.statements import InsertRows, Statement
from engine.store.tables import SignalDelivery, SignalSubscription
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_SUBSCRIPTION, _DELIVERY = core(SignalSubscription), core(SignalDelivery)
_WAITING = Statement(
    select(_SUBSCRIPTION.c.key, _SUBSCRIPTION.c.instance_key, _SUBSCRIPTION.c.element_id)
    .where(
        _SUBSCRIPTION.c.signal_name == bindparam("name", type_=_SUBSCRIPTION.c.signal_name.type),
        _SUBSCRIPTION.c.instance_key != bindparam("sender", type_=_SUBSCRIPTION.c.instance_key.type),
    )
    .order_by(_SUBSCRIPTION.c.key)
)
_SEND = InsertRows(_DELIVERY, _DELIVERY.c.keys())


def send_signal(tx: Transaction, name: str, variables: Variables, *, sender: int = 0) -> int:
    """Queue a signal for every open subscription of its name, but for those of the case `sender`; give how many.

    No case is locked here: each takes its signal in a transaction of its own.
    """
    [waiting] = tx.read((_WAITING, {"name": name, "sender": sender}))
    rows = [
        {
            "key": tx.new_key(),
            "signal_name": name,
            "wait_key": row["key"],
            "instance_key": row["instance_key"],
            "element_id": row["element_id"],
            "variables": dict(variables),
            "sent_at": tx.now,
            "available_at": tx.now,
        }
        for row in waiting
    ]
    tx.write(_SEND, rows)
    return len(rows)
