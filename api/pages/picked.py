"""From what stands in a picker's box to the key that it means, for people without script and for quick typists.

A picker posts the key picked (`f.<path>`) and the words in its box (`q.<path>`). Words that are not the name of what is
picked count: they become the one entry that they match, or stay as typed, to be refused and shown again.
"""

from collections.abc import Mapping

from api.pages.posted import Posted
from engine.forms import FIELD_PREFIX, MANY_KINDS, Component, Form, by_key
from engine.model.json_value import JsonValue
from engine.operations import OfficeDirectory

WORDS_PREFIX = "q."


def read_picks(
    directory: OfficeDirectory, form: Form, data: Mapping[str, JsonValue], posted: Posted
) -> dict[str, JsonValue]:
    """Give the answers with the words of every picker understood."""
    read = dict(data)
    for key, component in form.by_key().items():
        if component.repetition is not None:
            _read_rows(directory, component, read, posted)
        else:
            _read(directory, component, read, key, posted)
    return read


def _read_rows(directory: OfficeDirectory, component: Component, data: dict[str, JsonValue], posted: Posted) -> None:
    rows = data.get(component.key or "")
    if not isinstance(rows, list):
        return
    # Our pages number rows from nought without a gap; only then do box and row belong together.
    for index, row in enumerate(rows):
        if isinstance(row, dict):
            for key, inner in by_key(component.children).items():
                _read(directory, inner, row, f"{component.key}.{index}.{key}", posted)


def _read(
    directory: OfficeDirectory, component: Component, data: dict[str, JsonValue], path: str, posted: Posted
) -> None:
    source = component.options.directory if component.options else None
    words = posted.values.get(WORDS_PREFIX + path)
    if source is None or words is None or FIELD_PREFIX + path not in posted.values:
        return
    typed, key = " ".join(words[-1].split()), component.key or ""
    listed = component.options.among if component.options else ()
    among = listed if isinstance(listed, tuple) else ()
    if component.kind in MANY_KINDS:
        former = data.get(key)
        picked = list(former) if isinstance(former, list) else []
        if typed:
            picked.append(directory.resolve(source, typed, among) or typed)
        data[key] = list(dict.fromkeys(str(one) for one in picked))
        return
    chosen = data.get(key)
    if not typed:
        data[key] = None
    elif not isinstance(chosen, str) or not _is_name_of(directory, component, chosen, typed):
        data[key] = directory.resolve(source, typed, among) or typed


def _is_name_of(directory: OfficeDirectory, component: Component, key: str, typed: str) -> bool:
    source = component.options.directory if component.options else None
    entry = directory.entries(source, [key], ()).get(key) if source is not None else None
    return entry is not None and typed in {" ".join(entry.label.vi.split()), " ".join(entry.label.en.split())}
