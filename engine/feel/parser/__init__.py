"""From text to syntax tree. Nothing here evaluates; every refusal is a FeelSyntaxError with its place.

`core` is the Pratt loop, the other modules hold one topic each and register what a token may begin.
"""

from collections.abc import Iterable

from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.names import KnownNames
from engine.feel.parser import control, operators, primary, tests, typenames
from engine.feel.parser.core import Grammar, Parser
from engine.feel.syntax import Node, UnaryTests

__all__ = ["parse_expression", "parse_unary_tests"]

_GRAMMAR = Grammar(
    prefix_words={**control.PREFIX_WORDS, **primary.PREFIX_WORDS},
    prefix_operators=primary.PREFIX_OPERATORS,
    infix_words={**operators.INFIX_WORDS, **tests.INFIX_WORDS, **typenames.INFIX_WORDS},
)


def parse_expression(
    text: str, names: Iterable[str] = (), outer: KnownNames | None = None, limits: Limits = DEFAULT_LIMITS
) -> Node:
    """Parse a whole expression; `names` may hold names with operators or keywords in them."""
    parser = _parser(text, names, outer, limits)
    return parser.finish(parser.expression())


def parse_unary_tests(
    text: str, names: Iterable[str] = (), outer: KnownNames | None = None, limits: Limits = DEFAULT_LIMITS
) -> UnaryTests:
    """Parse the tests of a decision table's cell; a test reads the tested value as `?`."""
    parser = _parser(text, names, outer, limits)
    node = tests.unary_tests(parser)
    parser.finish(node)
    return node


def _parser(text: str, names: Iterable[str], outer: KnownNames | None, limits: Limits) -> Parser:
    return Parser(text, KnownNames(names, outer), limits, _GRAMMAR)
