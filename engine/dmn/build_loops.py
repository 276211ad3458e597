"""Boxed filters and iterators: FEEL's own `[…]`, `for`, `some` and `every` over bodies that are boxed expressions."""

from collections.abc import Mapping

from engine.dmn.build import Build, Builder
from engine.dmn.model import Boxed, Filter, Loop, LoopKind
from engine.dmn.names import declared
from engine.dmn.scope import Code, Scope
from engine.feel import FeelFunction, FeelValue, Run, compile_expression, kind_of

# The source and the body come in as variables, so that FEEL's rules and bounds hold for the boxed kinds, too.
_LOOPS = {
    LoopKind.FOR: compile_expression("for element in source return body(element, partial)"),
    LoopKind.SOME: compile_expression("some element in source satisfies body(element, null)"),
    LoopKind.EVERY: compile_expression("every element in source satisfies body(element, null)"),
}
_FILTER = compile_expression("source[body(item, null)]")


def _body(code: Code, scope: Scope, variable: str) -> FeelFunction:
    """Make a function of the item (and of the results so far) from the body's code."""

    def invoke(run: Run, arguments: list[FeelValue]) -> FeelValue:
        item, partial = arguments
        names: dict[str, FeelValue] = dict(item) if not variable and isinstance(item, Mapping) else {}
        names[variable or "item"] = item
        if partial is not None:
            names["partial"] = partial
        run.charge(3)
        return code(scope.inner(names))

    def invoke_named(run: Run, arguments: dict[str, FeelValue]) -> FeelValue:
        return invoke(run, [arguments.get("item"), arguments.get("partial")])

    return FeelFunction("body", (("item", "partial"),), invoke, invoke_named, 2)


def _loop(build: Build, loop: Loop, names: frozenset[str]) -> Code:
    source = build.code(loop.source, names)
    body = build.code(loop.body, declared(names, (loop.variable,)))
    expression = _LOOPS[loop.kind]

    def run(scope: Scope) -> FeelValue:
        values = {"source": source(scope), "body": _body(body, scope, loop.variable)}
        return expression.evaluate_in(scope.run, values)

    return run


def _filter(build: Build, boxed: Filter, names: frozenset[str]) -> Code:
    source = build.code(boxed.source, names)
    match = build.code(boxed.match, names)

    def run(scope: Scope) -> FeelValue:
        wrong: list[FeelValue] = []

        def verdict(inner: Scope) -> FeelValue:
            value = match(inner)
            if value is None or isinstance(value, bool):
                return value is True
            wrong.append(value)
            return False

        found = _FILTER.evaluate_in(scope.run, {"source": source(scope), "body": _body(verdict, scope, "")})
        # A FEEL filter may also be an index; the test of a boxed one is a boolean (DMN 1.5 §10.2.2.9).
        return scope.run.null("not_boolean", kind=kind_of(wrong[0])) if wrong else found

    return run


BUILDERS: dict[type[Boxed], Builder] = {Loop: _loop, Filter: _filter}
