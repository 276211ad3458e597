"""Unary tests: the cells of decision tables, and what follows `in`."""

from engine.feel.parser.core import Parser
from engine.feel.parser.operators import COMPARISON, OPERAND, Binding, continue_with
from engine.feel.parser.primary import rest_of_range
from engine.feel.syntax import In, Node, UnaryComparison, UnaryTests
from engine.feel.tokens import Token, TokenKind

_COMPARISONS = frozenset({"<", "<=", ">", ">=", "=", "!="})


def unary_tests(parser: Parser) -> UnaryTests:
    """Read `-`, `not(test, …)` or `test, test …`."""
    at = parser.token.start
    if parser.at_operator("-") and parser.tokens[parser.index + 1].kind is TokenKind.END:
        parser.index += 1
        return UnaryTests((), negated=False, at=at)
    following = parser.tokens[min(parser.index + 1, len(parser.tokens) - 1)]
    if parser.at_word("not") and following.text == "(" and following.kind is TokenKind.OPERATOR:
        parser.index += 2
        tests = _tests_in_parentheses(parser)
        if parser.token.kind is TokenKind.END:
            return UnaryTests(tests, negated=True, at=at)
        parser.index = 0  # `not(x) and …` is an expression
    tests_read = [_test(parser)]
    while parser.skip_operator(","):
        tests_read.append(_test(parser))
    return UnaryTests(tuple(tests_read), negated=False, at=at)


def _in(parser: Parser, left: Node, token: Token) -> Node:
    parser.index += 1
    return In(left, _tests_after_in(parser), at=token.start)


def _tests_after_in(parser: Parser) -> tuple[Node, ...]:
    """Read what follows `in`: one test, or several in parentheses."""
    if not parser.at_operator("("):
        return (_comparison(parser) or parser.expression(OPERAND),)
    parser.index += 1
    tests = _tests_in_parentheses(parser)
    if len(tests) == 1 and not isinstance(tests[0], UnaryComparison):
        return (continue_with(parser, tests[0], OPERAND),)
    return tests


def _tests_in_parentheses(parser: Parser) -> tuple[Node, ...]:
    """Read tests up to the closing parenthesis; the parenthesis may turn out to be the start of a range."""
    opening = parser.tokens[parser.index - 1]
    tests = [_test(parser)]
    if parser.at_operator("..") and not isinstance(tests[0], UnaryComparison):  # a comparison begins no range
        return (rest_of_range(parser, tests[0], opening, start_included=False),)
    while parser.expect_operator(",", ")").text == ",":
        tests.append(_test(parser))
    return tuple(tests)


def _test(parser: Parser) -> Node:
    return _comparison(parser) or parser.expression()


def _comparison(parser: Parser) -> Node | None:
    token = parser.token
    if token.kind is not TokenKind.OPERATOR or token.text not in _COMPARISONS:
        return None
    parser.index += 1
    return UnaryComparison(token.text, parser.expression(OPERAND), at=token.start)


INFIX_WORDS: dict[str, Binding] = {"in": (COMPARISON, _in)}
