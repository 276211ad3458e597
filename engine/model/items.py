"""The items of a multi-instance body as the runtime keeps them apart from the token document: one record an item.

A case of a thousand items therefore restores and writes only the item that a command touches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.model.json_value import Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a body. `key` is the element instance key of its visit, 0 while its turn has not come.

    `state` is the runtime's own: what waits for its turn, tokens that live, or the result. `variables` are those of
    the open scopes inside the item, by scope key; they are given to the runtime, never taken from it.
    """

    body_key: int
    index: int  # from 0
    key: int = 0
    state: Mapping[str, Any]
    variables: Mapping[int, Variables] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChanges:
    """What a command did to items: those to write whole, to drop (body key, index), and bodies that are over."""

    written: tuple[Item, ...] = ()
    dropped: tuple[tuple[int, int], ...] = ()
    closed: tuple[int, ...] = ()


class ItemSource(Protocol):
    """Where the runtime reads the items of one case as they were before the command."""

    def one(self, body_key: int, index: int) -> Item:
        """Give one item of a body."""

    def every(self, body_key: int) -> Sequence[Item]:
        """Give all items of a body in their order."""

    def around(self, element_instance_key: int) -> Sequence[Item]:
        """Give the items that an element instance stands in, outermost first; an item's own visit counts."""

    def around_wait(self, wait_key: int) -> Sequence[Item]:
        """Give the items that a timer or subscription stands in, outermost first."""


class NoItems:
    """The source of a case that has none yet."""

    def one(self, body_key: int, index: int) -> Item:
        """Refuse: there is none."""
        raise KeyError((body_key, index))

    def every(self, _body_key: int) -> Sequence[Item]:
        """Give nothing."""
        return ()

    def around(self, _element_instance_key: int) -> Sequence[Item]:
        """Give nothing."""
        return ()

    def around_wait(self, _wait_key: int) -> Sequence[Item]:
        """Give nothing."""
        return ()
