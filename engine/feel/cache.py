"""A cache that is bounded by the size of what it holds, for compiled expressions and patterns.

It counts characters of source text, as the memory of a compiled thing grows with them.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class SizedCache(Generic[Key, Value]):
    """Keeps the most recently used values, up to a total size; safe to share among threads."""

    def __init__(self, maximum: int) -> None:
        self._maximum = maximum
        self._size = 0
        self._lock = Lock()
        self._entries: OrderedDict[Key, tuple[int, Value]] = OrderedDict()

    def get(self, key: Key, size: int, make: Callable[[], Value]) -> Value:
        """Give the value of `key`, making it when it is not there; two threads may both make it once."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                return entry[1]
        value = make()
        with self._lock:
            if key not in self._entries:
                self._entries[key] = (size, value)
                self._size += size
            while self._size > self._maximum:
                _, (old_size, _) = self._entries.popitem(last=False)
                self._size -= old_size
        return value

    def __len__(self) -> int:
        return len(self._entries)
