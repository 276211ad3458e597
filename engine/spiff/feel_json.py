"""Turn a FEEL value into what a variable can keep: JSON with exact numbers, temporal values as ISO text."""

from collections.abc import Mapping
from decimal import Decimal

from engine.feel import FeelFunction, FeelValue, Range
from engine.model.json_value import JsonValue
from engine.spiff.failure import LIMIT_EXCEEDED, ModelFailure

_MAX_DEPTH = 100
_MAX_INTEGER_DIGITS = 1000
MAX_NAME = 300


def keep(value: FeelValue, error_type: str, target: str) -> JsonValue:
    """Give a FEEL value as JSON; raise ModelFailure for a function or a range, which no variable can keep."""
    return _keep(value, 0, error_type, target)


def _keep(value: FeelValue, depth: int, error_type: str, target: str) -> JsonValue:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and value.adjusted() < _MAX_INTEGER_DIGITS
        return int(value) if whole else value
    if depth > _MAX_DEPTH:
        raise ModelFailure(
            LIMIT_EXCEEDED,
            f"Giá trị tính cho “{target}” lồng nhau quá {_MAX_DEPTH} tầng.",
            f"The value for “{target}” is nested more than {_MAX_DEPTH} levels deep.",
        )
    if isinstance(value, list):
        return [_keep(item, depth + 1, error_type, target) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _keep(item, depth + 1, error_type, target) for key, item in value.items()}
    if isinstance(value, (FeelFunction, Range)):
        raise ModelFailure(
            error_type,
            f"Giá trị tính cho “{target}” không lưu được (hàm hoặc khoảng giá trị).",
            f"The value for “{target}” cannot be kept (a function or a range).",
        )
    return str(value)


def text_of(value: FeelValue) -> str | None:
    """Give a text or a temporal value as its text; None for anything else."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, (bool, Decimal, list, Mapping, FeelFunction, Range)):
        return None
    return str(value)


def short_name(value: FeelValue) -> str | None:
    """Give a text that can serve as a name or key: not empty, not long, without control characters; else None.

    A database keeps names in indexes, which take neither long texts nor every character.
    """
    if isinstance(value, str) and 0 < len(value) <= MAX_NAME and value.isprintable():
        return value
    return None
