"""Corner cases of constructs and built-ins, read out of DMN 1.5 chapter 10: nulls, wrong kinds, names, coercion."""

from collections.abc import Callable

import pytest

_CONTEXTS = [
    ("{a: 1, b: a + 1}.b", 2),
    ('{"a b": 1, c: a b}.c', 1),
    ("{a+b: 1}.a+b", 1),
    ("{a: {b: {c: 3}}}.a.b.c", 3),
    ("{a: [{b: 1}, {b: 2}]}.a.b", "[1, 2]"),
    ("{a: 1, a: 2}", None),
    ("{}.a", None),
    ('{"": 1} = {"": 1}', True),
    ("{for each: 1}.for each", 1),
    ("{f: function(n) if n < 2 then 1 else n * f(n - 1)}.f(5)", 120),
]
_EXPONENTS = [
    ("2 ** 3", 8),
    ("2 ** 3 ** 2", 64),
    ("-2 ** 2", 4),
    ("2 ** -1", "0.5"),
    ("2 ** 0.5 > 1.4142135623730950488016887242096", True),
    ("0 ** 0", 1),
    ("5 ** 0", 1),
    ("2 * 3 ** 2", 18),
    ("(-8) ** (1 / 3)", None),
    ('"2" ** 2', None),
    ("2 ** null", None),
    ("10 ** 7000", None),
]
_MEDIANS = [
    ("median(8, 2, 5, 3, 4)", 4),
    ("median([6, 1, 2, 3])", "2.5"),
    ("median([])", None),
    ("median()", None),
    ("median(null)", None),
    ("median([1, null])", None),
    ('median([1, "2"])', None),
    ("median(7)", 7),
    ("median(list: [3, 1, 2])", 2),
]
_DECIMALS = [
    ("decimal(1 / 3, 2)", "0.33"),
    ("decimal(1.5, 0)", 2),
    ("decimal(2.5, 0)", 2),
    ("decimal(-2.5, 0)", -2),
    ("decimal(125, -1)", 120),
    ("decimal(n: 1.005, scale: 2)", "1"),
    ("decimal(1, 6176)", 1),
    ("decimal(1, 6177)", None),
    ("decimal(1, -6112)", None),
    ("decimal(null, 0)", None),
    ("decimal(1, null)", None),
    ('decimal("1", 0)', None),
    ("decimal(1)", None),
    ("decimal(1, 2, 3)", None),
]
_WEEKS = [
    ('week of year(@"2026-01-01")', 1),
    ('week of year(@"2027-01-01")', 53),
    ('week of year(@"2024-12-30")', 1),
    ('week of year(@"2026-12-31T23:59:59Z")', 53),
    ('week of year(date: @"2026-06-15")', 25),
    ('week of year("2026-01-01")', None),
    ('week of year(@"10:00:00")', None),
    ("week of year(null)", None),
    ("week of year()", None),
]
_TIMES = [
    ('time("10:30:00")', '@"10:30:00"'),
    ('time("10:30:00.5Z").second', 0),
    ("time(10, 30, 0)", '@"10:30:00"'),
    ('time(10, 30, 0, @"PT7H")', '@"10:30:00+07:00"'),
    ('time(hour: 10, minute: 30, second: 0, offset: @"-PT1H")', '@"10:30:00-01:00"'),
    ("time(10, 30, 0, null)", '@"10:30:00"'),
    ('time(@"2026-01-01T10:30:00@Asia/Ho_Chi_Minh").timezone', '"Asia/Ho_Chi_Minh"'),
    ('time(@"2026-01-01")', '@"00:00:00Z"'),
    ('string(time("10:30:00+00:00"))', '"10:30:00Z"'),
    ('time("24:01:00")', None),
    ('time("9:30:00")', None),
    ('time("10:30")', None),
    ('time("10:30:00+15:00")', None),
    ('time("10:30:00+07:00@Asia/Ho_Chi_Minh")', None),
    ('time("10:30:00@Nowhere/City")', None),
    ("time(25, 0, 0)", None),
    ("time(10, 60, 0)", None),
    ("time(10, 0)", None),
    ("time(null)", None),
]
_PUTS = [
    ('context put({x: 1}, "y", 2)', "{x: 1, y: 2}"),
    ('context put({x: 1}, "x", null)', "{x: null}"),
    ('context put({x: {y: 1}}, ["x", "z"], 2)', "{x: {y: 1, z: 2}}"),
    ('context put({}, ["x", "y", "z"], 2)', "{x: {y: {z: 2}}}"),
    ('context put(context: {x: 1}, keys: ["y"], value: 2)', "{x: 1, y: 2}"),
    ('context put({x: 1}, ["x", "y"], 2)', None),
    ("context put({x: 1}, [], 2)", None),
    ('context put({x: 1}, ["x", 1], 2)', None),
    ('context put(null, "x", 2)', None),
    ("context put({}, null, 2)", None),
    ('context put({}, "x")', None),
    ('{a: {x: 1}, b: context put(a, "x", 2), c: a.x}.c', 1),
]
_RANGES = [
    ('range("[1..3]")', "[1..3]"),
    ('range("]1..3[")', "(1..3)"),
    ('range("(1..3)") = (1..3)', True),
    ('range("[1..)")', "(>= 1)"),
    ('range("(..3)")', "(< 3)"),
    ('range("[\\"a\\"..\\"c\\"]")', '["a".."c"]'),
    ('range("[@\\"P1D\\"..@\\"P2D\\"]")', '[@"P1D"..@"P2D"]'),
    ('range("[date(\\"2026-01-01\\")..@\\"2026-02-01\\"]")', '[@"2026-01-01"..@"2026-02-01"]'),
    ('range(from: "[1..3]")', "[1..3]"),
    ('range("[3..1]")', None),
    ('range("[..]")', None),
    ('range("[1 + 1..3]")', None),
    ('range("[1..\\"a\\"]")', None),
    ('range("1..3")', None),
    ('range("")', None),
    ("range(null)", None),
    ("range(1)", None),
]
_COERCION = [
    ("(function(a: string) a)(1)", None),
    ('(function(a: string) a)(["x"])', '"x"'),
    ('(function(a: string) a)(["x", "y"])', None),
    ("(function(a: list<number>) a)(1)", "[1]"),
    ('(function(a: list<number>) a)("x")', None),
    ('(function(a: date and time) a)(@"2026-01-01")', '@"2026-01-01T00:00:00Z"'),
    ('(function(a: date) a)(@"2026-01-01T00:00:00Z")', None),
    ("(function(a: number) a = null)(null)", True),
    ("(function(a: context<b: number>) a.b)({b: 1, c: 2})", 1),
    ("(function(a: context<b: number>) a.b)({c: 2})", None),
    ("(function(a: range<number>) a)([1..2])", "[1..2]"),
    ('(function(a: range<number>) a)(["a".."b"])', None),
    ('substring(["abc"], 2)', '"bc"'),
    ("count(5)", 1),
]
_ITERATION = [
    ("for i in 1..3 return i", "[1, 2, 3]"),
    ("for i in 3..1 return i", "[3, 2, 1]"),
    ("for i in [1..3] return i", "[1, 2, 3]"),
    ("for i in (1..4) return i", "[2, 3]"),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
    ("for i in [1, 2], j in [i, 3] return i * j", "[1, 3, 4, 6]"),
    ('for d in @"2026-01-30"..@"2026-02-01" return d.day', "[30, 31, 1]"),
    ("for i in [] return i", "[]"),
    ("for i in null return i", None),
    ("for i in 1.5..3 return i", None),
    ("some i in [1, null, 3] satisfies i > 2", True),
    ("some i in [] satisfies true", False),
    ("every i in [] satisfies false", True),
    ("every i in [true, null] satisfies i", None),
    ("some i in [1, 2], j in [2, 3] satisfies i = j", True),
    ("some i in null satisfies true", None),
]
_CAMUNDA = [
    ('string join(["a", "b"], ", ", "[", "]")', '"[a, b]"'),
    ('string join([], ", ", "[", "]")', '"[]"'),
    ('string join(["a", 1], ", ", "[", "]")', None),
    ('is blank(" \n")', True),
    ('get or else(null, "x")', '"x"'),
    ("assert(1, false)", None),
    ("assert(1, 1 > 0)", 1),
    ("partition([1, 2, 3, 4, 5], 2)", "[[1, 2], [3, 4], [5]]"),
    ('from json("{\\"a\\": [1, null]}")', "{a: [1, null]}"),
    ("to json({a: [1, null]})", '"{\\"a\\":[1,null]}"'),
    ('last day of month(@"2028-02-01")', '@"2028-02-29"'),
    ('extract("a1b22", "[0-9]+")', '["1", "22"]'),
    ("duplicate values([1, 2, 2, 3, 3, 3])", "[2, 3]"),
    ('to base64("FEEL")', '"RkVFTA=="'),
    ("is empty([])", True),
]


_CASES: list[tuple[str, object]] = [
    *_CONTEXTS, *_EXPONENTS, *_MEDIANS, *_DECIMALS, *_WEEKS, *_TIMES, *_PUTS, *_RANGES, *_COERCION, *_ITERATION,
    *_CAMUNDA,
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), _CASES)
def test_corner_cases(text: str, expected: object, same: Callable[[str, object], None]) -> None:
    same(text, expected)
