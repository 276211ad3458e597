"""Project the items of repeated activities: each is a row of its own, written whole when a command changed it."""

from sqlalchemy import ARRAY, BigInteger, bindparam, delete, func

from engine.model.items import ItemChanges
from engine.store.statements import InsertRows, Statement
from engine.store.tables import LoopItem
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_ITEM = core(LoopItem)
_WRITE = InsertRows(
    _ITEM,
    ("body_key", "position", "key", "instance_key", "state"),
    "ON CONFLICT (body_key, position) DO UPDATE SET key = excluded.key, state = excluded.state",
)
_DROP = Statement(delete(_ITEM).where(_ITEM.c.body_key == bindparam("body"), _ITEM.c.position == bindparam("index")))
_CLOSE = Statement(delete(_ITEM).where(_ITEM.c.body_key == func.any(bindparam("bodies", type_=ARRAY(BigInteger)))))


def project_items(tx: Transaction, instance_key: int, changes: ItemChanges) -> None:
    """Write the changed items, and delete the dropped ones and those of bodies that are over."""
    rows = [
        {
            "body_key": item.body_key,
            "position": item.index,
            "key": item.key or None,
            "instance_key": instance_key,
            "state": item.state,
        }
        for item in changes.written
    ]
    tx.write(_WRITE, rows)
    tx.write(_DROP, [{"body": body_key, "index": index} for body_key, index in changes.dropped])
    if changes.closed:
        tx.write(_CLOSE, [{"bodies": list(changes.closed)}])
