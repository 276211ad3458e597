"""Read the items of a case's repeated activities, only those that a command asks for."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, bindparam, func, literal, select

from engine.model.items import Item
from engine.model.json_value import JsonValue
from engine.store.statements import Row, Statement
from engine.store.tables import ElementInstance, LoopItem, MessageSubscription, SignalSubscription, Timer, Variable
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_ITEM, _ELEMENT, _VARIABLE = core(LoopItem), core(ElementInstance), core(Variable)
_TIMER, _SUBSCRIPTION, _SIGNAL = core(Timer), core(MessageSubscription), core(SignalSubscription)
_OF_BODY = select(_ITEM).where(_ITEM.c.body_key == bindparam("body"))
_ONE = Statement(_OF_BODY.where(_ITEM.c.position == bindparam("index")))
_EVERY = Statement(_OF_BODY.order_by(_ITEM.c.position))
_INSIDE = Statement(
    select(_VARIABLE.c.item_key, _VARIABLE.c.scope_key, _VARIABLE.c.name, _VARIABLE.c.value).where(
        _VARIABLE.c.instance_key == bindparam("instance"),
        _VARIABLE.c.item_key == func.any(bindparam("items", type_=ARRAY(BigInteger))),
    )
)
_up = (
    select(_ELEMENT.c.key, _ELEMENT.c.scope_key, literal(0).label("level"))
    .where(_ELEMENT.c.key == bindparam("visit"))
    .cte("up", recursive=True)
)
_up = _up.union_all(
    select(_ELEMENT.c.key, _ELEMENT.c.scope_key, _up.c.level + 1).join(_up, _ELEMENT.c.key == _up.c.scope_key)
)
_AROUND = Statement(select(_ITEM).join(_up, _ITEM.c.key == _up.c.key).order_by(_up.c.level.desc()))
_WAITS = Statement(
    select(_TIMER.c.element_instance_key)
    .where(_TIMER.c.key == bindparam("wait"))
    .union_all(
        select(_SUBSCRIPTION.c.element_instance_key).where(_SUBSCRIPTION.c.key == bindparam("wait")),
        select(_SIGNAL.c.element_instance_key).where(_SIGNAL.c.key == bindparam("wait")),
    )
)


class CaseItems:
    """The items of one case; each question costs a round trip or two, and only cases that repeat something ask."""

    def __init__(self, transaction: Transaction, instance_key: int) -> None:
        self._tx = transaction
        self._instance_key = instance_key

    def one(self, body_key: int, index: int) -> Item:
        """Give one item; raise KeyError when the body has none of this index."""
        found = self._items(_ONE, {"body": body_key, "index": index})
        if not found:
            raise KeyError((body_key, index))
        return found[0]

    def every(self, body_key: int) -> Sequence[Item]:
        """Give all items of a body in their order."""
        return self._items(_EVERY, {"body": body_key})

    def around(self, element_instance_key: int) -> Sequence[Item]:
        """Give the items that an element instance stands in, outermost first; an item's own visit counts."""
        return self._items(_AROUND, {"visit": element_instance_key})

    def around_wait(self, wait_key: int) -> Sequence[Item]:
        """Give the items that a timer or subscription stands in, outermost first."""
        (found,) = self._tx.read((_WAITS, {"wait": wait_key}))
        return self.around(found[0]["element_instance_key"]) if found else ()

    def _items(self, statement: Statement, asked: Row) -> list[Item]:
        (rows,) = self._tx.read((statement, asked))
        rows = [row for row in rows if row["instance_key"] == self._instance_key]
        inside = self._variables(row["key"] for row in rows if row["key"])
        return [
            Item(
                body_key=row["body_key"],
                index=row["position"],
                key=row["key"] or 0,
                state=row["state"],
                variables=inside.get(row["key"], {}),
            )
            for row in rows
        ]

    def _variables(self, item_keys: Iterable[int]) -> dict[Any, dict[int, dict[str, JsonValue]]]:
        """Give the variables inside each item by its key, then by scope."""
        keys = list(item_keys)
        found: dict[Any, dict[int, dict[str, JsonValue]]] = {}
        if keys:
            (rows,) = self._tx.read((_INSIDE, {"instance": self._instance_key, "items": keys}))
            for row in rows:
                found.setdefault(row["item_key"], {}).setdefault(row["scope_key"], {})[row["name"]] = row["value"]
        return found
