"""Finds the files that the answers of a form name, in fields of the form and of its lists' rows alike."""

from collections.abc import Collection, Iterator, Mapping

from engine.forms.evaluate_form import row_list
from engine.forms.schema import Component, Form, Kind, by_key
from engine.model.json_value import JsonValue


def file_answers(form: Form, data: Mapping[str, JsonValue]) -> Iterator[tuple[str, tuple[JsonValue, ...]]]:
    """Give each file field that names files, as its path (`tep`, `minh_chung.0.tep`) and what it names."""
    yield from _of_level(form.by_key(), data, "")


def _of_level(
    known: Mapping[str, Component], data: Mapping[str, JsonValue], prefix: str
) -> Iterator[tuple[str, tuple[JsonValue, ...]]]:
    for key, component in known.items():
        value = data.get(key)
        if component.repetition is not None:
            inner = by_key(component.children)
            for index, row in enumerate(row_list(value) or ()):
                yield from _of_level(inner, row, f"{prefix}{key}.{index}.")
        elif component.kind is Kind.FILEPICKER and value:
            yield prefix + key, tuple(value) if isinstance(value, list) else (value,)


def keep_files(form: Form, data: Mapping[str, JsonValue], known: Collection[str]) -> dict[str, JsonValue]:
    """Give `data` without the files that are not among `known` (document keys)."""
    return _kept(form.by_key(), data, known)


def _kept(
    components: Mapping[str, Component], data: Mapping[str, JsonValue], known: Collection[str]
) -> dict[str, JsonValue]:
    kept: dict[str, JsonValue] = {}
    for key, value in data.items():
        component = components.get(key)
        rows = row_list(value) if component is not None and component.repetition is not None else None
        if component is not None and rows is not None:
            inner = by_key(component.children)
            kept[key] = [_kept(inner, row, known) for row in rows]
        elif component is not None and component.kind is Kind.FILEPICKER and isinstance(value, list):
            kept[key] = [one for one in value if one in known]
        else:
            kept[key] = value
    return kept
