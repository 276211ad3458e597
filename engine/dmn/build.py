"""Boxed expressions to closures: the builder that all kinds share, and the kinds without an own file."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from engine.dmn.build_types import Types
from engine.dmn.findings import Findings
from engine.dmn.model import Boxed, Conditional, Context, Items, Literal, Relation, Typed
from engine.dmn.names import declared
from engine.dmn.scope import Code, Scope, warn
from engine.dmn.types import MISFIT, ItemType, coerce
from engine.feel import Expression, FeelSyntaxError, FeelValue, Kind, Run, compile_expression, kind_of

Builder: TypeAlias = Callable[["Build", Any, frozenset[str]], Code]


class Build:
    """Builds the expressions of one model; broken FEEL is noted and gives null."""

    def __init__(self, findings: Findings, types: Types, builders: Mapping[type[Boxed], Builder]) -> None:
        self.findings = findings
        self.types = types
        self._builders = builders
        self._components = types.component_names()

    def code(self, boxed: Boxed | None, names: frozenset[str]) -> Code:
        """Build one expression; `names` are those in scope that FEEL must be told of."""
        return nothing if boxed is None else self._builders[type(boxed)](self, boxed, names)

    def expression(self, literal: Literal, names: frozenset[str]) -> Expression | None:
        """Compile FEEL text; None when there is none or it is broken."""
        if not literal.text:
            return None
        try:
            return compile_expression(literal.text, declared(names, self._components))
        except FeelSyntaxError as error:
            self.findings.add_syntax(literal, error)
            return None

    def told(self, names: frozenset[str]) -> frozenset[str]:
        """Add the names of components to those in scope, for texts that are compiled elsewhere."""
        return declared(names, self._components)


def nothing(_scope: Scope) -> FeelValue:
    """Give null: the code of logic that is missing or broken."""
    return None


def typed(value: FeelValue, wanted: ItemType | None, run: Run, name: str) -> FeelValue:
    """Convert a value to the type of what it is bound to; null with a warning when it does not conform."""
    result = coerce(run, value, wanted)
    if result is not MISFIT:
        return result
    kind = kind_of(value)
    found = kind.value if kind is not Kind.NULL else "null"
    type_name = "" if wanted is None else wanted.name
    warn(
        run,
        "type_mismatch",
        f"Giá trị của “{name}” ({found}) không thuộc kiểu “{type_name}”; kết quả là null.",
        f'The value of "{name}" ({found}) is not of type "{type_name}"; the result is null.',
    )
    return None


def _literal(build: Build, literal: Literal, names: frozenset[str]) -> Code:
    expression = build.expression(literal, names)
    if expression is None:
        return nothing
    return lambda scope: expression.evaluate_in(scope.run, scope.variables)


def _typed(build: Build, boxed: Typed, names: frozenset[str]) -> Code:
    code = build.code(boxed.inner, names)
    wanted = build.types.named(boxed.type_ref, boxed.place)
    name = boxed.place.id or ""
    return code if wanted is None else lambda scope: typed(code(scope), wanted, scope.run, name)


def _context(build: Build, context: Context, names: frozenset[str]) -> Code:
    """Build a context: entries see those before them, and a function among them sees all."""
    names = declared(names, (entry.variable.name for entry in context.entries if entry.variable is not None))
    entries: list[tuple[str, ItemType | None, Code]] = []
    result: Code | None = None
    for entry in context.entries:
        code = build.code(entry.value, names)
        if entry.variable is None:
            result = code
        else:
            entries.append((entry.variable.name, build.types.named(entry.variable.type_ref, context.place), code))

    def run(scope: Scope) -> FeelValue:
        inner = scope.inner({})
        values: dict[str, FeelValue] = {}
        for name, wanted, code in entries:
            value = typed(code(inner), wanted, inner.run, name)
            values[name] = inner.variables[name] = value
        return values if result is None else result(inner)

    return run


def _items(build: Build, items: Items, names: frozenset[str]) -> Code:
    codes = tuple(build.code(item, names) for item in items.items)

    def run(scope: Scope) -> FeelValue:
        scope.run.check_list(len(codes))
        return [code(scope) for code in codes]

    return run


def _relation(build: Build, relation: Relation, names: frozenset[str]) -> Code:
    columns = tuple((column.name, build.types.named(column.type_ref, relation.place)) for column in relation.columns)
    rows = tuple(tuple(build.code(cell, names) for cell in row) for row in relation.rows)

    def run(scope: Scope) -> FeelValue:
        scope.run.check_list(len(rows))
        return [
            {
                name: typed(cell(scope), wanted, scope.run, name)
                for (name, wanted), cell in zip(columns, row, strict=False)
            }
            for row in rows
        ]

    return run


def _conditional(build: Build, conditional: Conditional, names: frozenset[str]) -> Code:
    condition = build.code(conditional.condition, names)
    then = build.code(conditional.then, names)
    otherwise = build.code(conditional.otherwise, names)

    def run(scope: Scope) -> FeelValue:
        value = condition(scope)
        if value is not None and not isinstance(value, bool):
            scope.run.warn("condition", kind=kind_of(value))
        return then(scope) if value is True else otherwise(scope)

    return run


BUILDERS: dict[type[Boxed], Builder] = {
    Literal: _literal,
    Typed: _typed,
    Context: _context,
    Items: _items,
    Relation: _relation,
    Conditional: _conditional,
}
