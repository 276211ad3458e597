"""Turns what an HTML form posts (texts) into typed answers, as a machine would send them through the API.

A text that cannot be read stays as it was typed, so that the page can show it again and the check can quote it.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from engine.forms.dates import read_typed
from engine.forms.schema import Component, Form, Kind
from engine.model.json_value import JsonValue

FIELD_PREFIX = "f."
_GROUPED = {
    "vi": re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?"),
    "en": re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"),
}
_PLAIN = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
MAX_NUMBER_CHARS = 64


def field_name(key: str) -> str:
    """Give the name of the HTML control that carries the answer of `key`."""
    return FIELD_PREFIX + key


def coerce_html(form: Form, posted: Mapping[str, Sequence[str]], *, language: str = "vi") -> dict[str, JsonValue]:
    """Give typed answers for the controls that were posted; one that was not posted was not shown and stays out.

    `posted` maps control names to their values in order. Names of other controls (tokens, buttons) are ignored; an
    unknown name with our prefix is passed on, to be refused by the check. Pages put an empty hidden control before
    those that a browser leaves out when they are empty (checkbox, radio, file).
    """
    known = {key: component for key, component in form.by_key().items() if component.is_input}
    answers: dict[str, JsonValue] = {}
    for name, values in posted.items():
        if not name.startswith(FIELD_PREFIX):
            continue
        key = name.removeprefix(FIELD_PREFIX)
        component = known.get(key)
        answers[key] = _typed(component, values, language) if component else "".join(values[-1:])
    return answers


def _typed(component: Component, values: Sequence[str], language: str) -> JsonValue:
    if component.kind in {Kind.CHECKLIST, Kind.FILEPICKER}:
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


def show_number(value: JsonValue, language: str) -> str:
    """Give a number as people read and type it, without thousands marks."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return "" if value is None else str(value)
    digits = f"{Decimal(str(value)):f}"
    return digits if language == "en" else digits.replace(".", ",")
