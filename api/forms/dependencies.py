"""Which fields of a form others depend on, and what a change of answers changes on the page.

Dependence is read off the texts of the expressions: a field whose key occurs as a word in one may matter to it. That
errs on the side of asking the server once too often, never too seldom.
"""

import re
from collections.abc import Iterator
from hashlib import blake2s

from engine.forms import Component, ComponentState, Expression, Form, Wording, by_key

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
DIGEST_PREFIX = "s."


def influential_keys(form: Form, watched: str = "") -> frozenset[str]:
    """Give the keys of the fields whose change may alter what the form shows, or what the text `watched` gives.

    A field of a list's row counts under its own key; all of them do when an expression names their list.
    """
    words = {word for component in form.walk() for source in _sources(component) for word in _NAME.findall(source)}
    words.update(_NAME.findall(watched))
    keys = {key for key in form.by_key() if key in words}
    for key, component in form.by_key().items():
        if component.repetition is not None:
            fields = by_key(component.children)
            keys.update(fields if words & {key, "this"} else (one for one in fields if one in words))
    return frozenset(keys)


def is_dynamic(component: Component) -> bool:
    """Tell whether answers may alter how this component looks (not counting what it holds)."""
    return any(True for _ in _sources(component))


def _sources(component: Component) -> Iterator[str]:
    """Give the texts of the expressions that decide how a component looks; bounds and defaults do not."""
    options = component.options
    table = component.table
    for setting in (
        component.hide,
        component.readonly,
        component.computed,
        component.preview,
        component.multiple,
        component.constraints.required_if,
        options.expression if options else None,
        options.among if options else None,
        options.first if options else None,
        table.rows if table else None,
        table.computed if table else None,
    ):
        if isinstance(setting, Expression):
            yield setting.source
    for wording in (component.label, component.description, component.text):
        yield from _words(wording)


def _words(wording: Wording | None) -> Iterator[str]:
    for words in (wording.vi, wording.en) if wording else ():
        if isinstance(words, Expression):
            yield words.source


def place(state: ComponentState) -> str:
    """Give the component's id on the page: its own, in a list's row with the index of the row (`<id>--<index>`)."""
    return state.component.id if state.index is None else f"{state.component.id}--{state.index}"


def digest(state: ComponentState) -> str:
    """Give a short print of how a component looks now; two equal prints need no swap."""
    derived = state.component.table is not None or state.component.preview is not None
    shown = state.value if state.readonly or derived else None
    looks = (state.visible, state.required, state.readonly, state.multiple, state.among, state.first, shown)
    # What is picked stands in the control itself: only a list of options offered changes how it looks.
    offered = () if state.component.options and state.component.options.directory else state.options
    words = (state.label, state.description, state.text, offered, state.columns)
    return blake2s(repr((looks, words)).encode(), digest_size=6).hexdigest()
