"""Answers that tell who sent a letter (component property `sealed` = `true`): kept apart from the case's data.

They never become variables; the caller hands them to the identity store. What one of them says may not stand in any
other answer either, neither typed nor computed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.errors import Finding, InputRejected, Text
from engine.forms import Component, Form
from engine.model.json_value import JsonValue
from engine.store.folding import fold

_SHORTEST: Final = 6  # a shorter answer (a hamlet's number) stands in other texts by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAnswer:
    """One sealed answer with the label that it is shown under."""

    key: str
    label: Text
    value: JsonValue


def is_sealed(component: Component) -> bool:
    """Tell whether the component's answer is kept apart."""
    return component.properties.get("sealed") == "true"


def without_sealed(form: Form, data: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Give what may be kept of answers that are not sent yet."""
    keys = _sealed(form)
    return {name: value for name, value in data.items() if name not in keys}


def split_sealed(form: Form, clean: Mapping[str, JsonValue]) -> tuple[dict[str, JsonValue], tuple[SealedAnswer, ...]]:
    """Part a checked submission into what the case keeps and what is sealed.

    Raises InputRejected when an answer that the case keeps repeats one that is sealed.
    """
    keys = _sealed(form)
    if not keys:
        return dict(clean), ()
    kept = {name: value for name, value in clean.items() if name not in keys}
    sealed = tuple(
        SealedAnswer(key=name, label=_label(component), value=clean[name])
        for name, component in keys.items()
        if clean.get(name) not in (None, "")
    )
    _require_unrepeated(form, kept, sealed)
    return kept, sealed


def _sealed(form: Form) -> dict[str, Component]:
    return {key: component for key, component in form.by_key().items() if is_sealed(component)}


def _label(component: Component) -> Text:
    wording = component.label
    vi = wording.vi if wording is not None and isinstance(wording.vi, str) else component.key or component.id
    return Text(vi=vi, en=wording.en if wording is not None and isinstance(wording.en, str) else vi)


def _require_unrepeated(form: Form, kept: Mapping[str, JsonValue], sealed: tuple[SealedAnswer, ...]) -> None:
    secrets = [text for answer in sealed for text in [_folded(str(answer.value))] if len(text) >= _SHORTEST]
    findings = tuple(
        _repeated(form, name)
        for name, value in kept.items()
        if any(secret in _folded(text) for text in _texts(value) for secret in secrets)
    )
    if findings:
        raise InputRejected(findings[0].text, code="identity_repeated", findings=findings)


def _repeated(form: Form, name: str) -> Finding:
    component = form.by_key().get(name)
    label = _label(component) if component is not None else Text(vi=name, en=name)
    return Finding(
        code="identity_repeated",
        text=Text(
            vi=f"“{label.vi}” có nội dung của phần danh tính được giữ riêng. Hãy bỏ ra khỏi mục này.",
            en=f"“{label.en}” repeats the identity that is kept apart. Take it out of this field.",
        ),
        field=name,
        element_id=component.id if component is not None else None,
    )


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _folded(text: str) -> str:
    """Give letters and digits only, so that neither spaces, signs nor diacritics hide a repetition."""
    return "".join(letter for letter in fold(text) if letter.isalnum())
