"""`if`, `for`, `some`, `every` and function literals."""

from engine.feel.parser.core import Parser, Prefix
from engine.feel.parser.typenames import type_name
from engine.feel.syntax import For, FunctionLiteral, If, Iteration, Node, Quantified
from engine.feel.tokens import Token
from engine.feel.types import ANY, FeelType


def _if(parser: Parser, token: Token) -> Node:
    """Read all branches of `if … else if … else …` in one node, however many there are."""
    branches: list[tuple[Node, Node]] = []
    while True:
        condition = parser.expression()
        parser.expect_word("then")
        branches.append((condition, parser.expression()))
        parser.expect_word("else")
        if not parser.at_word("if"):
            return If(tuple(branches), parser.expression(), at=token.start)
        parser.index += 1


def _iterations(parser: Parser, end: str) -> tuple[Iteration, ...]:
    """Read `x in xs, y in 1..3` up to the keyword `end`."""
    iterations: list[Iteration] = []
    while True:
        at = parser.token.start
        name = parser.name()
        parser.known.add(name)
        parser.expect_word("in")
        domain = parser.expression()
        last = parser.expression() if parser.skip_operator("..") else None
        iterations.append(Iteration(name, domain, last, at=at))
        if not parser.skip_operator(","):
            parser.expect_word(end)
            return tuple(iterations)


def _for(parser: Parser, token: Token) -> Node:
    iterations = _iterations(parser, "return")
    return For(iterations, parser.expression(), at=token.start)


def _quantified(parser: Parser, token: Token) -> Node:
    iterations = _iterations(parser, "satisfies")
    return Quantified(token.text, iterations, parser.expression(), at=token.start)


def _function(parser: Parser, token: Token) -> Node:
    """Read `function(a, b: number) body`; an external body is read and forgotten."""
    parser.expect_operator("(")
    parameters: list[tuple[str, FeelType]] = []
    if not parser.skip_operator(")"):
        while True:
            name = parser.name()
            parser.known.add(name)
            parameters.append((name, type_name(parser) if parser.skip_operator(":") else ANY))
            if parser.expect_operator(",", ")").text == ")":
                break
    external = parser.at_word("external")
    if external:
        parser.index += 1
    body = parser.expression()
    return FunctionLiteral(tuple(parameters), None if external else body, at=token.start)


PREFIX_WORDS: dict[str, Prefix] = {
    "if": _if,
    "for": _for,
    "some": _quantified,
    "every": _quantified,
    "function": _function,
}
