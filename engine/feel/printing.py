"""Write values as text: what `string()` gives, which for most values is also how FEEL would write them."""

from collections.abc import Mapping
from decimal import Decimal

from engine.feel.decimals import number_text
from engine.feel.limits import exceeded
from engine.feel.runtime import Run
from engine.feel.values import FeelFunction, FeelValue, Range

_ESCAPES = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}


def quoted(text: str) -> str:
    """Write a string literal."""
    return f'"{text.translate(_ESCAPES)}"'


def value_text(run: Run, value: FeelValue) -> str:
    """Write a value; a string as it is at the top, quoted inside lists and contexts. The length is bounded."""
    if isinstance(value, str):
        return value
    parts: list[str] = []
    _write(run, value, parts, [0], 0)
    return "".join(parts)


def _write(run: Run, value: FeelValue, parts: list[str], length: list[int], depth: int) -> None:
    run.check_depth(depth)
    if isinstance(value, list):
        _write_all(run, "[", [("", item) for item in value], "]", parts, length, depth)
        return
    if isinstance(value, Mapping):
        entries = [(f"{_key(key)}: ", item) for key, item in value.items()]
        _write_all(run, "{", entries, "}", parts, length, depth)
        return
    if isinstance(value, Range):
        parts.append("[" if value.start_included else "(")
        _write(run, value.start, parts, length, depth + 1)
        parts.append("..")
        _write(run, value.end, parts, length, depth + 1)
        parts.append("]" if value.end_included else ")")
        return
    text = _scalar(value)
    length[0] += len(text)
    if length[0] > run.limits.string_chars:
        raise exceeded("string_chars", run.limits.string_chars)
    run.charge(len(text) >> 6)
    parts.append(text)


def _write_all(
    run: Run,
    opening: str,
    items: list[tuple[str, FeelValue]],
    closing: str,
    parts: list[str],
    length: list[int],
    depth: int,
) -> None:
    parts.append(opening)
    for index, (prefix, item) in enumerate(items):
        parts.append(f", {prefix}" if index else prefix)
        length[0] += len(prefix) + 2
        _write(run, item, parts, length, depth + 1)
    parts.append(closing)


def _scalar(value: FeelValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, FeelFunction):
        return f"function {value.name}" if value.name != "function" else "function"
    return str(value)


def _key(key: str) -> str:
    """Write a key bare when it looks like a name, else quoted."""
    return key if key.replace("_", "a").replace(" ", "a").isalnum() and not key[0].isdigit() else quoted(key)
