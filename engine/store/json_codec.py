"""JSON to and from PostgreSQL with every digit of a number kept (`Decimal`), which the standard module cannot write."""

from decimal import Decimal
from typing import Any

import simplejson


def dumps(value: Any) -> str:
    """Write JSON text; a Decimal keeps its digits, NaN and infinity are refused."""
    return simplejson.dumps(value, use_decimal=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def loads(text: str | bytes) -> Any:
    """Read JSON text; numbers with a fraction become Decimal."""
    return simplejson.loads(text, parse_float=Decimal)


def canonical(value: Any) -> str:
    """Write JSON text that is equal for equal values after a round trip through jsonb (sorted keys)."""
    stored = loads(dumps(value))
    return simplejson.dumps(
        stored, use_decimal=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True
    )
