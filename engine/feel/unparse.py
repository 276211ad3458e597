"""Write a syntax tree as text that parses to the same tree, with parentheses only where they are needed.

Comments and the author's spacing are gone; names that could be misread stand in backticks.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.feel.builtins import BUILTINS
from engine.feel.decimals import number_text
from engine.feel.errors import FeelSyntaxError
from engine.feel.names import RESERVED, plain_name
from engine.feel.printing import quoted
from engine.feel.syntax import (
    AtLiteral,
    Between,
    Call,
    Chain,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    If,
    In,
    InstanceOf,
    Iteration,
    Junction,
    ListLiteral,
    Literal,
    Name,
    Negate,
    Node,
    Path,
    Quantified,
    RangeLiteral,
    UnaryComparison,
    UnaryTests,
)
from engine.feel.tokens import TokenKind, tokenize
from engine.feel.typetext import type_text

_OPEN, _COMPARISON, _NEGATION, _POSTFIX, _ATOM = 0, 30, 70, 80, 100
_CHAIN_LEVELS = {"+": 40, "-": 40, "*": 50, "/": 50, "**": 60}
_JUNCTION_LEVELS = {"or": 10, "and": 20}
# Built-ins with a keyword in their names may stand bare before a parenthesis; their first words are best quoted.
_WITH_KEYWORD = frozenset(name for name in BUILTINS if not RESERVED.isdisjoint(name.split()))
_QUOTED_WORDS = frozenset(name.split()[0] for name in _WITH_KEYWORD) | {"external"}
_LONG_NUMBER = 60


def unparse(node: Node) -> str:
    """Write an expression or unary tests."""
    return _WRITERS[type(node)](node)


def _level(node: Node) -> int:  # noqa: PLR0911 - one case a line
    """Tell how tightly the outermost operator of a node binds."""
    match node:
        case If() | For() | Quantified() | FunctionLiteral():
            return _OPEN
        case Junction(operator, _):
            return _JUNCTION_LEVELS[operator]
        case Comparison() | Between() | In() | InstanceOf():
            return _COMPARISON
        case Chain(_, rest):
            return _CHAIN_LEVELS[rest[0][0]]
        case Negate():
            return _NEGATION
        case Path() | Filter() | Call():
            return _POSTFIX
    return _ATOM


def _operand(node: Node, level: int) -> str:
    """Write an operand, in parentheses unless it binds tighter than `level`."""
    return unparse(node) if _level(node) > level else f"({unparse(node)})"


def _base(node: Node) -> str:
    """Write what a path, filter or call is applied to."""
    if isinstance(node, Literal) and isinstance(node.value, Decimal):
        return f"({unparse(node)})"
    return _operand(node, _POSTFIX - 1)


def name_text(name: str) -> str:
    """Write a name, in backticks unless its words alone make it."""
    try:
        tokens = tokenize(name)
    except FeelSyntaxError:
        return f"`{name}`"
    if tokens[0].kind is TokenKind.NAME and tokens[0].text not in RESERVED and len(tokens) > 1:
        plain, length = plain_name(tokens, 0, name)
        if plain == name and length == len(tokens) - 1 and "instance of" not in name:
            return name
    return f"`{name}`"


def _literal(node: Literal) -> str:
    value = node.value
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Decimal):
        text = number_text(value) if abs(value.adjusted()) < _LONG_NUMBER else str(value)
        return text.lower()
    return {None: "null", True: "true", False: "false"}[value]  # type: ignore[index] # no other literals exist


def _name(node: Name) -> str:
    return f"`{node.name}`" if node.name.split(" ")[0] in _QUOTED_WORDS else name_text(node.name)


def _call(node: Call) -> str:
    called = node.function
    if isinstance(called, Name):
        function = called.name if called.name in _WITH_KEYWORD else name_text(called.name)
    else:
        function = _base(called)
    arguments = [unparse(argument) for argument in node.arguments]
    if node.names is not None:
        arguments = [f"{name_text(name)}: {text}" for name, text in zip(node.names, arguments, strict=True)]
    return f"{function}({', '.join(arguments)})"


def _chain(node: Chain) -> str:
    level = _level(node)
    rest = "".join(f" {sign} {_operand(operand, level)}" for sign, operand in node.rest)
    return _operand(node.first, level) + rest


def _junction(node: Junction) -> str:
    level = _level(node)
    return f" {node.operator} ".join(_operand(operand, level) for operand in node.operands)


def _comparison(node: Comparison) -> str:
    return f"{_operand(node.left, _COMPARISON)} {node.operator} {_operand(node.right, _COMPARISON)}"


def _between(node: Between) -> str:
    value, low, high = (_operand(part, _COMPARISON) for part in (node.value, node.low, node.high))
    return f"{value} between {low} and {high}"


def _in(node: In) -> str:
    return f"{_operand(node.value, _COMPARISON)} in ({', '.join(map(unparse, node.tests))})"


def _instance_of(node: InstanceOf) -> str:
    return f"{_operand(node.value, _COMPARISON)} instance of {type_text(node.feel_type, name_text)}"


def _if(node: If) -> str:
    branches = " else ".join(f"if {unparse(test)} then {unparse(result)}" for test, result in node.branches)
    otherwise = unparse(node.otherwise)
    return f"{branches} else ({otherwise})" if isinstance(node.otherwise, If) else f"{branches} else {otherwise}"


def _iteration(node: Iteration) -> str:
    last = "" if node.last is None else f"..{unparse(node.last)}"
    return f"{name_text(node.name)} in {unparse(node.domain)}{last}"


def _loop(keyword: str, joint: str, node: For | Quantified) -> str:
    return f"{keyword} {', '.join(map(_iteration, node.iterations))} {joint} {unparse(node.body)}"


def _context(node: ContextLiteral) -> str:
    return "{" + ", ".join(f"{quoted(key)}: {unparse(value)}" for key, value in node.entries) + "}"


def _range(node: RangeLiteral) -> str:
    if node.start is None and node.end is not None:
        return f"({'<=' if node.end_included else '<'} {_operand(node.end, _COMPARISON)})"
    if node.end is None and node.start is not None:
        return f"({'>=' if node.start_included else '>'} {_operand(node.start, _COMPARISON)})"
    start, end = (unparse(part) if part is not None else "null" for part in (node.start, node.end))
    return f"{'[' if node.start_included else '('}{start}..{end}{']' if node.end_included else ')'}"


def _function(node: FunctionLiteral) -> str:
    parameters = ", ".join(f"{name_text(name)}: {type_text(kind, name_text)}" for name, kind in node.parameters)
    return f"function({parameters}) {'external {}' if node.body is None else unparse(node.body)}"


def _unary_comparison(node: UnaryComparison) -> str:
    return f"{node.operator} {_operand(node.operand, _COMPARISON)}"


def _unary_tests(node: UnaryTests) -> str:
    texts = [unparse(test) for test in node.tests]
    if node.negated:
        return f"not({', '.join(texts)})"
    if texts and texts[0].startswith("not("):
        texts[0] = f"({texts[0]})"
    return ", ".join(texts) or "-"


_WRITERS: dict[type[Node], Callable[[Any], str]] = {
    Literal: _literal,
    AtLiteral: lambda node: f"@{quoted(node.text)}",
    Name: _name,
    Path: lambda node: f"{_base(node.base)}.{name_text(node.member)}",
    Filter: lambda node: f"{_base(node.base)}[{unparse(node.condition)}]",
    Call: _call,
    Negate: lambda node: f"-{_operand(node.operand, _NEGATION - 1)}",
    Chain: _chain,
    Junction: _junction,
    Comparison: _comparison,
    Between: _between,
    In: _in,
    InstanceOf: _instance_of,
    If: _if,
    Iteration: _iteration,
    For: lambda node: _loop("for", "return", node),
    Quantified: lambda node: _loop(node.quantifier, "satisfies", node),
    ListLiteral: lambda node: f"[{', '.join(map(unparse, node.items))}]",
    ContextLiteral: _context,
    RangeLiteral: _range,
    FunctionLiteral: _function,
    UnaryComparison: _unary_comparison,
    UnaryTests: _unary_tests,
}
