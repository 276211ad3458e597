"""What a form looks like for one set of answers: frozen records that pages render and validation checks."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.errors import Finding, Text
from engine.feel import FeelValue
from engine.forms.schema import Column, Component, Form, Option
from engine.model.json_value import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentState:
    """One component now.

    `path` names its answer: the key, or in a list's row `<list>.<index>.<key>`. `index` is that row's place. A dynamic
    list has `rows`, each the states of one row's fields; `walk` does not enter them.
    """

    component: Component
    label: Text
    path: str = ""
    index: int | None = None
    description: Text | None = None
    text: Text | None = None
    visible: bool = True
    required: bool = False
    readonly: bool = False
    multiple: bool = False
    value: JsonValue = None
    options: tuple[Option, ...] = ()
    options_known: bool = True
    among: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    errors: tuple[Finding, ...] = ()
    children: tuple["ComponentState", ...] = ()
    rows: tuple["RowState", ...] = ()

    def walk(self) -> Iterator["ComponentState"]:
        """Give this state and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def answerable(self) -> bool:
        """Tell whether people may answer it now."""
        return self.visible and not self.readonly and self.component.is_input


@dataclass(frozen=True, slots=True, kw_only=True)
class RowState:
    """One row of a dynamic list; `scope` is what its expressions saw last. One not `answered` does not count."""

    answered: bool
    components: tuple[ComponentState, ...]
    scope: dict[str, FeelValue] = field(default_factory=dict)

    def walk(self) -> Iterator[ComponentState]:
        """Give the states of the row's fields in reading order."""
        for component in self.components:
            yield from component.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """A form with one set of answers; `scope` is what its expressions saw last."""

    form: Form
    components: tuple[ComponentState, ...] = ()
    scope: dict[str, FeelValue] = field(default_factory=dict)

    def walk(self) -> Iterator[ComponentState]:
        """Give every component's state in reading order."""
        for component in self.components:
            yield from component.walk()
