"""Every text and table below a boxed expression, each with the names that it may use."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.dmn.model import (
    Boxed,
    Conditional,
    Context,
    Filter,
    Function,
    Invocation,
    Items,
    Literal,
    Loop,
    Relation,
    Table,
    Typed,
)

Scope = frozenset[str]
_TESTED = frozenset({"?"})
_FOR = frozenset({"partial"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A FEEL text. `names` is None where an item's own members may be meant, which nobody knows beforehand."""

    literal: Literal
    names: Scope | None
    is_test: bool = False


def walk(boxed: Boxed, names: Scope) -> Iterator[Text | Table]:
    """Give the texts and tables of an expression; `names` are those in scope at its root."""
    waiting: list[tuple[Boxed, Scope | None]] = [(boxed, names)]
    while waiting:
        found, scope = waiting.pop()
        if isinstance(found, Literal):
            yield Text(literal=found, names=scope)
        elif isinstance(found, Table):
            yield found
            yield from _texts(found, scope)
        else:
            waiting.extend(_below(found, scope))


def _with(scope: Scope | None, names: frozenset[str]) -> Scope | None:
    return None if scope is None else scope | names


def _below(boxed: Boxed, scope: Scope | None) -> Iterator[tuple[Boxed, Scope | None]]:
    match boxed:
        case Typed():
            yield boxed.inner, scope
        case Context():
            # A function among the entries sees all of them.
            inner = _with(scope, frozenset(entry.variable.name for entry in boxed.entries if entry.variable))
            yield from ((entry.value, inner) for entry in boxed.entries)
        case Items():
            yield from ((item, scope) for item in boxed.items)
        case Relation():
            yield from ((cell, scope) for row in boxed.rows for cell in row)
        case Invocation():
            yield boxed.function, scope
            yield from ((value, scope) for _, value in boxed.bindings)
        case Function(body=body) if body is not None:
            yield body, _with(scope, frozenset(parameter.name for parameter in boxed.parameters))
        case Conditional():
            yield from ((part, scope) for part in (boxed.condition, boxed.then, boxed.otherwise))
        case Filter():
            yield boxed.source, scope
            yield boxed.match, None
        case Loop():
            yield boxed.source, scope
            yield boxed.body, _with(scope, frozenset({boxed.variable}) | _FOR) if boxed.variable else None
        case _:
            return


def _texts(table: Table, scope: Scope | None) -> Iterator[Text]:
    for clause in table.inputs:
        yield Text(literal=clause.expression, names=scope)
    for output in table.outputs:
        if output.default is not None:
            yield Text(literal=output.default, names=scope)
    for rule in table.rules:
        yield from (Text(literal=test, names=_with(scope, _TESTED), is_test=True) for test in rule.tests)
        yield from (Text(literal=cell, names=scope) for cell in rule.outputs)
