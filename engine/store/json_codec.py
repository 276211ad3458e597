"""JSON to and from PostgreSQL with every digit of a number kept (`Decimal`), which the standard module cannot write."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import simplejson


def dumps(value: Any) -> str:
    """Write JSON text; a Decimal keeps its digits, NaN and infinity are refused."""
    return _WRITER.encode(value)


def dumps_rows(rows: list[dict[str, Any]]) -> str:
    """Write a table's rows as JSON text that PostgreSQL takes apart again: bytes in hexadecimal, times in ISO 8601."""
    return _ROW_WRITER.encode(rows)


def _for_postgresql(value: Any) -> str:
    match value:
        case bytes():
            return "\\x" + value.hex()
        case date() | time() | datetime():
            return value.isoformat()
        case UUID():
            return str(value)
    raise TypeError(value)


def loads(text: str | bytes) -> Any:
    """Read JSON text; numbers with a fraction become Decimal."""
    return _READER.decode(text if isinstance(text, str) else text.decode())


def canonical(value: Any) -> str:
    """Write JSON text that is equal for equal values after a round trip through jsonb (sorted keys)."""
    return _SORTED_WRITER.encode(loads(dumps(value)))


def _writer(**options: Any) -> simplejson.JSONEncoder:
    return simplejson.JSONEncoder(
        use_decimal=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"), **options
    )


# Made once: they hold no state between texts, and making one costs as much as writing a short text.
_READER = simplejson.JSONDecoder(parse_float=Decimal)
_WRITER = _writer()
_ROW_WRITER = _writer(encoding=None, default=_for_postgresql)
_SORTED_WRITER = _writer(sort_keys=True)
