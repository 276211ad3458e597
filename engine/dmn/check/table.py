"""A decision table with its cells read as far as they are literals."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.dmn.build_types import simple_kind
from engine.dmn.check.axis import Axis, make_axis
from engine.dmn.intervals import Intervals, Value, constant_of, intervals_of
from engine.dmn.model import InputClause, Literal, OutputClause, Table
from engine.dmn.types import TypeTable
from engine.feel import Expression, FeelDate, FeelSyntaxError, compile_expression, compile_unary_tests

CLASSES: dict[str, type] = {"number": Decimal, "string": str, "boolean": bool, "date": FeelDate}
_NO_TEST = frozenset({"", "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTable:
    """A table with an axis for each input. `names` are those that its texts were compiled with."""

    table: Table
    axes: tuple[Axis, ...]
    cells: tuple[tuple[Intervals | bool | None, ...], ...]  # by column
    kinds: tuple[type | None, ...]
    types: TypeTable
    names: frozenset[str]

    def output_kind(self, clause: OutputClause) -> type | None:
        """Give the class of an output's values, None when the column does not say or no literal is of it."""
        return CLASSES.get(simple_kind(clause.type_ref, self.types) or "")

    def output_value(self, cell: Literal) -> Value | None:
        """Give what an output cell says when it is a literal."""
        if not cell.text:
            return None
        try:
            return constant_of(compile_expression(cell.text, self.names).tree)
        except FeelSyntaxError:
            return None  # was refused when the file was read

    def listed(self, clause: InputClause | OutputClause) -> Expression | None:
        """Give the values that may stand in a column: the column's own list, else that of its type."""
        return _listed(clause, self.types, self.names)


def read_table(table: Table, types: TypeTable, names: frozenset[str]) -> ReadTable:
    """Read a table's cells."""
    kinds = tuple(CLASSES.get(simple_kind(clause.type_ref, types) or "") for clause in table.inputs)
    cells = tuple(
        tuple(_cell(rule.tests[column], names) if column < len(rule.tests) else True for rule in table.rules)
        for column in range(len(table.inputs))
    )
    axes = tuple(
        _axis(clause, kind, column, types, names)
        for clause, kind, column in zip(table.inputs, kinds, cells, strict=True)
    )
    return ReadTable(table=table, axes=axes, cells=cells, kinds=kinds, types=types, names=names)


def _axis(
    clause: InputClause,
    kind: type | None,
    cells: Sequence[Intervals | bool | None],
    types: TypeTable,
    names: frozenset[str],
) -> Axis:
    listed = _listed(clause, types, names)
    return make_axis(title(clause), kind, cells, None if listed is None else intervals_of(listed))


def title(clause: InputClause | OutputClause) -> str:
    """Give the words that people know a column by."""
    if clause.label:
        return clause.label
    return clause.expression.text if isinstance(clause, InputClause) else clause.name


def _cell(cell: Literal, names: frozenset[str]) -> Intervals | bool | None:
    if cell.text in _NO_TEST:
        return True
    try:
        return intervals_of(compile_unary_tests(cell.text, names))
    except FeelSyntaxError:
        return None  # was refused when the file was read


def _listed(clause: InputClause | OutputClause, types: TypeTable, names: frozenset[str]) -> Expression | None:
    if clause.allowed is not None and clause.allowed.text not in _NO_TEST:
        try:
            return compile_unary_tests(clause.allowed.text, names)
        except FeelSyntaxError:
            return None
    declared = types.get(clause.type_ref or "")
    return None if declared is None or declared.is_collection else declared.allowed
