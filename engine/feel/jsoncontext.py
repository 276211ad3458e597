"""A context over JSON data that converts an entry when it is first read, so that a large context costs what is used."""

from collections.abc import Iterator, Mapping

from engine.feel.limits import DEFAULT_LIMITS, exceeded
from engine.feel.normalform import normal_name
from engine.feel.pythonvalues import from_json, number_from_python
from engine.feel.values import FeelValue

_PLAIN = frozenset({str, bool, type(None)})
_UNREAD = object()


class JsonContext(Mapping[str, FeelValue]):
    """Reads like the context that `from_json` would make of a JSON object; the object must not change meanwhile."""

    __slots__ = ("_data", "_ready")

    def __init__(self, data: Mapping[str, object]) -> None:
        self._data = data if all(map(str.isascii, data)) else {normal_name(key): data[key] for key in data}
        self._ready: dict[str, FeelValue] = {}

    def __getitem__(self, key: str) -> FeelValue:
        value = self._ready.get(key, _UNREAD)
        return self._read(key, self._data[key]) if value is _UNREAD else value

    def __contains__(self, key: object) -> bool:
        return key in self._data

    def get(self, key: str, default: FeelValue = None) -> FeelValue:
        """Give the value of an entry, or the default; Mapping's own would raise and catch."""
        value = self._ready.get(key, _UNREAD)
        if value is not _UNREAD:
            return value
        value = self._data.get(key, _UNREAD)
        return default if value is _UNREAD else self._read(key, value)

    def _read(self, key: str, value: object) -> FeelValue:
        ready = self._ready[key] = _lazily(value, 0)
        return ready

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __repr__(self) -> str:
        return f"JsonContext({dict(self)!r})"


def _lazily(value: object, depth: int) -> FeelValue:
    """Convert lists and scalars; a nested object waits until it is read."""
    cls = type(value)
    if cls in _PLAIN:
        return value
    if cls is int or cls is float:
        return number_from_python(value)  # type: ignore[arg-type] # it is a number
    if cls is dict:
        return JsonContext(value)  # type: ignore[arg-type] # it is a mapping
    if isinstance(value, Mapping):
        return JsonContext(value)
    if isinstance(value, list):
        if depth > DEFAULT_LIMITS.depth:
            raise exceeded("depth", DEFAULT_LIMITS.depth)
        return [_lazily(item, depth + 1) for item in value]
    return from_json(value)
