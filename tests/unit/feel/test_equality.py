"""Equality kind by kind (DMN 1.5 §10.3.2.13, table 53): within a kind true or false, across kinds null."""

from collections.abc import Callable

import pytest

_SAMPLES = {
    "boolean": "true",
    "number": "1",
    "string": '"1"',
    "date": '@"2026-01-01"',
    "time": '@"10:00:00"',
    "date and time": '@"2026-01-01T10:00:00"',
    "days and time duration": '@"P1D"',
    "years and months duration": '@"P1M"',
    "list": "[1]",
    "context": "{a: 1}",
    "range": "[1..1]",
    "function": "abs",
}


@pytest.mark.parametrize("left", _SAMPLES)
@pytest.mark.parametrize("right", _SAMPLES)
def test_values_of_two_kinds_have_no_equality(left: str, right: str, feel: Callable[..., object]) -> None:
    expected = True if left == right else None
    assert feel(f"{_SAMPLES[left]} = {_SAMPLES[right]}") is expected
    assert feel(f"{_SAMPLES[left]} != {_SAMPLES[right]}") is (None if expected is None else False)


@pytest.mark.parametrize("kind", _SAMPLES)
def test_null_is_unequal_to_every_value_and_equal_to_itself(kind: str, feel: Callable[..., object]) -> None:
    assert feel(f"{_SAMPLES[kind]} = null") is False
    assert feel(f"null != {_SAMPLES[kind]}") is True
    assert feel("null = null") is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 = 1.00", True),
        ("0.1 + 0.2 = 0.3", True),
        ("-0 = 0", True),
        ('"a" = "A"', False),
        ('@"2026-01-01" = date(2026, 1, 1)', True),
        ('@"10:00:00" = @"10:00:00.000"', True),
        ('@"10:00:00Z" = @"10:00:00+00:00"', True),
        ('@"10:00:00@Etc/UTC" = @"10:00:00Z"', True),
        ('@"10:00:00+01:00" = @"09:00:00Z"', True),
        ('@"10:00:00" = @"10:00:00Z"', False),
        ('@"2026-01-01T10:00:00+01:00" = @"2026-01-01T09:00:00Z"', True),
        ('@"2026-07-01T10:00:00@Europe/Paris" = @"2026-07-01T08:00:00Z"', True),
        ('@"2026-01-01T10:00:00" = @"2026-01-01T10:00:00Z"', False),
        ('@"P1Y" = @"P12M"', True),
        ('@"P1D" = @"PT24H"', True),
        ('@"PT0S" = @"-PT0S"', True),
        ("[1, 2] = [2, 1]", False),
        ("[1, 2] = [1, 2, 3]", False),
        ("[] = []", True),
        ("[null] = [null]", True),
        ("[1, [2, {a: 3}]] = [1, [2, {a: 3}]]", True),
        ('[1] = ["1"]', None),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("{a: 1} = {a: 1, b: null}", False),
        ("{} = {}", True),
        ("{a: {b: [1]}} = {a: {b: [1]}}", True),
        ("[1..2] = [1..2)", False),
        ("(< 5) = (< 5)", True),
        ("(< 5) = (<= 5)", False),
        ('["a".."b"] = ["a".."b"]', True),
        ("{f: function(x) x, r: f = f}.r", True),
        ("{f: function(x) x, g: function(x) x, r: f = g}.r", False),
    ],
)
def test_equality(text: str, expected: object, feel: Callable[..., object]) -> None:
    assert feel(text) is expected
