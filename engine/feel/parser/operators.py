"""What may follow a complete operand: infix operators, paths, filters and calls.

Powers, from loose to tight: or 10, and 20, comparison 30, `+ -` 40, `* /` 50, `**` 60, minus sign 70, postfix 80. As
in DMN 1.5 §10.3.1.2 the minus sign binds tighter than `**`, and `**` groups from the left.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from engine.feel.syntax import Between, Call, Chain, Comparison, Filter, Junction, Node, Path
from engine.feel.tokens import Token, TokenKind

if TYPE_CHECKING:
    from engine.feel.parser.core import Parser

# What reads on behind a complete operand: its power, and the reader, which gives None when it does not belong there.
Binding: TypeAlias = tuple[int, Callable[["Parser", Node, Token], Node | None]]
COMPARISON = 30
OPERAND = 31  # what stands on either side of a comparison
NEGATION = 70
POSTFIX = 80

_CHAINS = {"+": 40, "-": 40, "*": 50, "/": 50, "**": 60}
_JUNCTIONS = {"or": 10, "and": 20}
# After `[`, none of these can begin a filter: the bracket closes a range such as `]1..x[`.
_NO_FILTER_WORDS = frozenset({"and", "or", "then", "else", "return", "satisfies", "in", "between"})
_NO_FILTER_SIGNS = frozenset({")", "]", "}", ",", ".", "..", "=", "!=", "*", "/", "+", "**"})


def continue_with(parser: "Parser", left: Node, power: int) -> Node:
    """Extend `left` with every operator that binds at least as tightly as `power`."""
    for _ in range(parser.limits.depth):
        token = parser.tokens[parser.index]
        if token.kind is TokenKind.OPERATOR:
            binding = _SIGNS.get(token.text)
        elif token.kind is TokenKind.NAME:
            binding = parser.grammar.infix_words.get(token.text)
        else:
            return left
        if binding is None or binding[0] < power:
            return left
        extended = binding[1](parser, left, token)
        if extended is None:
            return left
        left = extended
    raise parser.too_deep(parser.token.start)


def _path(parser: "Parser", left: Node, token: Token) -> Node:
    parser.index += 1
    return Path(left, parser.name(member=True), at=token.start)


def _comparison(parser: "Parser", left: Node, token: Token) -> Node:
    parser.index += 1
    return Comparison(token.text, left, parser.expression(OPERAND), at=token.start)


def _between(parser: "Parser", left: Node, token: Token) -> Node:
    parser.index += 1
    low = parser.expression(OPERAND)
    parser.expect_word("and")
    return Between(left, low, parser.expression(OPERAND), at=token.start)


def _chain(parser: "Parser", left: Node, token: Token) -> Node:
    """Collect `+ -`, `* /` or `**` operands of one level."""
    level = _CHAINS[token.text]
    rest: list[tuple[str, Node]] = []
    while parser.token.kind is TokenKind.OPERATOR and _CHAINS.get(parser.token.text) == level:
        sign = parser.advance().text
        rest.append((sign, parser.expression(level + 1)))
    return Chain(left, tuple(rest), at=token.start)


def _junction(parser: "Parser", left: Node, token: Token) -> Node:
    operands = [left]
    while parser.at_word(token.text):
        parser.index += 1
        operands.append(parser.expression(_JUNCTIONS[token.text] + 1))
    return Junction(token.text, tuple(operands), at=token.start)


def _filter(parser: "Parser", left: Node, token: Token) -> Node | None:
    following = parser.tokens[parser.index + 1]
    none = {TokenKind.NAME: _NO_FILTER_WORDS, TokenKind.OPERATOR: _NO_FILTER_SIGNS}.get(following.kind, frozenset())
    if following.kind is TokenKind.END or following.text in none:
        return None
    parser.index += 1
    condition = parser.expression()
    parser.expect_operator("]")
    return Filter(left, condition, at=token.start)


def _call(parser: "Parser", function: Node, token: Token) -> Node:
    """Read the arguments of a call; all of them are named, or none."""
    parser.index += 1
    if parser.skip_operator(")"):
        return Call(function, (), at=token.start)
    named = _is_named(parser)
    arguments: list[Node] = []
    names: list[str] = []
    while True:
        if named:
            names.append(parser.name())
            parser.expect_operator(":")
        arguments.append(parser.expression())
        if parser.expect_operator(",", ")").text == ")":
            return Call(function, tuple(arguments), tuple(names) if named else None, at=token.start)


def _is_named(parser: "Parser") -> bool:
    """Tell whether words and then a colon follow."""
    index = parser.index
    while parser.tokens[index].kind in {TokenKind.NAME, TokenKind.QUOTED_NAME, TokenKind.NUMBER}:
        index += 1
    following = parser.tokens[index]
    return index > parser.index and following.kind is TokenKind.OPERATOR and following.text == ":"


_SIGNS: dict[str, Binding] = {
    ".": (POSTFIX, _path),
    "(": (POSTFIX, _call),
    "[": (POSTFIX, _filter),
    **{sign: (level, _chain) for sign, level in _CHAINS.items()},
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), (COMPARISON, _comparison)),
}
INFIX_WORDS: dict[str, Binding] = {
    "between": (COMPARISON, _between),
    **{word: (level, _junction) for word, level in _JUNCTIONS.items()},
}
