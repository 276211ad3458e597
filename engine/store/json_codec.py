"""JSON to and from PostgreSQL with every digit of a number kept (`Decimal`), which the standard module cannot write."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import simplejson


def dumps(value: Any) -> str:
    """Write JSON text; a Decimal keeps its digits, NaN and infinity are refused."""
    return simplejson.dumps(value, use_decimal=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def dumps_rows(rows: list[dict[str, Any]]) -> str:
    """Write a table's rows as JSON text that PostgreSQL takes apart again: bytes in hexadecimal, times in ISO 8601."""
    return simplejson.dumps(
        rows,
        use_decimal=True,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
        encoding=None,
        default=_for_postgresql,
    )


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
    return simplejson.loads(text, parse_float=Decimal)


def canonical(value: Any) -> str:
    """Write JSON text that is equal for equal values after a round trip through jsonb (sorted keys)."""
    stored = loads(dumps(value))
    return simplejson.dumps(
        stored, use_decimal=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
    )
