"""Calls, function literals, recursion, functions of the host."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from engine.feel import Evaluation, FeelDate, FeelValue, Host, HostFunction, HostFunctionRefusal, compile_expression

Same = Callable[[str, object], None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(function(a, b) a - b)(5, 3)", 2),
        ("(function(a, b) a - b)(b: 5, a: 3)", -2),
        ("(function(a, b) [a, b])(a: 1)", "[1, null]"),
        ("{f: function(x) x * 2, r: f(4)}.r", 8),
        ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(10)}.r", 3628800),
        ("(for i in [1, 2, 3] return function() i)[2]()", 2),
        ("{n: 10, f: function(x) x + n, g: function(n) f(n), r: g(1)}.r", 11),
        ("(function(x: number) x)([7])", 7),
        ('(function(x: number) x)("a")', None),
        ("(function(x: list<number>) x)(7)", "[7]"),
        ("sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"),
        ("{count: 3, r: count([1, 2])}.r", 2),
        ("(function(f) f([1, 2]))(sum)", 3),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
        ("for i in 1..3 return count(partial)", "[0, 1, 2]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in [1..3) return i", "[1, 2]"),
        ("for x in [1, 2], y in [x, x * 10] return y", "[1, 10, 2, 20]"),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', "[27, 28, 1]"),
        ("for x in 5 return x", "[5]"),
        ("for x in null return x", None),
        ('for x in "a".."c" return x', None),
    ],
)
def test_values(same: Same, text: str, expected: object) -> None:
    same(text, expected)


def test_partial_results_do_not_change_afterwards(same: Same) -> None:
    same("(for i in 1..3 return partial)[2]", "[[]]")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("khong_co(1)", "no_function"),
        ('"abs"(1)', "not_a_function"),
        ("abs(1, 2)", "argument_count"),
        ("abs(x: 1)", "argument_name"),
        ("modulo(dividend: 1)", "argument_missing"),
        ('abs("x")', "argument_type"),
        ("(function(a) a)()", "argument_count"),
        ("(function(a) a)(b: 1)", "argument_name"),
        ('(function(a: number) a)("x")', "argument_conversion"),
        ('function(x) external {java: {class: "C"}}', "external_function"),
    ],
)
def test_reasons(outcome: Callable[..., Evaluation], text: str, code: str) -> None:
    result = outcome(text)
    assert result.value is None
    assert [warning.code for warning in result.warnings] == [code]


def _add_days(start: FeelValue, days: FeelValue, calendar: FeelValue) -> object:
    if not isinstance(start, FeelDate) or not isinstance(days, Decimal):
        raise HostFunctionRefusal("Thiếu lịch làm việc.", "The calendar is missing.")
    return {"ngay": date(2026, 1, int(days)), "lich": calendar}


_HOST = Host(functions={"add working days": HostFunction("add working days", ("from", "days", "calendar"), _add_days)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('add working days(@"2026-01-01", 5).ngay', FeelDate(2026, 1, 5)),
        ('add working days(days: 7, from: @"2026-01-01").ngay', FeelDate(2026, 1, 7)),
        ('add working days(@"2026-01-01", 5, "x").lich', "x"),
        ("add working days(1, 2, 3, 4)", None),
        ("add working days(foo: 1)", None),
    ],
)
def test_host_functions(text: str, expected: object) -> None:
    assert compile_expression(text).evaluate({}, host=_HOST).value == expected


def test_a_refusal_of_the_host_becomes_a_warning() -> None:
    result = compile_expression('add working days("x", 1)').evaluate({}, host=_HOST)
    assert result.value is None
    (warning,) = result.warnings
    assert warning.code == "host"
    assert warning.vi == "Dòng 1, cột 1: Thiếu lịch làm việc."
    assert warning.en == "Line 1, column 1: The calendar is missing."


def test_chance_comes_from_the_host() -> None:
    given = Host(random_bytes=lambda count: bytes(range(count)))
    assert compile_expression("uuid()").evaluate({}, host=given).value == "00010203-0405-4607-8809-0a0b0c0d0e0f"
    number = compile_expression("random number()").evaluate({}, host=given).value
    assert number == Decimal(int.from_bytes(bytes(range(16))) % 10**17) / 10**17
    for text in ("uuid()", "random number()"):
        result = compile_expression(text).evaluate({})
        assert result.value is None
        assert [warning.code for warning in result.warnings] == ["no_chance"]


def test_a_defect_of_the_host_is_not_swallowed() -> None:
    def broken(_value: FeelValue) -> FeelValue:
        raise ZeroDivisionError

    host = Host(functions={"broken": HostFunction("broken", ("x",), broken)})
    with pytest.raises(ZeroDivisionError):
        compile_expression("broken(1)").evaluate({}, host=host)
