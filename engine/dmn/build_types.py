"""From item definitions to types at work: references resolved, allowed values compiled, unknown names noted."""

from collections.abc import Iterable, Mapping

from engine.dmn.findings import Findings
from engine.dmn.graph import find_cycle
from engine.dmn.model import FunctionItem, ItemDefinition, Literal, Place
from engine.dmn.types import Fields, ItemType, Reference, Shape, TypeTable, as_feel_type, simple
from engine.feel import (
    ANY,
    SIMPLE_TYPES,
    Expression,
    FeelSyntaxError,
    FeelType,
    FunctionType,
    NamedType,
    compile_unary_tests,
)

# Names that tools of Camunda write for numbers.
_NUMBERS = ("integer", "long", "double", "float", "short")
_SIMPLE = {**SIMPLE_TYPES, **dict.fromkeys(_NUMBERS, SIMPLE_TYPES["number"])}


class Types:
    """The types that one model knows: FEEL's, its own, and those of imported models under the import's name."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self.table: TypeTable = {}

    def declare(self, definitions: Iterable[ItemDefinition], imported: Mapping[str, TypeTable]) -> None:
        """Make the types of a model known; `imported` holds tables by the name of their import."""
        for prefix, table in imported.items():
            for name, declared in table.items():
                self.table[f"{prefix}.{name}" if prefix else name] = declared
        listed = tuple(definitions)
        # Names first: a definition may refer to one further down.
        self.table.update({item.name: ItemType(name=item.name, shape=ANY) for item in listed})
        self.table.update({item.name: self._build(item) for item in listed})
        self._refuse_circles(listed)

    def _refuse_circles(self, definitions: Iterable[ItemDefinition]) -> None:
        """Note types that are only names for one another; a type may contain itself in a list or component."""
        chains: dict[str, tuple[str, ...]] = {}
        places: dict[str, Place] = {}
        for item in definitions:
            shape = self.table[item.name].shape
            places[item.name] = item.place
            chains[item.name] = (shape.name,) if isinstance(shape, Reference) and not item.is_collection else ()
        cycle = find_cycle(chains)
        if cycle is not None:
            listed = " → ".join((*cycle, cycle[0]))
            self._findings.add_at(
                "type_cycle",
                places[cycle[0]],
                f"Các kiểu dữ liệu chỉ gọi tên lẫn nhau thành vòng: {listed}.",
                f"Types only name each other in a circle: {listed}.",
                breaks=True,
            )

    def named(self, name: str | None, place: Place) -> ItemType | None:
        """Find a type by its reference; None when there is no reference or every value may come."""
        if name is None or name == "Any":
            return None
        shape = self._shape(name, place)
        return ItemType(name=name, shape=shape)

    def feel_types(self) -> dict[str, FeelType]:
        """Give what `instance of` knows in expressions of this model."""
        return {name: as_feel_type(declared) for name, declared in self.table.items()}

    def component_names(self) -> frozenset[str]:
        """Give the names of all components, which may stand after a dot or in a filter."""
        return component_names(self.table)

    def _build(self, item: ItemDefinition) -> ItemType:
        if item.components:
            shape: Shape = Fields(tuple((part.name, self._build(part)) for part in item.components))
        elif item.function is not None:
            shape = self._function(item.function, item.place)
        else:
            shape = ANY if item.type_ref is None else self._shape(item.type_ref, item.place)
        return ItemType(
            name=item.name,
            shape=shape,
            is_collection=item.is_collection,
            allowed=self.tests(item.allowed),
            constraint=self.tests(item.constraint),
        )

    def _shape(self, name: str, place: Place) -> Shape:
        if name in self.table:
            return Reference(self.table, name)
        simple = _SIMPLE.get(name)
        if simple is not None:
            return simple
        self._findings.add_at("unknown_type", place, f"Không có kiểu dữ liệu “{name}”.", f"There is no type “{name}”.")
        return ANY

    def _function(self, item: FunctionItem, place: Place) -> FeelType:
        parameters = tuple(self._mention(parameter.type_ref, place) for parameter in item.parameters)
        return FunctionType(parameters, self._mention(item.result_ref, place))

    def _mention(self, name: str | None, place: Place) -> FeelType:
        if name is None:
            return ANY
        shape = self._shape(name, place)
        return shape if isinstance(shape, FeelType) else NamedType(name)

    def tests(self, literal: Literal | None, names: frozenset[str] = frozenset()) -> Expression | None:
        """Compile unary tests; a syntax error is noted and lets every value pass."""
        if literal is None or literal.text in {"", "-"}:
            return None
        try:
            return compile_unary_tests(literal.text, names)
        except FeelSyntaxError as error:
            self._findings.add_syntax(literal, error)
            return None


def simple_kind(name: str | None, table: TypeTable) -> str | None:
    """Give the name of the FEEL type (`number`, `string` …) that a reference means in the end; None for all others."""
    if name is None:
        return None
    declared = table.get(name)
    found = _SIMPLE.get(name) if declared is None else simple(declared)
    return next((known for known, feel_type in SIMPLE_TYPES.items() if feel_type == found), None)


def component_names(table: TypeTable) -> frozenset[str]:
    """Give the names of all components of the types in a table, however deep they stand."""
    found: set[str] = set()
    waiting = list(table.values())
    while waiting:
        shape = waiting.pop().shape
        if isinstance(shape, Fields):
            found.update(name for name, _ in shape.types)
            waiting.extend(field for _, field in shape.types)
    return frozenset(found)
