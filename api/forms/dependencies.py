"""Which fields of a form others depend on, and what a change of answers changes on the page.

Dependence is read off the texts of the expressions: a field whose key occurs as a word in one may matter to it. That
errs on the side of asking the server once too often, never too seldom.
"""

import re
from collections.abc import Iterator
from hashlib import blake2s

from engine.forms import Component, ComponentState, Expression, Form, Wording

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
DIGEST_PREFIX = "s."


def influential_keys(form: Form, watched: str = "") -> frozenset[str]:
    """Give the keys of the fields whose change may alter what the form shows, or what the text `watched` gives."""
    words = {word for component in form.walk() for source in _sources(component) for word in _NAME.findall(source)}
    words.update(_NAME.findall(watched))
    return frozenset(key for key in form.by_key() if key in words)


def is_dynamic(component: Component) -> bool:
    """Tell whether answers may alter how this component looks (not counting what it holds)."""
    return any(True for _ in _sources(component))


def _sources(component: Component) -> Iterator[str]:
    """Give the texts of the expressions that decide how a component looks; bounds and defaults do not."""
    options = component.options.expression if component.options else None
    for setting in (
        component.hide,
        component.readonly,
        component.computed,
        component.multiple,
        component.constraints.required_if,
        options,
    ):
        if isinstance(setting, Expression):
            yield setting.source
    for wording in (component.label, component.description, component.text):
        yield from _words(wording)


def _words(wording: Wording | None) -> Iterator[str]:
    for words in (wording.vi, wording.en) if wording else ():
        if isinstance(words, Expression):
            yield words.source


def digest(state: ComponentState) -> str:
    """Give a short print of how a component looks now; two equal prints need no swap."""
    shown = state.value if state.readonly else None
    looks = (state.visible, state.required, state.readonly, state.multiple, shown)
    words = (state.label, state.description, state.text, state.options)
    return blake2s(repr((looks, words)).encode(), digest_size=6).hexdigest()
