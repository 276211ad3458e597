"""What a form says, as frozen records: the parsed shape of a form-js schema, with its expressions compiled.

It holds no behaviour beyond looking things up; reading is in `parse_form`, meaning in `evaluate_form`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from engine.errors import Text
from engine.forms.expressions import Expression
from engine.model.json_value import JsonValue


class Kind(StrEnum):
    """The component types that we render, by their form-js names."""

    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    SELECT = "select"
    CHECKLIST = "checklist"
    DATETIME = "datetime"
    FILEPICKER = "filepicker"
    EXPRESSION = "expression"
    TEXT = "text"
    SEPARATOR = "separator"
    SPACER = "spacer"
    GROUP = "group"


INPUT_KINDS = frozenset(
    {
        Kind.TEXTFIELD,
        Kind.TEXTAREA,
        Kind.NUMBER,
        Kind.CHECKBOX,
        Kind.RADIO,
        Kind.SELECT,
        Kind.CHECKLIST,
        Kind.DATETIME,
        Kind.FILEPICKER,
    }
)
CHOICE_KINDS = frozenset({Kind.RADIO, Kind.SELECT, Kind.CHECKLIST})


class DateKind(StrEnum):
    """What a datetime component asks for."""

    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A text of the form in Vietnamese and English, each either fixed or computed ("=…"). Without `en`, `vi` serves."""

    vi: str | Expression
    en: str | Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value to choose, and how people read it."""

    value: JsonValue
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSource:
    """Where a choice takes its options from: exactly one of the three is set."""

    fixed: tuple[Option, ...] | None = None
    variable: str | None = None  # a case variable that holds a list (form-js `valuesKey`)
    expression: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What an answer must satisfy. Numbers may be computed; a computed one that is no number does not constrain."""

    required: bool = False
    required_if: Expression | None = None
    minimum: Decimal | Expression | None = None
    maximum: Decimal | Expression | None = None
    min_length: Decimal | Expression | None = None
    max_length: Decimal | Expression | None = None
    pattern: str | None = None
    pattern_message: Text | None = None
    decimal_digits: int | None = None
    no_past: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One component. `key` names its variable (None for what only shows something).

    `prefill` False means that a former value of the case is never offered again: a decision is taken afresh each time.
    `row` and `columns` (of 16) are the layout of form-js.
    """

    id: str
    kind: Kind
    key: str | None = None
    label: Wording | None = None
    description: Wording | None = None
    text: Wording | None = None
    hide: Expression | None = None
    readonly: bool | Expression = False
    default: JsonValue | Expression = None
    prefill: bool = True
    constraints: Constraints = field(default_factory=Constraints)
    options: OptionSource | None = None
    computed: Expression | None = None
    date_kind: DateKind = DateKind.DATE
    accept: tuple[str, ...] = ()
    multiple: bool | Expression = False
    prefix: str | None = None
    suffix: str | None = None
    height: int | None = None
    outline: bool = False
    row: str | None = None
    columns: int | None = None
    children: tuple["Component", ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_input(self) -> bool:
        """Tell whether people may give it an answer."""
        return self.kind in INPUT_KINDS

    def walk(self) -> Iterator["Component"]:
        """Give this component and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as deployed; `components` is the tree in reading order."""

    id: str
    components: tuple[Component, ...] = ()
    schema_version: int | None = None

    def walk(self) -> Iterator[Component]:
        """Give every component in reading order, groups before what they hold."""
        for component in self.components:
            yield from component.walk()

    def by_key(self) -> dict[str, Component]:
        """Give the components that hold a variable, by its name."""
        return {component.key: component for component in self.walk() if component.key is not None}
