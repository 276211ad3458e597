"""A warning tells where in the text its null arose, by line and column, in front of its text in both languages."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from engine.feel import Evaluation, compile_expression, compile_unary_tests

_PLACES = [
    ("1 +\n  khong_co", "no_variable", (2, 3)),
    ("{a: {b: 1}}.a.c", "no_member", (1, 14)),
    ("[1][5]", "filter_index", (1, 4)),
    ('[1][item + "x"]', "operand", (1, 10)),
    ('1 + 2 - "x"', "operand", (1, 3)),
    ("1 / 0", "divide_by_zero", (1, 3)),
    ('-"x"', "negate", (1, 1)),
    ('1 < "x"', "not_comparable", (1, 3)),
    ('1 between 0 and "x"', "not_comparable", (1, 3)),
    ("true and\n1", "not_boolean", (1, 6)),
    ("if 1 then 2 else 3", "condition", (1, 4)),
    ('for i in 1.."x" return i', "range_endpoints", (1, 5)),
    ('[1.."x"]', "range_endpoints", (1, 1)),
    ("{a: 1, a: 2}", "duplicate_key", (1, 1)),
    ('1 + abs("x")', "argument_type", (1, 5)),
    ("abs(m: 1)", "argument_name", (1, 1)),
    ("1 + khong co(1)", "no_function", (1, 5)),
    ("{f: function(x) x}.f()", "argument_count", (1, 19)),
    ('@"hôm nay"', "bad_literal", (1, 1)),
    ('matches("a", "[")', "bad_pattern", (1, 1)),
    ("1 instance of la", "unknown_type", (1, 3)),
    ('"x" in\n(1, < 5)', "not_comparable", (2, 2)),
    ("sort([1, 2], function(a, b)\n  a.x < b)", "no_property", (2, 4)),
]


@pytest.mark.parametrize(("text", "code", "place"), _PLACES)
def test_a_warning_tells_its_line_and_column(
    outcome: Callable[..., Evaluation], text: str, code: str, place: tuple[int, int]
) -> None:
    warnings = [warning for warning in outcome(text).warnings if warning.code == code]
    assert warnings, outcome(text).warnings
    warning = warnings[0]
    assert (warning.line, warning.column) == place
    line, column = place
    assert warning.vi.startswith(f"Dòng {line}, cột {column}: ")
    assert warning.en.startswith(f"Line {line}, column {column}: ")


def test_each_warning_knows_its_place() -> None:
    for text, _, _ in _PLACES:
        assert all(warning.line for warning in compile_expression(text).evaluate({}).warnings)


def test_a_function_of_another_text_tells_places_in_its_own() -> None:
    function = compile_expression("function(x)\n   x + null").evaluate({}).value
    (warning,) = compile_expression("f(1)").evaluate({"f": function}).warnings
    assert (warning.line, warning.column) == (2, 6)


def test_a_cell_tells_which_of_its_tests() -> None:
    (warning,) = compile_unary_tests('"a", < "b"').evaluate({"?": Decimal(1)}).warnings[1:]
    assert (warning.line, warning.column) == (1, 6)
