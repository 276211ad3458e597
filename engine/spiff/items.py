"""The items of multi-instance bodies during one command: read when they are needed, remembered when they change."""

from collections.abc import Sequence
from typing import Any

from engine.model.items import Item, ItemChanges, ItemSource
from engine.model.json_value import JsonValue


class Items:
    """What the source has, covered by what this command did.

    `state` of an item: `v` the value of one whose turn has not come, `t` the tokens of a live one (rows as in the
    token document), `r` the result of one that is done.
    """

    def __init__(self, source: ItemSource) -> None:
        self.source = source
        self._read: dict[tuple[int, int], Item] = {}
        self._written: dict[tuple[int, int], Item] = {}
        self._begun: set[int] = set()
        self._dropped: set[tuple[int, int]] = set()
        self._closed: dict[int, None] = {}

    def begin_body(self, body_key: int) -> None:
        """Know that a body began in this command, so that the source has nothing of it."""
        self._begun.add(body_key)

    def remember(self, item: Item) -> None:
        """Keep an item that was read."""
        self._read.setdefault((item.body_key, item.index), item)

    def state(self, body_key: int, index: int) -> dict[str, Any]:
        """Give the state of one item."""
        at = (body_key, index)
        if at not in self._written and at not in self._read:
            self.remember(self.source.one(body_key, index))
        return dict((self._written.get(at) or self._read[at]).state)

    def every(self, body_key: int) -> Sequence[Item]:
        """Give all items of a body, by index, as they are now; live ones as they were written last."""
        if body_key not in self._begun:
            for item in self.source.every(body_key):
                self.remember(item)
        found = {**self._read, **self._written}
        return [found[at] for at in sorted(found) if at[0] == body_key]

    def write(self, body_key: int, index: int, key: int, state: dict[str, JsonValue]) -> None:
        """Set what is to be kept of an item."""
        item = Item(body_key=body_key, index=index, key=key, state=state)
        known = self._read.get((body_key, index))
        if known is None or known.state != state:
            self._written[body_key, index] = item

    def drop(self, body_key: int, index: int) -> None:
        """Forget one item that is done and left nothing."""
        if self._written.pop((body_key, index), None) is None or (body_key, index) in self._read:
            self._dropped.add((body_key, index))

    def close_body(self, body_key: int) -> None:
        """Drop all items of a body that is over."""
        self._written = {at: item for at, item in self._written.items() if at[0] != body_key}
        self._dropped = {at for at in self._dropped if at[0] != body_key}
        if body_key not in self._begun:
            self._closed[body_key] = None

    def changes(self) -> ItemChanges:
        """Give what the store must write and drop."""
        return ItemChanges(
            written=tuple(self._written.values()), dropped=tuple(sorted(self._dropped)), closed=tuple(self._closed)
        )
