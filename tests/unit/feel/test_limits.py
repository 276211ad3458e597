"""Hostile expressions: each ends soon, with a value, a FeelSyntaxError or a FeelLimitExceeded, and nothing else."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, FeelLimitExceeded, FeelSyntaxError, Limits, compile_expression

# CPU seconds for a text of 10 kB; ten times what is meant, as the machine of a test run is shared.
CPU_S = 1.0


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "1" + ")" * 5000,
        "[" * 5000 + "]" * 5000,
        "{a:" * 3000 + "1" + "}" * 3000,
        "-" * 10_000 + "1",
        "not(" * 2500 + "true" + ")" * 2500,
        "[1]" * 3300,
        "a" + ".a" * 5000,
        "f" + "()" * 5000,
        "1" + "=1" * 5000,
        "if true then " * 700 + "1" + " else 1" * 700,
        "for i in [1] return " * 500 + "1",
        "for " + ", ".join(f"i{k} in [1]" for k in range(700)) + " return 1",
        "function() " * 900 + "1",
        "1 instance of " + "list<" * 2000 + "number" + ">" * 2000,
        "1" + " in (1" * 1600 + ")" * 1600,
    ],
)
def test_deep_nesting_is_a_syntax_error(text: str) -> None:
    started = time.process_time()
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression(text)
    assert time.process_time() - started < CPU_S
    assert "100" in refused.value.message_vi


@pytest.mark.parametrize(
    "text", ["1" + "+1" * 4999, "true" + " and true" * 1100, "if a then 1 else " * 550 + "1", "[" + "1," * 4999 + "1]"]
)
def test_wide_expressions_are_fine(text: str) -> None:
    assert compile_expression(text).evaluate({}).value is not None


_LETTERS = "abcdefghijklmnopqrstuvwx"


def _doubling(expression: str, last: str) -> str:
    """Make a context whose entries each double the one before, and look at the last."""
    entries = [f"{after}: {expression.replace('_', before)}" for before, after in pairwise(_LETTERS)]
    return "{a: [1, 1], " + ", ".join(entries) + f", result: {last}}}"


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("for a in 1..100, b in 1..100, c in 1..100 return 1", "steps"),
        ("for a in 1..99999 return for b in 1..99999 return a * b", "steps"),
        ("every a in 1..99999, b in 1..99999 satisfies a > 0", "steps"),
        ("for i in 1..999999999999 return i", "range_items"),
        ('for i in @"0001-01-01"..@"9999-12-31" return i', "range_items"),
        ('for i in 1..999 return if i = 1 then "xxxxxxxxxx" else partial[-1] + partial[-1]', "string_chars"),
        (_doubling("[_, _]", "string(x)"), "steps"),
        (_doubling("[_, _]", "x = x"), "steps"),
        (_doubling("[_, _]", "flatten(x)"), "steps"),
        (_doubling("[_, _]", "to json(x)"), "steps"),
        (_doubling("concatenate(_, _)", "count(x)"), "steps"),
        ("for i in 1..99999 return partial", "steps"),
        ("string(for i in 1..3000 return [partial[-1]])", "depth"),
        ("(function(f) f(f))(function(f) f(f))", "frames"),
        ("{f: function(n) f(n + 1), r: f(1)}.r", "frames"),
        ('matches("' + "ab" * 2000 + '!", "(\\w+\\s?){1000}")', "regex_ms"),
        ('matches("a", "((a{1000}){1000}){1000}")', "pattern_size"),
        ('matches("a", "' + "a" * 2000 + '")', "pattern_chars"),
        ('replace("' + "a" * 4000 + '", "a", "' + "$0" * 2000 + '")', "steps"),
        ("sort(for i in 1..20000 return modulo(i * 7919, 10007), function(a, b) a < b)", "steps"),
        ("distinct values(for i in 1..9000 return {a: i})", "steps"),
        ('from json("' + "[" * 5000 + '")', "depth"),
    ],
)
def test_bombs_stop(text: str, limit: str) -> None:
    started = time.process_time()
    with pytest.raises(FeelLimitExceeded) as stopped:
        compile_expression(text).evaluate({})
    assert time.process_time() - started < CPU_S
    assert stopped.value.limit == limit
    assert stopped.value.message_vi.startswith("Dừng tính: ")
    assert stopped.value.message_en.startswith("Evaluation stopped: ")


@pytest.mark.parametrize(
    "text",
    [
        "10 ** 999999999",
        "10 ** (10 ** (10 ** 10))",
        "1.0000001 ** 99999999999",
        "2" + " ** 0.5" * 90,
        "1" + " + exp(1.23456789)" * 500,
        "decimal(1/3, 6000)",
        "modulo(9e6000, 7)",
        '@"999999999-12-31" + @"P999999999Y"',
        '@"P99999999999999D" * 1e30',
        '[matches("a", "[\\p{L}-[\\p{Lu}]]{1}"), matches("a", "[^\\p{L}]{2}")]',
        'number("' + "9" * 9000 + '")',
        'duration("P' + "9" * 9000 + 'D")',
        'date("' + "9" * 9000 + '-01-01")',
    ],
)
def test_heavy_arithmetic_ends(text: str) -> None:
    started = time.process_time()
    compile_expression(text).evaluate({})
    assert time.process_time() - started < CPU_S


def test_a_model_cannot_lift_a_limit_but_the_host_can_lower_it() -> None:
    tight = Limits(steps=50)
    with pytest.raises(FeelLimitExceeded):
        compile_expression("for i in 1..100 return i").evaluate({}, limits=tight)
    assert compile_expression("1 + 1").evaluate({}, limits=tight).value == 2


def test_warnings_are_bounded() -> None:
    result = compile_expression("for i in 1..1000 return khong_co").evaluate({})
    assert len(result.warnings) == Limits().warnings


def test_a_long_text_is_refused() -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression("1" + " " * 100_001)
    assert refused.value.line == 1


_PIECES = st.sampled_from(
    ["1", "a", '"x"', "null", "true", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "+", "-", "*", "/", "**", "=",
     "<", ">=", " and ", " or ", " in ", " between ", "if ", " then ", " else ", "for i in ", " return ", "some x in ",
     " satisfies ", "function(x) ", " instance of ", "number", "count", "sum", "not", "?",
     '@"P1D"', "date", "`a`", "//"]
)  # fmt: skip


def _error_of(text: str) -> FeelError | None:
    try:
        compile_expression(text).evaluate({"a": [None, "x"]})
    except FeelError as error:
        return error
    return None


@given(st.lists(_PIECES, max_size=25).map("".join) | st.text(max_size=40))
def test_any_text_ends_in_a_value_or_a_documented_error(text: str) -> None:
    error = _error_of(text)
    assert error is None or (error.message_vi and error.message_en)
