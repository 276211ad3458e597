"""Type expressions: `number`, `list<string>`, `context<a: date>`, `function<number> -> number`, a declared name."""

from engine.feel.names import KnownNames, plain_name
from engine.feel.parser.core import Parser
from engine.feel.parser.operators import COMPARISON, Binding
from engine.feel.syntax import InstanceOf, Node
from engine.feel.tokens import Token, TokenKind
from engine.feel.types import (
    SIMPLE_TYPES,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    NamedType,
    RangeType,
)

_NAMES = KnownNames(SIMPLE_TYPES)


def type_name(parser: Parser, depth: int = 0) -> FeelType:
    """Read a type expression."""
    if depth > parser.limits.depth:
        raise parser.too_deep(parser.token.start)
    name = _name(parser)
    if not parser.at_operator("<") or name not in {"list", "range", "context", "function"}:
        return SIMPLE_TYPES.get(name) or NamedType(name)
    parser.expect_operator("<")
    if name == "context":
        return ContextType(_fields(parser, depth))
    if name == "function":
        return _function(parser, depth)
    item = type_name(parser, depth + 1)
    parser.expect_operator(">")
    return ListType(item) if name == "list" else RangeType(item)


def _name(parser: Parser) -> str:
    """Read the name of a type; a dot leads into an imported model."""
    if parser.token.kind is TokenKind.QUOTED_NAME:
        return parser.advance().text
    if parser.token.kind is not TokenKind.NAME:
        parser.fail("name")
    known = _NAMES.match(parser.tokens, parser.index) or parser.known.match(parser.tokens, parser.index)
    name, length = known or plain_name(parser.tokens, parser.index, parser.text)
    parser.index += length
    while parser.skip_operator("."):
        name = f"{name}.{parser.name()}"
    return name


def _fields(parser: Parser, depth: int) -> tuple[tuple[str, FeelType], ...]:
    fields: list[tuple[str, FeelType]] = []
    if parser.skip_operator(">"):
        return ()
    while True:
        name = parser.name()
        parser.expect_operator(":")
        fields.append((name, type_name(parser, depth + 1)))
        if parser.expect_operator(",", ">").text == ">":
            return tuple(fields)


def _function(parser: Parser, depth: int) -> FeelType:
    parameters: list[FeelType] = []
    if not parser.skip_operator(">"):
        while True:
            parameters.append(type_name(parser, depth + 1))
            if parser.expect_operator(",", ">").text == ">":
                break
    parser.expect_operator("->")
    return FunctionType(tuple(parameters), type_name(parser, depth + 1))


def _instance_of(parser: Parser, left: Node, token: Token) -> Node:
    parser.index += 1
    parser.expect_word("of")
    return InstanceOf(left, type_name(parser), at=token.start)


INFIX_WORDS: dict[str, Binding] = {"instance": (COMPARISON, _instance_of)}
