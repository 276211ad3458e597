"""The runner's own strictness: what must not count as a pass, and the digits that the TCK never looks at."""

from decimal import Decimal

import pytest

from engine.feel import FeelValue, compile_expression
from tests.conformance.dmn_tck import same

DATE, MOMENT = '@"2026-01-01"', '@"2026-01-01T00:00:00"'


def value(text: str) -> FeelValue:
    return compile_expression(text).evaluate({}).value


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("1", '"1"'),
        ("true", '"true"'),
        ("null", "false"),
        ("null", "[]"),
        ("1", "[1]"),
        (DATE, MOMENT),
        (DATE, '"2026-01-01"'),
        ('@"P1D"', '@"P1M"'),
        ('@"P0D"', '@"P0M"'),
        ('@"10:00:00"', '@"10:00:00Z"'),
        ("[1, 2]", "[2, 1]"),
        ("[1]", "[1, null]"),
        ("{a: 1}", "{a: 1, b: null}"),
        ('{a: "1"}', "{a: 1}"),
        ("[1..2]", "[1..2)"),
    ],
)
def test_different_kinds_and_parts_are_never_the_same(left: str, right: str) -> None:
    assert not same(value(left), value(right))
    assert not same(value(right), value(left))


def test_short_decimals_must_be_equal_to_the_last_digit() -> None:
    assert not same(Decimal("0.3333333"), Decimal("0.333333"))
    assert not same(Decimal("0.1000000001"), Decimal("0.1"))
    assert same(Decimal("1.50"), Decimal("1.5"))


def test_long_decimals_of_the_tck_come_from_binary_floating_point() -> None:
    assert same(Decimal("5.666666666666666666666666666666667"), Decimal("5.66666666666667"))
    assert not same(Decimal("5.66666667"), Decimal("5.66666666666667"))
    assert not same(Decimal("5.66666666665"), Decimal("5.66666666666667"))


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("2 / 3", "0.6666666666666666666666666666666667"),
        ("1e16 + 1", "10000000000000001"),
        ("12345678901234567 * 1", "12345678901234567"),
        ("0.1 + 0.2", "0.3"),
        ("1234567890123456789012345678901234 + 1", "1234567890123456789012345678901235"),
        ("9999999999999999999999999999999999 + 1", "1E+34"),
        (
            "9999999999999999999999999999999999 * 9999999999999999999999999999999999",
            "9.999999999999999999999999999999998E+67",
        ),
        ("10000000000000000000000000000000005 - 1e34", "0"),
        ("10000000000000000000000000000000015 - 1e34", "20"),
        ("1 - 1e-33", "0.999999999999999999999999999999999"),
        ("1.000000000000000001 - 1", "0.000000000000000001"),
        ("2 ** 110", "1298074214633706907132624082305024"),
        ("sqrt(2)", "1.414213562373095048801688724209698"),
        ("exp(1)", "2.718281828459045235360287471352662"),
        ("log(10)", "2.302585092994045684017991454684364"),
        ("decimal(1 / 3, 30)", "0.333333333333333333333333333333"),
        ("modulo(1234567890123456789012345678901234, 10)", "4"),
        ("sum([0.1234567890123456789, 0.0000000000000000001])", "0.123456789012345679"),
        ("mean([1, 2, 2])", "1.666666666666666666666666666666667"),
        ('number("1234567890.123456789012345678901234")', "1234567890.123456789012345678901234"),
        ("round half up(0.12345678901234567895, 19)", "0.123456789012345679"),
        ("0.12345678901234567 < 0.12345678901234568", "true"),
        ("1234567890123456789012345678901234 = 1234567890123456789012345678901235", "false"),
    ],
)
def test_digits_17_to_34(text: str, digits: str) -> None:
    got = value(text)
    assert got is (digits == "true") if digits in {"true", "false"} else got == Decimal(digits)
    assert type(got) is (bool if digits in {"true", "false"} else Decimal)
