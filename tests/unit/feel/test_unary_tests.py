"""Unary tests, the cells of decision tables."""

from collections.abc import Callable

import pytest

from engine.feel import FeelSyntaxError, FeelValue, compile_expression, compile_unary_tests


@pytest.mark.parametrize(
    ("text", "tested", "expected"),
    [
        ("-", "1", True),
        ("-", "null", True),
        ("1, 2", "2", True),
        ("not(1, 2)", "2", False),
        ("not(1, 2)", "3", True),
        ("< 5", "3", True),
        ("[1..5), >= 10", "5", False),
        ('"a", "b"', '"b"', True),
        ("null", "null", True),
        ("null", "1", False),
        ("? > 5 and ? < 9", "7", True),
        ('starts with(?, "Ha")', '"Hanoi"', True),
        ("[1, 2, 3]", "2", True),
        ("true", "true", True),
        ("true", "false", False),
        ("true", "null", False),
        ("false", "null", False),
        ("not(true)", "null", True),
        ("limit > 5", "1", True),
        ("< limit", "9", True),
        ('< "a"', "1", None),
        ('@"2026-01-01"', '@"2026-01-01"', True),
        ("not(null)", "1", True),
        ("= 5", "5", True),
        ("!= 5", "5", False),
    ],
)
def test_cells(feel: Callable[..., FeelValue], text: str, tested: str, expected: object) -> None:
    context = {"?": feel(tested), "limit": feel("10")}
    assert compile_unary_tests(text).evaluate(context).value is expected


def test_the_tested_value_is_no_free_name() -> None:
    assert compile_unary_tests("? > limit").names == {"limit"}


@pytest.mark.parametrize("text", ["x in (<2..3)", "x in (>= 2 .. 3]"])
def test_a_comparison_begins_no_range(text: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_expression(text)
