"""A cache that is bounded by the size of what it holds, for compiled expressions and patterns.

It counts characters of source text, as the memory of a compiled thing grows with them. Finding takes no lock and moves
nothing: what was found since it was last looked at gets a second chance when room is needed.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar, final

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@final
class _Entry(Generic[Value]):
    __slots__ = ("found", "size", "value")

    def __init__(self, size: int, value: Value) -> None:
        self.size = size
        self.value = value
        self.found = False


class SizedCache(Generic[Key, Value]):
    """Keeps the recently used values, up to a total size; safe to share among threads."""

    def __init__(self, maximum: int) -> None:
        self._maximum = maximum
        self._size = 0
        self._lock = Lock()
        self._entries: dict[Key, _Entry[Value]] = {}

    def get(self, key: Key, size: int, make: Callable[[Key], Value]) -> Value:
        """Give the value of `key`, making it when it is not there; two threads may both make it once."""
        entry = self._entries.get(key)
        if entry is not None:
            entry.found = True
            return entry.value
        value = make(key)
        if size <= self._maximum:
            with self._lock:
                self._keep(key, _Entry(size, value))
        return value

    def _keep(self, key: Key, entry: _Entry[Value]) -> None:
        if key in self._entries:
            return
        while self._size + entry.size > self._maximum:
            oldest = next(iter(self._entries))
            old = self._entries.pop(oldest)
            if old.found:
                old.found = False
                self._entries[oldest] = old
            else:
                self._size -= old.size
        self._entries[key] = entry
        self._size += entry.size

    def __len__(self) -> int:
        return len(self._entries)
