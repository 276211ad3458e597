"""FEEL values to and from JSON data and Python's own values."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import (
    DaysDuration,
    FeelDate,
    FeelLimitExceeded,
    FeelValue,
    MonthsDuration,
    Range,
    compile_expression,
    from_json,
    from_json_text,
    from_python,
    to_json,
    to_json_text,
)
from engine.feel.normalform import normal_name

_names = st.text(max_size=4).map(normal_name)  # data gets them in one form
_scalars = st.none() | st.booleans() | st.text(max_size=5) | st.integers(-(10**30), 10**30)
_json = st.recursive(
    _scalars | st.floats(-(2.0**30), 2.0**30, width=32),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names, inner, max_size=4),
    max_leaves=20,
)
_feel_numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=10)
_feel = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | _feel_numbers,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_names, inner, max_size=4),
    max_leaves=20,
)


@given(_json)
def test_json_data_round_trips(value: object) -> None:
    assert to_json(from_json(value)) == value


@given(_feel)
def test_text_keeps_every_digit(value: FeelValue) -> None:
    assert from_json_text(to_json_text(value)) == value
    json.loads(to_json_text(value))


def test_names_come_in_one_form() -> None:
    assert from_json({"so\u0302\u0301": 1}) == from_json_text('{"so\u0302\u0301": 1}') == {"s\u1ed1": Decimal(1)}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, Decimal(5)),
        (0.1, Decimal("0.1")),
        (True, True),
        (Decimal("1.10"), Decimal("1.10")),
        ("2026-03-31", "2026-03-31"),
        ((1, 2), [Decimal(1), Decimal(2)]),
        (float("inf"), None),
        (10**40 + 1, Decimal("1E+40")),
    ],
)
def test_from_json(value: object, expected: object) -> None:
    result = from_json(value)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("3.00"), 3),
        (Decimal("1E+3"), 1000),
        (Decimal("0.1"), 0.1),
        (FeelDate(2026, 3, 31), "2026-03-31"),
        (DaysDuration(3_600_000_000_000), "PT1H"),
        (MonthsDuration(14), "P1Y2M"),
        (
            Range(Decimal(1), None, start_included=True, end_included=False),
            {"start": 1, "end": None, "start included": True, "end included": False},
        ),
        (compile_expression("abs").evaluate({}).value, None),
        (Decimal("1E+3000"), 10**3000),
        (Decimal("1E+6000"), None),
        (Decimal("1E-6000"), 0.0),
    ],
)
def test_to_json(value: FeelValue, expected: object) -> None:
    result = to_json(value)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 3, 31), "2026-03-31"),
        (datetime(2026, 3, 31, 10, 0, tzinfo=UTC), "2026-03-31T10:00:00Z"),
        (datetime(2026, 3, 31, 10, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), "2026-03-31T10:00:00@Asia/Ho_Chi_Minh"),
        (datetime(2026, 3, 31, 10, 0, 0, 5, tzinfo=timezone(timedelta(hours=7))), "2026-03-31T10:00:00.000005+07:00"),
        (time(10, 0), "10:00:00"),
        (timedelta(days=1, microseconds=1), "P1DT0.000001S"),
    ],
)
def test_from_python(value: object, written: str) -> None:
    assert str(from_python(value)) == written


@pytest.mark.parametrize("value", [object(), {1: 2}, b"x", {"a": {1, 2}}, date(2026, 1, 1)])
def test_what_json_does_not_know_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError):
        from_json(value)


@pytest.mark.parametrize("text", ["", "{", "NaN", "[1,]", "Infinity"])
def test_what_is_no_json_text(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_json_text(text)


def test_deep_data_is_refused() -> None:
    deep: object = 1
    for _ in range(200):
        deep = [deep]
    with pytest.raises(FeelLimitExceeded):
        from_json(deep)
    with pytest.raises(FeelLimitExceeded):
        to_json(deep)
    with pytest.raises(FeelLimitExceeded):
        from_json_text("[" * 100_000)
