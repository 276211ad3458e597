"""What a form says, as frozen records: the parsed shape of a form-js schema, with its expressions compiled.

It holds no behaviour beyond looking things up; reading is in `parse_form`, meaning in `evaluate_form`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from engine.errors import Text
from engine.forms.directory import Source
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
    TAGLIST = "taglist"
    DYNAMICLIST = "dynamiclist"
    TABLE = "table"
    HTML = "html"
    DOCUMENT_PREVIEW = "documentPreview"


INPUT_KINDS = frozenset(
    {
        Kind.TEXTFIELD,
        Kind.TEXTAREA,
        Kind.NUMBER,
        Kind.CHECKBOX,
        Kind.RADIO,
        Kind.SELECT,
        Kind.CHECKLIST,
        Kind.TAGLIST,
        Kind.DATETIME,
        Kind.FILEPICKER,
    }
)
CHOICE_KINDS = frozenset({Kind.RADIO, Kind.SELECT, Kind.CHECKLIST, Kind.TAGLIST})
MANY_KINDS = frozenset({Kind.CHECKLIST, Kind.TAGLIST})


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
    offered: bool = True  # False for a former value that may be read but no longer chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSource:
    """Where a choice takes its options from: exactly one of `fixed`, `variable`, `expression`, `directory` is set."""

    fixed: tuple[Option, ...] | None = None
    variable: str | None = None  # a case variable that holds a list (form-js `valuesKey`)
    expression: Expression | None = None
    directory: Source | None = None  # searched on the server; the answer is the entry's stable key
    among: tuple[str, ...] | Expression = ()  # narrows the directory; see `engine.forms.directory`
    first: tuple[str, ...] | Expression = ()  # which cases are offered before others; see there


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """How many rows a dynamic list has: `first` when nothing was answered, between `least` and `most` on submit."""

    first: int = 1
    least: int = 0
    most: int = 50
    fixed: bool = False  # people may not add or remove rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: which entry of each row it shows, under which heading."""

    key: str
    label: Text
    source: Source | None = None  # of a column of picked keys: shown by their names
    money: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSource:
    """What a table shows: `rows` gives a list of contexts; `columns` are fixed, or `computed` gives them."""

    rows: Expression
    columns: tuple[Column, ...] = ()
    computed: Expression | None = None


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
    """One component. `key` names its variable (None for what only shows something; a dynamic list's `path`).

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
    repetition: Repetition | None = None  # of a dynamic list; its `children` are the fields of one row
    table: TableSource | None = None
    preview: Expression | None = None  # the document keys that a document preview shows
    money: bool = False  # a number (typed or computed) of đồng, shown with thousands marks
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
        """Give this component and all below it, in reading order; the fields of a list's row too."""
        yield self
        for child in self.children:
            yield from child.walk()

    def level(self) -> Iterator["Component"]:
        """Give this component and those below it whose variables stand beside its own (not those in a list's rows)."""
        yield self
        if self.repetition is None:
            for child in self.children:
                yield from child.level()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form as deployed; `components` is the tree in reading order."""

    id: str
    components: tuple[Component, ...] = ()
    schema_version: int | None = None
    version_tag: str | None = None  # the name that the designer gave this version

    def walk(self) -> Iterator[Component]:
        """Give every component in reading order, groups before what they hold."""
        for component in self.components:
            yield from component.walk()

    def by_key(self) -> dict[str, Component]:
        """Give the components that hold a variable of the case, by its name (a list, not the fields of its rows)."""
        return by_key(self.components)


def by_key(components: Iterable[Component]) -> dict[str, Component]:
    """Give the components of one level that hold a variable, by its name."""
    found = (one for component in components for one in component.level())
    return {one.key: one for one in found if one.key is not None}
