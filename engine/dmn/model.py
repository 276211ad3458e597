"""What a DMN file says, as records: boxed expressions, item definitions and the elements of the requirements graph.

Nothing here evaluates. `id` and `line` say where a thing stands in its file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Key: TypeAlias = tuple[str, str]  # namespace and id: what identifies an element among several files


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: its element's id, if it has one, and its line."""

    id: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A name with the reference to its type, None when untyped."""

    name: str
    type_ref: str | None = None


class Boxed:
    """A boxed expression; one of the records below."""

    __slots__ = ()
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Boxed):
    """FEEL text; empty text means that the logic is not given."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Boxed):
    """An expression that says itself of which type its value is."""

    place: Place
    inner: Boxed
    type_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a context; without a variable it is the context's result."""

    variable: Variable | None
    value: Boxed


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Boxed):
    """Entries computed in order, each seeing those before it."""

    place: Place
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Boxed):
    """A list of expressions."""

    place: Place
    items: tuple[Boxed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Boxed):
    """A list of contexts written as rows under named columns."""

    place: Place
    columns: tuple[Variable, ...]
    rows: tuple[tuple[Boxed, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation(Boxed):
    """A call with arguments bound to parameters by name."""

    place: Place
    function: Boxed
    bindings: tuple[tuple[Variable, Boxed], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Function(Boxed):
    """A function definition; without a body it is an external one, which does not run here.

    `type_ref` names the type of the function, or (as some tools write it) of its result.
    """

    place: Place
    parameters: tuple[Variable, ...]
    body: Boxed | None
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional(Boxed):
    """if, then, else."""

    place: Place
    condition: Boxed
    then: Boxed
    otherwise: Boxed


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Boxed):
    """The items of a list that pass a test, which sees each as `item`."""

    place: Place
    source: Boxed
    match: Boxed


class LoopKind(Enum):
    """What an iterator does with its body's results."""

    FOR = "for"
    SOME = "some"
    EVERY = "every"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop(Boxed):
    """for, some or every over a list or range."""

    place: Place
    kind: LoopKind
    variable: str
    source: Boxed
    body: Boxed


class HitPolicy(Enum):
    """Which of the matching rules give the result (DMN 1.5 §8.2.11)."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


class Aggregation(Enum):
    """What COLLECT makes of the outputs."""

    SUM = "SUM"
    COUNT = "COUNT"
    MIN = "MIN"
    MAX = "MAX"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClause:
    """A column of conditions: what is tested, and which values may come."""

    place: Place
    label: str
    expression: Literal
    type_ref: str | None
    allowed: Literal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputClause:
    """A column of results: its name, its type, the values in order of priority, the value when no rule matches."""

    place: Place
    name: str
    label: str
    type_ref: str | None
    allowed: Literal | None
    default: Literal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row: a test for each input, an expression for each output, and its remarks."""

    id: str
    place: Place
    tests: tuple[Literal, ...]
    outputs: tuple[Literal, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Boxed):
    """A decision table."""

    place: Place
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    annotation_names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefinition:
    """A declared type: another type, components, or a function, maybe as a list and maybe with allowed values."""

    place: Place
    name: str
    type_ref: str | None
    is_collection: bool
    components: tuple["ItemDefinition", ...]
    function: "FunctionItem | None"
    allowed: Literal | None
    constraint: Literal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionItem:
    """The parameters and the result of a function type."""

    parameters: tuple[Variable, ...]
    result_ref: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData:
    """Something that the caller hands in."""

    place: Place
    key: Key
    name: str
    variable: Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision: what it requires and its logic, None when it is only drawn.

    `version_tag` is the name that the designer gave this version (`zeebe:versionTag`, as Camunda's modeler writes it).
    """

    place: Place
    key: Key
    name: str
    variable: Variable
    required: tuple[Key, ...]
    knowledge: tuple[Key, ...]
    logic: Boxed | None
    version_tag: str | None = None

    @property
    def id(self) -> str:
        """Give the id within its file."""
        return self.key[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeModel:
    """A business knowledge model: a function that decisions share."""

    place: Place
    key: Key
    name: str
    variable: Variable
    knowledge: tuple[Key, ...]
    logic: Function | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionService:
    """Decisions offered as one function: parameters are the input data, then the input decisions."""

    place: Place
    key: Key
    name: str
    variable: Variable
    outputs: tuple[Key, ...]
    encapsulated: tuple[Key, ...]
    input_decisions: tuple[Key, ...]
    input_data: tuple[Key, ...]

    @property
    def id(self) -> str:
        """Give the id within its file."""
        return self.key[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """Another model under a name; with an empty name its elements need no prefix."""

    place: Place
    name: str
    namespace: str


Element: TypeAlias = InputData | Decision | KnowledgeModel | DecisionService


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """One file: its types, its elements by key, and what it imports."""

    resource: str
    id: str
    name: str
    namespace: str
    version: str
    imports: tuple[Import, ...]
    types: tuple[ItemDefinition, ...]
    elements: Mapping[Key, Element]
