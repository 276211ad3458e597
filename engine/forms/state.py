"""What a form looks like for one set of answers: frozen records that pages render and validation checks."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.errors import Finding, Text
from engine.feel import FeelValue
from engine.forms.schema import Component, Form, Option
from engine.model.json_value import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentState:
    """One component now. `minimum` … `max_length` stay in the component; computed ones stand in `bounds`."""

    component: Component
    label: Text
    description: Text | None = None
    text: Text | None = None
    visible: bool = True
    required: bool = False
    readonly: bool = False
    multiple: bool = False
    value: JsonValue = None
    options: tuple[Option, ...] = ()
    options_known: bool = True
    errors: tuple[Finding, ...] = ()
    children: tuple["ComponentState", ...] = ()

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
class FormState:
    """A form with one set of answers; `scope` is what its expressions saw last."""

    form: Form
    components: tuple[ComponentState, ...] = ()
    scope: dict[str, FeelValue] = field(default_factory=dict)

    def walk(self) -> Iterator[ComponentState]:
        """Give every component's state in reading order."""
        for component in self.components:
            yield from component.walk()
