"""Arithmetic, comparison, ranges and `in` on all kinds of values."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import Evaluation, FeelValue, compile_expression

Same = Callable[[str, object], None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 - 4 / 2", 5),
        ("2 ** 3 ** 2", 64),
        ("-2 ** 2", 4),
        ("2 ** -1", "0.5"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("1234567890123456789012345678901234 + 1", "1234567890123456789012345678901235"),
        ("0.1234567890123456789012345678901234 * 10", "1.234567890123456789012345678901234"),
        ("2 / 3", "0.6666666666666666666666666666666667"),
        ('"a" + "b"', '"ab"'),
        ("-0", 0),
        ("--5", 5),
    ],
)
def test_numbers_and_strings(same: Same, text: str, expected: object) -> None:
    same(text, expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 / 0", "divide_by_zero"),
        ('1 + "a"', "operand"),
        ('"a" - "b"', "operand"),
        ("null + 1", "operand"),
        ("[1] * 2", "operand"),
        ("true + true", "operand"),
        ("10 ** 999999999", "number_range"),
        ("0 ** -1", "number_range"),
        ('-"a"', "negate"),
        ("1 < null", "not_comparable"),
        ('1 = "1"', "not_comparable"),
        ('1 != "1"', "not_comparable"),
        ('1 between "a" and 2', "not_comparable"),
        ('[1.."a"]', "range_endpoints"),
        ("[2..1]", "range_order"),
        ("1.1 ** 1000000000", "number_range"),
    ],
)
def test_null_with_its_reason(outcome: Callable[..., Evaluation], text: str, code: str) -> None:
    result = outcome(text)
    assert result.value is None
    assert [warning.code for warning in result.warnings] == [code]


def test_a_warning_names_the_operand(outcome: Callable[..., Evaluation]) -> None:
    (warning,) = outcome("hồ_sơ.số + 1", {"hồ_sơ": {"số": None}}).warnings
    assert warning.vi == "Dòng 1, cột 10: Phép “+” không dùng được cho null và số (hồ_sơ.số)."
    assert warning.en == 'Line 1, column 10: Operator "+" does not apply to null and number (hồ_sơ.số).'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null = null", True),
        ("1 = null", False),
        ("null != 1", True),
        ("1 = 1.0", True),
        ('"a" < "b"', True),
        ("[1, 2] = [1, 2]", True),
        ("[1, 2] = [2, 1]", False),
        ("[1] = [1, null]", False),
        ("{a: 1, b: [2]} = {b: [2], a: 1}", True),
        ("{a: 1} = {b: 1}", False),
        ("[1..3] = [1..3]", True),
        ("[1..3] = [1..3)", False),
        ('@"P1D" = @"PT24H"', True),
        ('@"P1Y" > @"P11M"', True),
        ('@"2026-01-01T10:00:00+07:00" = @"2026-01-01T03:00:00Z"', True),
        ('@"2026-01-01T10:00:00" = @"2026-01-01T10:00:00Z"', False),
        ('@"10:00:00+07:00" < @"04:00:00Z"', True),
        ('@"10:00:00" < @"10:00:01+07:00"', True),
        ('@"2026-01-01T10:00:00" >= @"2026-01-01T10:00:00Z"', True),
        ("(< 5) = (< 5)", True),
        ("{r: <= 5}.r.end included", True),
        ("5 between 1 and 5", True),
        ("0 between 1 and 5", False),
    ],
)
def test_comparison(same: Same, text: str, expected: object) -> None:
    same(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 in (1..3)", False),
        ("3 in (1..3]", True),
        ("3 in ]1..3[", False),
        ("1 in [1, 2]", True),
        ("1 in [[2..4], [0..1]]", True),
        ("5 in (1, < 0, >= 5)", True),
        ("5 in (= 5)", True),
        ("5 in (!= 5)", False),
        ("[1] in [[1], [2]]", True),
        ("null in [1, null]", True),
        ('"b" in ["a".."c"]', True),
        ("1 in (null..3]", None),
        ('1 in (< "a")', None),
        ("10 in (? > 5 and ? < 20)", True),
    ],
)
def test_in(same: Same, text: str, expected: object) -> None:
    same(text, expected)


_numbers = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12)


@given(_numbers, _numbers)
def test_sums_are_those_of_decimals(left: Decimal, right: Decimal) -> None:
    value = compile_expression("a + b - b").evaluate({"a": left, "b": right}).value
    assert value == left


@given(_numbers, _numbers)
def test_exactly_one_order_holds(left: Decimal, right: Decimal) -> None:
    context: dict[str, FeelValue] = {"a": left, "b": right}
    results = [compile_expression(text).evaluate(context).value for text in ("a < b", "a = b", "a > b")]
    assert results.count(True) == 1
    assert results.count(False) == 2
