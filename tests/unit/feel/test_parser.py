"""The grammar: how operators group, which words make a name, and what is refused where."""

import pytest

from engine.feel import FeelSyntaxError, compile_expression
from engine.feel.parser import parse_expression, parse_unary_tests
from engine.feel.syntax import (
    Call,
    Chain,
    Comparison,
    Filter,
    If,
    In,
    Junction,
    Name,
    Negate,
    Node,
    Path,
    RangeLiteral,
    UnaryComparison,
)


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("1 + 2 * 3", "1 + (2 * 3)"),
        ("1 - 2 - 3", "(1 - 2) - 3"),
        ("a or b and c", "a or (b and c)"),
        ("a and b = c", "a and (b = c)"),
        ("a = b + 1", "a = (b + 1)"),
        ("-a ** 2", "(-a) ** 2"),
        ("-a.b", "-(a.b)"),
        ("a.b[1].c", "((a.b)[1]).c"),
        ("a in b or c", "(a in b) or c"),
        ("a between 1 and 2 and b", "(a between 1 and 2) and b"),
        ("a < 1 or b in (1, 2)", "(a < 1) or (b in (1, 2))"),
        ("if a then b else c + 1", "if a then b else (c + 1)"),
        ("for i in a return i + 1", "for i in a return (i + 1)"),
        ("some i in a satisfies i = 1 and b", "some i in a satisfies ((i = 1) and b)"),
        ("a instance of number and b", "(a instance of number) and b"),
        ("a + 1 instance of number", "(a + 1) instance of number"),
        ("f(1)(2).x", "((f(1))(2)).x"),
    ],
)
def test_grouping(text: str, grouped: str) -> None:
    tree, expected = parse_expression(text), parse_expression(grouped)
    assert _flat(tree) == _flat(expected)


def _flat(node: Node) -> Node:
    """Undo the one difference that parentheses make: a chain inside a chain's first operand is the same chain."""
    if isinstance(node, Chain) and isinstance(node.first, Chain):
        return Chain(node.first.first, (*node.first.rest, *node.rest))
    return node


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a", Name),
        ("a.b", Path),
        ("a[1]", Filter),
        ("a(1)", Call),
        ("-a", Negate),
        ("a + b", Chain),
        ("a and b", Junction),
        ("a = b", Comparison),
        ("a in b", In),
        ("if a then b else c", If),
        ("[1..2]", RangeLiteral),
        ("]1..2[", RangeLiteral),
        ("(1..2]", RangeLiteral),
        ("[1..x)", RangeLiteral),
        ("(< 10)", RangeLiteral),
    ],
)
def test_kinds_of_nodes(text: str, kind: type[Node]) -> None:
    assert type(parse_expression(text)) is kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("so ban + 1", {"so ban"}),
        ("số lượng bản sao > 1 and loại = 2", {"số lượng bản sao", "loại"}),
        ("number of copies * 2", {"number of copies"}),
        ("loan 2 - loan 1", {"loan 2", "loan 1"}),
        ("`a-b` + c", {"a-b", "c"}),
        ("hồ sơ.số văn bản", {"hồ sơ"}),
        ("for x in ds return x + y", {"ds", "y"}),
        ("{a: b, c: a}.c", {"b"}),
        ("function(a, b) a + b + c", {"c"}),
        ("count(ds) + sum(ds.tien)", {"ds"}),
        ("x instance of number", {"x"}),
        ("partial + 1", {"partial"}),
        ("for i in ds return partial", {"ds"}),
    ],
)
def test_free_names(text: str, names: set[str]) -> None:
    assert compile_expression(text).names == names


def test_names_in_filters_are_only_possible() -> None:
    expression = compile_expression("ds[tien > nguong].ten + x")
    assert expression.names == {"ds", "x"}
    assert expression.possible_names == {"tien", "nguong"}


def test_functions_called_are_told_apart_from_variables() -> None:
    expression = compile_expression("add working days(ngay, 3) > f(1) and not(x)")
    assert expression.calls == {"add working days", "f"}
    assert expression.names == {"ngay", "x"}


@pytest.mark.parametrize(
    ("text", "known", "names"),
    [
        ("Date-Time - Date", {"Date-Time"}, {"Date-Time", "Date"}),
        ("Date-Time - Date", set(), {"Date", "Time"}),
        ("days in weekend[1]", {"days in weekend"}, {"days in weekend"}),
        ("Student's name", {"Student's name"}, {"Student's name"}),
        ("a+b+c", {"a+b"}, {"a+b", "c"}),
        ("if and then = 1", {"if and then"}, {"if and then"}),
        ("date and time", set(), {"date", "time"}),
        ('x.date and time("10:00:00") = y', set(), {"x", "y"}),
        ("x.days in weekend", {"days in weekend"}, {"x"}),
    ],
)
def test_names_with_operators_must_be_known(text: str, known: set[str], names: set[str]) -> None:
    assert compile_expression(text, frozenset(known)).names == names


def test_an_expression_knows_the_names_that_it_introduces() -> None:
    assert compile_expression("{a-b: 1, c: a-b + 1}").names == frozenset()


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("", 1, 1, "expression"),
        ("1 +", 1, 4, "expression"),
        ("(1", 1, 3, ")"),
        ("[1, 2", 1, 6, ", | ]"),
        ("{a 1}", 1, 5, ":"),
        ("{1: 2}", 1, 2, "name"),
        ("if a then b", 1, 12, "else"),
        ("for x 1", 1, 8, "in"),
        ("1 2", 1, 3, "operator"),
        ("a ==\n1", 1, 3, "operator"),
        ("a and\n\n  )", 3, 3, "expression"),
        ("a.1", 1, 2, "operator"),
        ("f(a: 1, 2)", 1, 9, "name"),
        ("x instance of", 1, 14, "name"),
        ("[1..2", 1, 6, "] | ) | ["),
        ("1e99999", 1, 1, "number"),
    ],
)
def test_refusals(text: str, line: int, column: int, expected: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression(text)
    error = refused.value
    assert (error.line, error.column, error.expected) == (line, column, expected)


@pytest.mark.parametrize(
    ("text", "tests", "negated"),
    [("-", 0, False), ("1, 2", 2, False), ("not(1, 2)", 2, True), ("< 5", 1, False), ("not(a) = b", 1, False)],
)
def test_unary_tests(text: str, tests: int, negated: bool) -> None:
    tree = parse_unary_tests(text)
    assert (len(tree.tests), tree.negated) == (tests, negated)


def test_a_comparison_without_its_left_side_is_a_test() -> None:
    assert parse_unary_tests(">= 5").tests == (UnaryComparison(">=", parse_expression("5")),)
