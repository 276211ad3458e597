"""The type of every value that a case keeps: what JSON can say, with numbers exact (int or Decimal)."""

from collections.abc import Mapping
from decimal import Decimal

JsonValue = None | bool | int | float | Decimal | str | list["JsonValue"] | dict[str, "JsonValue"]
Variables = Mapping[str, JsonValue]
