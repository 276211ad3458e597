"""`instance of`, named types of the host, and kinds."""

from collections.abc import Callable

import pytest

from engine.feel import Host, compile_expression
from engine.feel.types import SIMPLE_TYPES, ListType, NamedType
from engine.feel.values import Kind, kind_of

_HOST = Host(types={"tSố": SIMPLE_TYPES["number"], "tSốs": ListType(NamedType("tSố"))})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 instance of number", True),
        ("1 instance of string", False),
        ("null instance of Any", False),
        ("null instance of Null", True),
        ("[1, null] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("{a: 1, b: 2} instance of context<a: number>", True),
        ("{a: 1} instance of context<a: number, b: string>", False),
        ("[1..2] instance of range<number>", True),
        ("abs instance of function<number> -> number", True),
        ("abs instance of function<number, number> -> number", False),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1Y" instance of yearMonthDuration', True),
        ('@"2026-01-01T00:00:00" instance of date and time', True),
        ('@"2026-01-01" instance of date and time', False),
        ("1 instance of tSố", True),
        ("[1] instance of tSốs", True),
        ("[[1]] instance of list<list<number>>", True),
        ("1 instance of list<tLạ>", None),
    ],
)
def test_instance_of(text: str, expected: bool | None) -> None:
    assert compile_expression(text).evaluate({}, host=_HOST).value is expected


def test_an_unknown_type_warns(outcome: Callable[..., object]) -> None:
    warnings = compile_expression("1 instance of tLạ").evaluate({}).warnings
    assert [warning.code for warning in warnings] == ["unknown_type"]


def test_a_foreign_object_has_no_kind() -> None:
    with pytest.raises(TypeError):
        kind_of(object())
    assert kind_of({}) is Kind.CONTEXT
