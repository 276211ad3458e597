"""Turns what an HTML form posts (texts) into typed answers, as a machine would send them through the API.

A text that cannot be read stays as it was typed, so that the page can show it again and the check can quote it.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from engine.forms.dates import read_typed
from engine.forms.schema import MANY_KINDS, Component, Form, Kind, by_key
from engine.model.json_value import JsonValue

FIELD_PREFIX = "f."
_GROUPED = {
    "vi": re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?"),
    "en": re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"),
}
_INDEX = re.compile(r"[0-9]{1,4}")
_PLAIN = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
MAX_NUMBER_CHARS = 64
_VIETNAMESE_MARKS = str.maketrans(",.", ".,")


def field_name(key: str) -> str:
    """Give the name of the HTML control that carries the answer of `key`."""
    return FIELD_PREFIX + key


def coerce_html(form: Form, posted: Mapping[str, Sequence[str]], *, language: str = "vi") -> dict[str, JsonValue]:
    """Give typed answers for the controls that were posted; one that was not posted was not shown and stays out.

    `posted` maps control names to their values in order. Names of other controls (tokens, buttons) are ignored; an
    unknown name with our prefix is passed on, to be refused by the check. Pages put an empty hidden control before
    those that a browser leaves out when they are empty (checkbox, radio, file, list). A field of a list's row is called
    `f.<list>.<index>.<key>`, a row without any `f.<list>.<index>`; rows come in the order of their indexes.
    """
    top = form.by_key()
    answers: dict[str, JsonValue] = {}
    rows: dict[str, dict[int, dict[str, JsonValue]]] = {}
    for name, values in posted.items():
        if not name.startswith(FIELD_PREFIX):
            continue
        key = name.removeprefix(FIELD_PREFIX)
        head, *rest = key.split(".")
        component = top.get(head)
        if component is not None and component.repetition is not None:
            _take_row(component, rest, values, rows.setdefault(head, {}), language)
        elif component is not None and component.is_input and not rest:
            answers[key] = _typed(component, values, language)
        else:
            answers[key] = "".join(values[-1:])
    for key, indexed in rows.items():
        answers[key] = [indexed[index] for index in sorted(indexed)]
    return answers


def _take_row(
    component: Component,
    rest: list[str],
    values: Sequence[str],
    rows: dict[int, dict[str, JsonValue]],
    language: str,
) -> None:
    """Put a control `<list>.<index>[.<key>]` into its row; one without an index only says that the list was shown."""
    if not rest or not _INDEX.fullmatch(rest[0]):
        return
    row = rows.setdefault(int(rest[0]), {})
    if len(rest) > 1:
        key = ".".join(rest[1:])
        inner = by_key(component.children).get(key)
        known = inner is not None and inner.is_input
        row[key] = _typed(inner, values, language) if inner is not None and known else "".join(values[-1:])


def _typed(component: Component, values: Sequence[str], language: str) -> JsonValue:
    if component.kind in MANY_KINDS or component.kind is Kind.FILEPICKER:
        return [value for value in values if value]
    if component.kind is Kind.CHECKBOX:
        return any(value in {"true", "on"} for value in values)
    text = values[-1] if values else ""
    if not text.strip():
        return None
    if component.kind is Kind.NUMBER:
        number = read_number(text, language)
        return text if number is None else number
    if component.kind is Kind.DATETIME:
        return read_typed(text, component.date_kind) or text
    return text


def read_number(text: str, language: str) -> int | Decimal | None:
    """Give a typed number: "1.234,5" in Vietnamese, "1,234.5" in English; a lone mark before decimals may be either."""
    typed = "".join(text.split())
    if len(typed) > MAX_NUMBER_CHARS:
        return None
    if _GROUPED["en" if language == "en" else "vi"].fullmatch(typed):
        thousands, mark = (",", ".") if language == "en" else (".", ",")
        typed = typed.replace(thousands, "").replace(mark, ".")
    elif _PLAIN.fullmatch(typed):
        typed = typed.replace(",", ".")
    else:
        return None
    return Decimal(typed) if "." in typed else int(typed)


def show_number(value: JsonValue, language: str, *, grouped: bool = False) -> str:
    """Give a number as people read and type it; with thousands marks when `grouped` (amounts of money)."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return "" if value is None else str(value)
    if grouped:
        shown = f"{Decimal(str(value)):,f}"
        return shown if language == "en" else shown.translate(_VIETNAMESE_MARKS)
    digits = f"{Decimal(str(value)):f}"
    return digits if language == "en" else digits.replace(".", ",")
