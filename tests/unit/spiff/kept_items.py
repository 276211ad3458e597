"""The items of repeated activities as a store would keep them: one JSON text each, found by body, key or wait."""

import json
from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.model import events as e
from engine.model.items import Item, ItemChanges
from engine.model.json_value import JsonValue


class Around(Protocol):
    """What a desk knows of the case around the items."""

    enclosing: dict[int, int]
    item_of_scope: dict[int, int]
    scopes: dict[int, dict[str, JsonValue]]
    waits: dict[int, e.TimerScheduled | e.SubscriptionOpened | e.SignalAwaited]


class KeptItems:
    """An item source over JSON texts; counts how many items were read."""

    def __init__(self, desk: Around) -> None:
        self._desk = desk
        self.states: dict[tuple[int, int], tuple[int, str]] = {}
        self.read = 0

    def keep(self, changes: ItemChanges) -> None:
        for item in changes.written:
            self.states[item.body_key, item.index] = (item.key, json.dumps(item.state))
        for at in changes.dropped:
            self.states.pop(at, None)
        for body_key in changes.closed:
            self.states = {at: kept for at, kept in self.states.items() if at[0] != body_key}

    def one(self, body_key: int, index: int) -> Item:
        self.read += 1
        key, state = self.states[body_key, index]
        return Item(
            body_key=body_key, index=index, key=key, state=json.loads(state), variables=self._variables_inside(key)
        )

    def every(self, body_key: int) -> Sequence[Item]:
        return [self.one(*at) for at in sorted(self.states) if at[0] == body_key]

    def around(self, element_instance_key: int) -> Sequence[Item]:
        by_key = {key: at for at, (key, _) in self.states.items() if key}
        path, key = [], element_instance_key
        while key in self._desk.enclosing:
            if key in by_key:
                path.append(self.one(*by_key[key]))
            key = self._desk.enclosing[key]
        return path[::-1]

    def around_wait(self, wait_key: int) -> Sequence[Item]:
        wait = self._desk.waits.get(wait_key)
        return [] if wait is None else self.around(wait.element_instance_key)

    def _variables_inside(self, item_key: int) -> Mapping[int, dict[str, JsonValue]]:
        owners = self._desk.item_of_scope
        return {scope: values for scope, values in self._desk.scopes.items() if owners.get(scope) == item_key}
