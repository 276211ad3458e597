"""Adds a row to a dynamic list or takes one away, in the answers of a form that is being filled in.

The order comes from a button of the page (`add:<list>`, `remove:<list>:<index>`); whatever it is not is ignored, for
the page is shown anew in any case. Bounds are the list's own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.forms.evaluate_form import row_list
from engine.forms.schema import Form
from engine.model.json_value import JsonValue

_ORDER = re.compile(r"(add|remove):([A-Za-z_][A-Za-z0-9_]{0,99})(?::([0-9]{1,4}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRows:
    """The answers after the order; `key` is the list that changed (None when nothing did).

    `focus` is the index of the row to go to: the new one, or the one that stands where a row was taken away; None for
    the list's end.
    """

    data: dict[str, JsonValue]
    key: str | None = None
    focus: int | None = None
    removed: bool = False


def change_rows(form: Form, data: Mapping[str, JsonValue], order: str) -> ChangedRows:
    """Give `data` with the row added or removed that `order` names."""
    unchanged = ChangedRows(data=dict(data))
    read = _ORDER.fullmatch(order)
    component = form.by_key().get(read.group(2)) if read else None
    repetition = component.repetition if component else None
    if read is None or repetition is None or repetition.fixed:
        return unchanged
    verb, key, index = read.groups()
    rows: list[JsonValue] = [dict(row) for row in row_list(data.get(key)) or []]
    if verb == "add" and len(rows) < repetition.most:
        return ChangedRows(data={**data, key: [*rows, {}]}, key=key, focus=len(rows))
    if verb == "remove" and index is not None and int(index) < len(rows):
        del rows[int(index)]
        focus = int(index) if int(index) < len(rows) else None
        return ChangedRows(data={**data, key: rows}, key=key, focus=focus, removed=True)
    return unchanged
