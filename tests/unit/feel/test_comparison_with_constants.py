"""A comparison with a constant takes a short way; it must tell what the long way tells, warnings included."""

from decimal import Decimal

import pytest

from engine.feel import FeelDate, compile_expression

VALUES: tuple[object, ...] = (
    Decimal(1),
    Decimal("1.0"),
    Decimal("-2.5"),
    1,
    10**40,
    True,
    None,
    "1",
    "",
    "á",
    [],
    {},
    FeelDate(2026, 1, 1),
)
CONSTANTS = ("1", "-2.5", '"1"', '""')


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("constant", CONSTANTS)
def test_short_and_long_way_agree(operator: str, constant: str) -> None:
    short = compile_expression(f"a {operator} {constant}")
    # A variable on the right is compared the long way; its name is in the warning, a constant has none.
    long = compile_expression(f"a {operator} b")
    right = compile_expression(constant).evaluate({}).value
    for value in VALUES:
        ours, theirs = short.evaluate({"a": value}), long.evaluate({"a": value, "b": right})
        assert ours.value is theirs.value, value
        assert [warning.code for warning in ours.warnings] == [warning.code for warning in theirs.warnings], value
        assert all("a" in warning.en for warning in ours.warnings)
