"""Measure a value as JSON without writing it, and refuse what JSON or the database cannot keep.

Works without recursion, so that no depth of nesting can exhaust the interpreter.
"""

import math
from decimal import Decimal

from engine.errors import Finding, InputRejected, LimitExceeded, Text
from engine.model.json_value import JsonValue

MAX_DEPTH = 100


def size_of(value: JsonValue) -> int:
    """Give the bytes of `value` as JSON in UTF-8, escapes aside.

    Raises LimitExceeded above `MAX_DEPTH` levels; InputRejected for what is not JSON, for numbers that are not finite
    and for characters that a database cannot keep (NUL, lone surrogates).
    """
    size = 0
    open_values: list[tuple[object, int]] = [(value, 0)]
    while open_values:
        current, depth = open_values.pop()
        if depth > MAX_DEPTH:
            raise LimitExceeded(
                Text(
                    vi=f"Dữ liệu lồng nhau quá {MAX_DEPTH} tầng.",
                    en=f"The data is nested more than {MAX_DEPTH} levels deep.",
                )
            )
        if isinstance(current, dict):
            size += 2 + 2 * len(current)
            for key, item in current.items():
                size += _text_bytes(key)
                open_values.append((item, depth + 1))
        elif isinstance(current, list):
            size += 2 + len(current)
            open_values.extend((item, depth + 1) for item in current)
        else:
            size += _scalar_bytes(current)
    return size


def _scalar_bytes(value: object) -> int:
    if value is None or isinstance(value, bool):
        return 5
    if isinstance(value, str):
        return _text_bytes(value)
    if isinstance(value, int):
        return value.bit_length() // 3 + 2
    if isinstance(value, float) and math.isfinite(value):
        return 24
    if isinstance(value, Decimal) and value.is_finite():
        return len(value.as_tuple().digits) + 8
    raise _not_json(f"{type(value).__name__}")


def _text_bytes(text: object) -> int:
    if not isinstance(text, str):
        raise _not_json(f"{type(text).__name__} as a name")
    try:
        size = len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError:
        raise _not_json("a broken character") from None
    if "\0" in text:
        raise _not_json("the character U+0000")
    return size + 2


def _not_json(what: str) -> InputRejected:
    text = Text(
        vi=f"Dữ liệu có giá trị không lưu được ({what}). Chỉ nhận văn bản, số, đúng/sai, danh sách và nhóm giá trị.",
        en=f"The data holds something that cannot be kept ({what}). Use text, numbers, true/false, lists and objects.",
    )
    return InputRejected(text, findings=(Finding(code="not_json", text=text),))
