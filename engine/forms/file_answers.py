"""Finds the files that the answers of a form name, in fields of the form and of its lists' rows alike.

It also knows which files a field accepts; whether a file is what its name says was judged when it came in.
"""

from collections.abc import Collection, Iterator, Mapping

from engine.forms.evaluate_form import row_list
from engine.forms.schema import Component, Form, Kind, by_key
from engine.model.json_value import JsonValue


def file_answers(form: Form, data: Mapping[str, JsonValue]) -> Iterator[tuple[str, Component, tuple[JsonValue, ...]]]:
    """Give each file field that names files: its path (`tep`, `minh_chung.0.tep`), the field and what it names."""
    yield from _of_level(form.by_key(), data, "")


def _of_level(
    known: Mapping[str, Component], data: Mapping[str, JsonValue], prefix: str
) -> Iterator[tuple[str, Component, tuple[JsonValue, ...]]]:
    for key, component in known.items():
        value = data.get(key)
        if component.repetition is not None:
            inner = by_key(component.children)
            for index, row in enumerate(row_list(value) or ()):
                yield from _of_level(inner, row, f"{prefix}{key}.{index}.")
        elif component.kind is Kind.FILEPICKER and value:
            yield prefix + key, component, tuple(value) if isinstance(value, list) else (value,)


def accepts(component: Component, file_name: str, media_type: str) -> bool:
    """Tell whether a file field takes a file: by ending (`.pdf`), type (`application/pdf`) or family (`image/*`)."""
    if not component.accept:
        return True
    kinds = {media_type.lower(), media_type.lower().partition("/")[0] + "/*", "*/*"}
    return any(one in kinds or (one[0] == "." and file_name.lower().endswith(one)) for one in component.accept)


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
