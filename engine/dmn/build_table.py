"""Decision tables to closures: which rules match, what they give, and the trace of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.dmn.build import Build, Builder, typed
from engine.dmn.hit_policies import Hit, Ranks, answer
from engine.dmn.model import Boxed, HitPolicy, InputClause, Literal, OutputClause, Rule, Table
from engine.dmn.result import MatchedRule, TableTrace, TracedInput
from engine.dmn.scope import Code, DecisionRun, Scope, warn
from engine.dmn.types import MISFIT, ItemType, coerce, passes
from engine.feel import Expression, FeelSyntaxError, FeelValue, Range, Run, compile_unary_tests, equal

_ALWAYS = -1  # the number of a test that every value passes
_INPUT = "?"
_RANKED = frozenset({HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An input column: its value, what may come, and its distinct tests, each run at most once an evaluation."""

    label: str
    code: Code
    wanted: ItemType | None
    allowed: Expression | None
    tests: tuple[Expression | None, ...]

    def read(self, scope: Scope) -> FeelValue:
        """Compute the value that the column tests, or give MISFIT for one that may not come."""
        value = coerce(scope.run, self.code(scope), self.wanted)
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
    """An output column: its name, its type, its values in order of priority, and its default."""

    name: str
    wanted: ItemType | None
    allowed: Expression | None
    priorities: tuple[FeelValue, ...]
    default: Code | None

    def give(self, value: FeelValue, run: Run) -> FeelValue:
        """Convert a value to the column's type; null with a warning when it is none of those listed."""
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
    """A rule: the numbers of its tests in their columns, and the code of its outputs."""

    number: int
    rule: Rule
    tests: tuple[int, ...]
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
        """Give the rules whose tests all pass; a test that yields null does not."""
        seen = [dict(scope.variables) for _ in values]
        for names, value in zip(seen, values, strict=True):
            names[_INPUT] = value
        verdicts: list[list[bool | None]] = [[None] * len(column.tests) for column in self._columns]
        columns, run = self._columns, scope.run
        for row in self._rows:
            for place, number in enumerate(row.tests):
                if number == _ALWAYS:
                    continue
                verdict = verdicts[place][number]
                if verdict is None:
                    test = columns[place].tests[number]
                    run.charge(1)
                    verdict = test is not None and test.evaluate_in(run, seen[place]) is True
                    verdicts[place][number] = verdict
                if not verdict:
                    break
            else:
                yield row

    def _given(self, scope: Scope, row: Row) -> list[FeelValue]:
        scope.run.charge(1)
        return [output.give(code(scope), scope.run) for code, output in zip(row.outputs, self._outputs, strict=True)]

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
            None if output.default is None else output.give(output.default(scope), scope.run)
            for output in self._outputs
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
    columns: list[Column] = []
    numbers: list[tuple[int, ...]] = []
    for place, clause in enumerate(table.inputs):
        cells = [rule.tests[place] for rule in table.rules if place < len(rule.tests)]
        column, of_rules = _column(build, clause, cells, names)
        columns.append(column)
        numbers.append(of_rules)
    rows = tuple(
        Row(
            number=index + 1,
            rule=rule,
            tests=tuple(of_rules[index] for of_rules in numbers),
            outputs=tuple(build.code(output, names) for output in rule.outputs),
        )
        for index, rule in enumerate(table.rules)
    )
    is_ranked = table.hit_policy in _RANKED
    outputs = tuple(_output(build, clause, names, is_ranked=is_ranked) for clause in table.outputs)
    return TableCode(table, tuple(columns), outputs, rows)


def _column(
    build: Build, clause: InputClause, cells: list[Literal], names: frozenset[str]
) -> tuple[Column, tuple[int, ...]]:
    """Compile a column; cells of one text share one test."""
    by_text: dict[str, int] = {}
    tests: list[Expression | None] = []
    of_rules: list[int] = []
    for cell in cells:
        if cell.text in {"", "-"}:
            of_rules.append(_ALWAYS)
            continue
        number = by_text.get(cell.text)
        if number is None:
            number = by_text[cell.text] = len(tests)
            tests.append(_tests(build, cell, names))
        of_rules.append(number)
    column = Column(
        label=clause.label,
        code=build.code(clause.expression, names),
        wanted=build.types.named(clause.type_ref, clause.place),
        allowed=build.types.tests(clause.allowed, build.told(names)),
        tests=tuple(tests),
    )
    return column, tuple(of_rules)


def _tests(build: Build, cell: Literal, names: frozenset[str]) -> Expression | None:
    try:
        return compile_unary_tests(cell.text, build.told(names))
    except FeelSyntaxError as error:
        build.findings.add_syntax(cell, error)
        return None


def _output(build: Build, clause: OutputClause, names: frozenset[str], *, is_ranked: bool) -> OutputColumn:
    return OutputColumn(
        name=clause.name,
        wanted=build.types.named(clause.type_ref, clause.place),
        allowed=build.types.tests(clause.allowed, build.told(names)),
        priorities=_priorities(build, clause, names) if is_ranked else (),
        default=None if clause.default is None else build.code(clause.default, names),
    )


def _priorities(build: Build, clause: OutputClause, names: frozenset[str]) -> tuple[FeelValue, ...]:
    """Read the listed values of an output; those that are no single values take part in no order."""
    if clause.allowed is None:
        return ()
    listed = build.expression(Literal(place=clause.allowed.place, text=f"[{clause.allowed.text}]"), names)
    values = None if listed is None else listed.evaluate({}).value
    return tuple(value for value in values if not isinstance(value, Range)) if isinstance(values, list) else ()


BUILDERS: dict[type[Boxed], Builder] = {Table: _table}
