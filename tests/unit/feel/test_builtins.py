"""The built-in functions, family by family: ordinary use, borders, and what they refuse."""

from collections.abc import Callable

import pytest

from engine.feel.builtins import BUILTINS

Same = Callable[[str, object], None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("decimal(2.5, 0)", 2),
        ("decimal(1/3, 2)", "0.33"),
        ("decimal(1234, -2)", 1200),
        ("floor(-1.56, 1)", "-1.6"),
        ("ceiling(1.2)", 2),
        ("round up(-1.1, 0)", -2),
        ("round down(-1.9, 0)", -1),
        ("round half up(2.5, 0)", 3),
        ("round half down(2.5, 0)", 2),
        ("floor(5.5, 6176)", "5.5"),
        ("floor(5.5, 6177)", None),
        ("modulo(-12, 5)", 3),
        ("modulo(12, -5)", -3),
        ("modulo(10.1, 4.5)", "1.1"),
        ("modulo(1, 0)", None),
        ('abs(@"-P1D")', '@"P1D"'),
        ("sqrt(16)", 4),
        ("sqrt(-1)", None),
        ("log(0)", None),
        ("exp(0)", 1),
        ("odd(3) and even(-2)", True),
        ("odd(1.5)", False),
        ("abs([5])", 5),
    ],
)
def test_numeric(same: Same, text: str, expected: object) -> None:
    same(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('substring("foobar", 3)', '"obar"'),
        ('substring("foobar", -2, 1)', '"a"'),
        ('substring("foobar", 0)', None),
        ('substring("foobar", 3, 99)', '"obar"'),
        ('string length("🐎😀")', 2),
        ('upper case("đồng ý")', '"ĐỒNG Ý"'),
        ('substring before("foobar", "bar")', '"foo"'),
        ('substring before("foobar", "x")', '""'),
        ('substring after("foobar", "ob")', '"ar"'),
        ('substring after("foobar", "")', '"foobar"'),
        ('contains("foobar", "ob") and starts with("foo", "f") and ends with("foo", "oo")', True),
        ('matches("Văn bản 12", "[\\d]+$")', True),
        ('matches("ABC", "abc", "i")', True),
        ('matches("a", "a", "z")', None),
        ('matches("a", "(?=a)")', None),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
        ('replace("a.b", ".", "x", "q")', '"axb"'),
        ('replace("abc", "b", "$")', None),
        ('replace("abc", "b", "\\\\$1")', '"a$1c"'),
        ('split("a;b;c;;", ";")', '["a", "b", "c", "", ""]'),
        ('string join(["a", null, "c"], "-")', '"a-c"'),
        ('string join([1], "-")', None),
        ('trim("  a ")', '"a"'),
        ('is blank(" ")', True),
        ('extract("a1b22", "[0-9]+")', '["1", "22"]'),
        ('to base64("FEEL")', '"RkVFTA=="'),
    ],
)
def test_strings(same: Same, text: str, expected: object) -> None:
    same(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list contains([1, null], null)", True),
        ("count(null)", None),
        ("count(7)", 1),
        ("sublist([1, 2, 3], -2)", "[2, 3]"),
        ("sublist([1, 2, 3], 2, 9)", None),
        ("append([1], 2, [3])", "[1, 2, [3]]"),
        ("concatenate([1], [2], [3])", "[1, 2, 3]"),
        ("concatenate([1], null)", None),
        ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
        ("insert before([1], 3, 2)", None),
        ("remove([1, 2, 3], -1)", "[1, 2]"),
        ("list replace([1, 2, 3], 2, 9)", "[1, 9, 3]"),
        ("list replace([2, 4, 7], function(item, newItem) item < newItem, 5)", "[5, 5, 7]"),
        ("list replace([2], function(item, newItem) item, 5)", None),
        ("reverse([1, 2])", "[2, 1]"),
        ("index of([1, 2, 1, null], 1)", "[1, 3]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ('distinct values([1, 1.0, "1", true, null, null, [1], [1]])', '[1, "1", true, null, [1]]'),
        ("duplicate values([1, 2, 1, 3, 3])", "[1, 3]"),
        ("flatten([1, [2, [3, []]]])", "[1, 2, 3]"),
        ("partition([1, 2, 3], 2)", "[[1, 2], [3]]"),
        ("partition([1], 0)", None),
        ("is empty([])", True),
        ('sort(["b", "a"], function(x, y) x < y)', '["a", "b"]'),
        ("sort([1, 2], function(x, y) 1)", None),
    ],
)
def test_lists(same: Same, text: str, expected: object) -> None:
    same(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum([1, 2, 3])", 6),
        ("sum(1, 2, 3)", 6),
        ("sum([])", None),
        ('sum([@"P1D", @"PT12H"])', '@"P1DT12H"'),
        ('sum([1, "a"])', None),
        ('min("b", "a")', '"a"'),
        ('max([@"2026-01-01", @"2025-01-01"])', '@"2026-01-01"'),
        ('max([1, "a"])', None),
        ("mean(1, 2)", "1.5"),
        ("median([8, 2, 5, 3])", 4),
        ("median([])", None),
        ("product(2, 3, 4)", 24),
        ("product([])", None),
        ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
        ("stddev([1])", None),
        ("mode([6, 3, 9, 6, 3])", "[3, 6]"),
        ("mode([])", "[]"),
        ("all([true, null])", None),
        ("any([true, null])", True),
        ("any([1])", None),
        ("all()", None),
    ],
)
def test_statistics(same: Same, text: str, expected: object) -> None:
    same(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('get value({a: 1}, "a")', 1),
        ('get value({a: {b: 2}}, ["a", "b"])', 2),
        ('get value({a: 1}, "b")', None),
        ("get entries({a: 1})", '[{key: "a", value: 1}]'),
        ('context([{key: "a", value: 1}])', "{a: 1}"),
        ('context([{key: "a", value: 1}, {key: "a", value: 2}])', None),
        ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
        ('context put({a: {b: 1}}, ["a", "c", "d"], 2)', "{a: {b: 1, c: {d: 2}}}"),
        ('context put({a: 1}, ["a", "b"], 2)', None),
        ("context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"),
        ("context merge([1])", None),
    ],
)
def test_contexts(same: Same, text: str, expected: object) -> None:
    same(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string(1.50)", '"1.5"'),
        ("string(1e3)", '"1000"'),
        ('string([1, "a\\"b", {c: null}])', '"[1, \\"a\\\\\\"b\\", {c: null}]"'),
        ("string(null)", None),
        ('number("1 000,5", " ", ",")', "1000.5"),
        ('number("1,000", ",", ",")', None),
        ('number("x")', None),
        ('number("NaN")', None),
        ("date(2026, 2, 29)", None),
        ("date(2026, 2.5, 1)", None),
        ('range("[1..3)")', "[1..3)"),
        ('range("(..3]")', "(<= 3)"),
        ('range("[1..x]")', None),
        ('range("[3..1]")', None),
        ('from json("{\\"a\\": [1.10, null]}")', "{a: [1.1, null]}"),
        ('from json("{")', None),
        ('to json({a: [0.1234567890123456789, @"P1D"]})', '"{\\"a\\":[0.1234567890123456789,\\"P1D\\"]}"'),
        ("get or else(khong_co.a, 5)", 5),
        ("is defined(khong_co.a)", False),
        ("assert(1, 1 > 0)", 1),
        ('assert(1, 1 < 0, "sai")', None),
    ],
)
def test_conversion_and_extensions(same: Same, text: str, expected: object) -> None:
    same(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before(1, 2)", True),
        ("before([1..5), [5..9])", True),
        ("after([5..9], [1..5])", False),
        ("meets([1..5], [5..9])", True),
        ("met by([5..9], [1..5))", False),
        ("overlaps([1..5], [3..8])", True),
        ("overlaps before([1..5], [3..5])", True),
        ("overlaps after([3..8], [1..5])", True),
        ("finishes(5, [1..5])", True),
        ("finished by([1..5), 5)", False),
        ("includes([1..10], [4..6])", True),
        ("during(1, (1..10])", False),
        ("starts([1..5], [1..7])", True),
        ("started by((1..5], 1)", False),
        ("coincides([1..5], [1..5])", True),
        ('before(1, "a")', None),
        ("meets(1, [1..2])", None),
        ("includes((< 5), 3)", True),
    ],
)
def test_ranges(same: Same, text: str, expected: object) -> None:
    same(text, expected)


def test_asking_for_a_default_leaves_no_warning(outcome: Callable[..., object]) -> None:
    assert getattr(outcome("get or else(khong_co.a, 5)"), "warnings") == ()  # noqa: B009 - the fixture's type is open


def test_no_builtin_is_missing() -> None:
    standard = {
        "date", "time", "date and time", "number", "string", "duration", "years and months duration", "not", "range",
        "substring", "string length", "upper case", "lower case", "substring before", "substring after", "replace",
        "contains", "starts with", "ends with", "matches", "split", "string join", "list contains", "count", "min",
        "max", "sum", "mean", "all", "any", "sublist", "append", "concatenate", "insert before", "remove", "reverse",
        "index of", "union", "distinct values", "flatten", "product", "median", "stddev", "mode", "list replace",
        "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down", "abs", "modulo",
        "sqrt", "log", "exp", "odd", "even", "before", "after", "meets", "met by", "overlaps", "overlaps before",
        "overlaps after", "finishes", "finished by", "includes", "during", "starts", "started by", "coincides",
        "day of year", "day of week", "month of year", "week of year", "is", "sort", "get value", "get entries",
        "context", "context put", "context merge", "now", "today",
    }  # fmt: skip
    assert standard <= set(BUILTINS)
