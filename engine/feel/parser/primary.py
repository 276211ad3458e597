"""What an expression may begin with apart from names: literals, parentheses, lists, contexts, ranges, a minus sign."""

from engine.feel.names import join_words
from engine.feel.normalform import normal_name
from engine.feel.parser.core import Parser, Prefix
from engine.feel.parser.operators import NEGATION, OPERAND
from engine.feel.syntax import ContextLiteral, ListLiteral, Literal, Negate, Node, RangeLiteral
from engine.feel.tokens import Token, TokenKind

_HALF_RANGES = {"<": (False, False), "<=": (False, True), ">": (False, False), ">=": (True, False), "=": (True, True)}


def _negate(parser: Parser, token: Token) -> Node:
    return Negate(parser.expression(NEGATION), at=token.start)


def _parenthesis(parser: Parser, token: Token) -> Node:
    """Read `(expression)`, an open range `(a..b]`, or a half-infinite one such as `(< 10)`."""
    if parser.at_operator("="):
        endpoint = _half_range(parser, parser.advance())
        parser.expect_operator(")")
        return endpoint
    node = parser.expression()
    if parser.at_operator(".."):
        return rest_of_range(parser, node, token, start_included=False)
    parser.expect_operator(")")
    return node


def _half_range(parser: Parser, token: Token) -> Node:
    """Read `< 10`, a range that is infinite on one side (or, after `=`, has one value)."""
    endpoint = parser.expression(OPERAND)
    start_included, end_included = _HALF_RANGES[token.text]
    start = endpoint if token.text in {">", ">=", "="} else None
    end = endpoint if token.text in {"<", "<=", "="} else None
    return RangeLiteral(start, end, start_included, end_included, at=token.start)


def _bracket(parser: Parser, token: Token) -> Node:
    """Read a list, or a range that includes its start."""
    if parser.skip_operator("]"):
        return ListLiteral((), at=token.start)
    items = [parser.expression()]
    if parser.at_operator(".."):
        return rest_of_range(parser, items[0], token, start_included=True)
    while parser.expect_operator(",", "]").text == ",":
        items.append(parser.expression())
    return ListLiteral(tuple(items), at=token.start)


def _open_range(parser: Parser, token: Token) -> Node:
    """Read `]a..b]`, the other way to exclude the start."""
    start = parser.expression()
    if not parser.at_operator(".."):
        parser.fail("..")
    return rest_of_range(parser, start, token, start_included=False)


def rest_of_range(parser: Parser, start: Node, token: Token, *, start_included: bool) -> Node:
    """Read from `..` to the closing bracket of a range."""
    parser.expect_operator("..")
    end = parser.expression()
    closing = parser.expect_operator("]", ")", "[").text
    return RangeLiteral(start, end, start_included, closing == "]", at=token.start)


def _context(parser: Parser, token: Token) -> Node:
    entries: list[tuple[str, Node]] = []
    if parser.skip_operator("}"):
        return ContextLiteral((), at=token.start)
    while True:
        key = _key(parser)
        parser.expect_operator(":")
        entries.append((key, parser.expression()))
        if parser.expect_operator(",", "}").text == "}":
            return ContextLiteral(tuple(entries), at=token.start)


def _key(parser: Parser) -> str:
    """Read the key of a context entry: a string, or any tokens up to the colon; later entries may use it as a name."""
    first = parser.index
    token = parser.advance()
    if token.kind in {TokenKind.STRING, TokenKind.QUOTED_NAME}:
        key = normal_name(token.text)
        parser.known.add(key)
        return key
    if token.kind is not TokenKind.NAME:
        parser.index = first
        parser.fail("name")
    while not parser.at_operator(":"):
        following = parser.token
        if following.kind in {TokenKind.END, TokenKind.STRING, TokenKind.AT} or following.text in {",", "}", "{"}:
            parser.fail(":")
        parser.index += 1
    key = join_words(parser.tokens, first, parser.index - 1, parser.text)
    if parser.index - first > 1:
        parser.known.add(key)
    return key


def _literal(value: bool | None) -> Prefix:  # noqa: FBT001 - the literal's value
    return lambda _parser, token: Literal(value, at=token.start)


PREFIX_OPERATORS: dict[str, Prefix] = {
    "-": _negate,
    "(": _parenthesis,
    "[": _bracket,
    "]": _open_range,
    "{": _context,
    "<": _half_range,
    "<=": _half_range,
    ">": _half_range,
    ">=": _half_range,
}
PREFIX_WORDS: dict[str, Prefix] = {"true": _literal(True), "false": _literal(False), "null": _literal(None)}  # noqa: FBT003
