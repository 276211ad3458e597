"""Decision tables to closures: which rules match, what they give, and the trace of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.dmn.build import Build, Builder, typed
from engine.dmn.cell_index import CellIndex, build_index
from engine.dmn.hit_policies import Hit, Ranks, answer
from engine.dmn.intervals import Intervals, intervals_of
from engine.dmn.model import Boxed, HitPolicy, InputClause, Literal, OutputClause, Rule, Table
from engine.dmn.result import MatchedRule, TableTrace, TracedInput
from engine.dmn.scope import Code, DecisionRun, Scope, warn
from engine.dmn.table_cells import place_warnings
from engine.dmn.types import MISFIT, ItemType, coerce, passes
from engine.feel import (
    Expression,
    FeelSyntaxError,
    FeelValue,
    Range,
    Run,
    compile_expression,
    compile_unary_tests,
    equal,
)

_INPUT = "?"
_RANKED = frozenset({HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An input column: its value, what may come, and which rules a value lets live (rules are bits, the first lowest).

    `open` are the rules without a test here. `tests` are the distinct cells with the rules that share them; those that
    an index answers are run only for values of another class.
    """

    label: str
    code: Code
    wanted: ItemType | None
    allowed: Expression | None
    open: int
    indexes: tuple[CellIndex, ...]
    tests: tuple[tuple[int, Expression | None], ...]

    def passing(self, scope: Scope, value: FeelValue, alive: int) -> int:
        """Give those of the rules `alive` whose cell lets the value pass; a cell that yields null does not."""
        passing, waiting = self.open, alive & ~self.open
        for index in self.indexes:
            if type(value) is index.kind:
                passing |= index.passing(value)
                waiting &= ~index.rules
        run = scope.run
        run.charge(1)
        if waiting:
            variables = {**scope.variables, _INPUT: value}
            warned = len(run.warnings)
            for rules, test in self.tests:
                if rules & waiting:
                    run.charge(1)
                    if test is not None and test.evaluate_in(run, variables) is True:
                        passing |= rules
                    if len(run.warnings) > warned:
                        place_warnings(run, warned, rules=rules & waiting, column=self.label)
                        warned = len(run.warnings)
        return alive & passing

    def read(self, scope: Scope) -> FeelValue:
        """Compute the value that the column tests, or give MISFIT for one that may not come."""
        warned = len(scope.run.warnings)
        value = coerce(scope.run, self.code(scope), self.wanted)
        if len(scope.run.warnings) > warned:
            place_warnings(scope.run, warned, rules=0, column=self.label)
        is_listed = self.allowed is None or value is None or value is MISFIT or passes(scope.run, value, self.allowed)
        if value is not MISFIT and is_listed:
            return value
        warn(
            scope.run,
            "input_not_allowed",
            f"Giá trị của cột “{self.label}” không thuộc các giá trị cho phép; bảng cho kết quả null.",
            f'The value of column "{self.label}" is none of those allowed; the table yields null.',
        )
        return MISFIT


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputColumn:
    """An output column: its name and label, its type, its values in order of priority, and its default."""

    name: str
    label: str
    wanted: ItemType | None
    allowed: Expression | None
    priorities: tuple[FeelValue, ...]
    default: Code | None

    def give(self, code: Code, scope: Scope, number: int | None) -> FeelValue:
        """Compute the result of rule `number` (None: the default), of the column's type.

        Null with a warning when it is none of those listed.
        """
        run = scope.run
        warned = len(run.warnings)
        value = self._allowed(code(scope), run)
        if len(run.warnings) > warned:
            rules = 0 if number is None else 1 << (number - 1)
            place_warnings(run, warned, rules=rules, column=self.label, default=number is None)
        return value

    def _allowed(self, value: FeelValue, run: Run) -> FeelValue:
        name = self.name or "output"
        value = typed(value, self.wanted, run, name)
        if self.allowed is None or value is None or passes(run, value, self.allowed):
            return value
        warn(
            run,
            "output_not_allowed",
            f"Kết quả “{name}” không thuộc các giá trị cho phép của cột; coi là null.",
            f'The result "{name}" is none of those allowed in its column; it counts as null.',
        )
        return None

    def rank(self, run: Run, value: FeelValue) -> int:
        """Give the place of a value among the priorities; values that are not listed come last."""
        for place, listed in enumerate(self.priorities):
            if equal(run, value, listed) is True:
                return place
        return len(self.priorities)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A rule: its number from 1, and the code of its outputs."""

    number: int
    rule: Rule
    outputs: tuple[Code, ...]


class TableCode:
    """A table at work."""

    __slots__ = ("_columns", "_is_ranked", "_outputs", "_rows", "_table")

    def __init__(
        self, table: Table, columns: tuple[Column, ...], outputs: tuple[OutputColumn, ...], rows: tuple[Row, ...]
    ) -> None:
        self._table = table
        self._columns = columns
        self._outputs = outputs
        self._rows = rows
        self._is_ranked = table.hit_policy in _RANKED

    def __call__(self, scope: Scope) -> FeelValue:
        """Evaluate the table and note what matched."""
        values = [column.read(scope) for column in self._columns]
        if any(value is MISFIT for value in values):
            self._note(scope.run, [None if value is MISFIT else value for value in values], [])
            return None
        hits: list[Hit] = []
        matched: list[MatchedRule] = []
        for row in self._matching(scope, values):
            given = self._given(scope, row)
            hits.append(Hit(number=row.number, value=self._value(given), ranks=self._ranks(scope.run, given)))
            matched.append(self._trace(row, given))
            if self._table.hit_policy is HitPolicy.FIRST:
                break
        self._note(scope.run, values, matched)
        if not hits:
            return self._default(scope)
        return answer(scope.run, self._table.hit_policy, self._table.aggregation, hits)

    def _matching(self, scope: Scope, values: list[FeelValue]) -> Iterator[Row]:
        """Give the rules whose tests all pass, in their order."""
        alive = (1 << len(self._rows)) - 1
        for column, value in zip(self._columns, values, strict=True):
            alive = column.passing(scope, value, alive)
            if not alive:
                return
        while alive:
            lowest = alive & -alive
            alive ^= lowest
            yield self._rows[lowest.bit_length() - 1]

    def _given(self, scope: Scope, row: Row) -> list[FeelValue]:
        scope.run.charge(1)
        return [output.give(code, scope, row.number) for code, output in zip(row.outputs, self._outputs, strict=True)]

    def _value(self, given: list[FeelValue]) -> FeelValue:
        if len(self._outputs) == 1:
            return given[0]
        return {output.name: value for output, value in zip(self._outputs, given, strict=True)}

    def _ranks(self, run: Run, given: list[FeelValue]) -> Ranks:
        if not self._is_ranked:
            return ()
        return tuple(output.rank(run, value) for output, value in zip(self._outputs, given, strict=True))

    def _default(self, scope: Scope) -> FeelValue:
        if all(output.default is None for output in self._outputs):
            return None
        given = [
            None if output.default is None else output.give(output.default, scope, None) for output in self._outputs
        ]
        return self._value(given)

    def _trace(self, row: Row, given: list[FeelValue]) -> MatchedRule:
        names = self._table.annotation_names
        remarks = tuple(
            (names[place] if place < len(names) else "", text) for place, text in enumerate(row.rule.annotations)
        )
        outputs = {output.name: value for output, value in zip(self._outputs, given, strict=True)}
        return MatchedRule(id=row.rule.id, number=row.number, outputs=outputs, annotations=remarks)

    def _note(self, run: Run, values: list[FeelValue], matched: list[MatchedRule]) -> None:
        if isinstance(run, DecisionRun):
            inputs = tuple(
                TracedInput(label=column.label, value=value)
                for column, value in zip(self._columns, values, strict=True)
            )
            run.tables.append(
                TableTrace(
                    table_id=self._table.place.id,
                    hit_policy=self._table.hit_policy.value,
                    inputs=inputs,
                    matched=tuple(matched),
                )
            )


def _table(build: Build, table: Table, names: frozenset[str]) -> Code:
    columns = tuple(
        _column(build, clause, [rule.tests[place] for rule in table.rules if place < len(rule.tests)], names)
        for place, clause in enumerate(table.inputs)
    )
    rows = tuple(
        Row(number=number, rule=rule, outputs=tuple(build.code(output, names) for output in rule.outputs))
        for number, rule in enumerate(table.rules, start=1)
    )
    is_ranked = table.hit_policy in _RANKED
    outputs = tuple(_output(build, clause, names, is_ranked=is_ranked) for clause in table.outputs)
    return TableCode(table, columns, outputs, rows)


def _column(build: Build, clause: InputClause, cells: list[Literal], names: frozenset[str]) -> Column:
    """Compile a column; cells of one text share one test."""
    without_test = 0
    rules: dict[str, int] = {}
    tests: dict[str, Expression | None] = {}
    for number, cell in enumerate(cells):
        if cell.text in {"", "-"}:
            without_test |= 1 << number
        else:
            rules[cell.text] = rules.get(cell.text, 0) | 1 << number
            if cell.text not in tests:
                tests[cell.text] = _tests(build, cell, names)
    shared = tuple((rules[text], test) for text, test in tests.items())
    return Column(
        label=clause.label,
        code=build.code(clause.expression, names),
        wanted=build.types.named(clause.type_ref, clause.place),
        allowed=build.types.tests(clause.allowed, build.told(names)),
        open=without_test,
        indexes=tuple(_indexes(shared, len(cells))),
        tests=shared,
    )


def _indexes(tests: tuple[tuple[int, Expression | None], ...], rule_count: int) -> Iterator[CellIndex]:
    """Index the cells that are plain intervals, one index for each class of values."""
    by_kind: dict[type, dict[int, Intervals]] = {}
    for rules, test in tests:
        found = None if test is None else intervals_of(test)
        if found is not None:
            by_kind.setdefault(found.kind, {})[rules] = found
    for kind, cells in by_kind.items():
        index = build_index(kind, cells, rule_count)
        if index is not None:
            yield index


def _tests(build: Build, cell: Literal, names: frozenset[str]) -> Expression | None:
    try:
        return compile_unary_tests(cell.text, build.told(names))
    except FeelSyntaxError as error:
        build.findings.add_syntax(cell, error)
        return None


def _output(build: Build, clause: OutputClause, names: frozenset[str], *, is_ranked: bool) -> OutputColumn:
    return OutputColumn(
        name=clause.name,
        label=clause.label,
        wanted=build.types.named(clause.type_ref, clause.place),
        allowed=build.types.tests(clause.allowed, build.told(names)),
        priorities=_priorities(build, clause, names) if is_ranked else (),
        default=None if clause.default is None else build.code(clause.default, names),
    )


def _priorities(build: Build, clause: OutputClause, names: frozenset[str]) -> tuple[FeelValue, ...]:
    """Read the listed values of an output; those that are no single values take part in no order."""
    if clause.allowed is None:
        return ()
    try:
        listed = compile_expression(f"[{clause.allowed.text}]", build.told(names)).evaluate({}).value
    except FeelSyntaxError:
        return ()  # tests such as `> 5`, which were checked as tests, or an error that was noted there
    return tuple(value for value in listed if not isinstance(value, Range)) if isinstance(listed, list) else ()


BUILDERS: dict[type[Boxed], Builder] = {Table: _table}
