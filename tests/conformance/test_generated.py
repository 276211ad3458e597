"""Generated and mutated texts end in a value or a documented error, within their limits; printed trees come back.

HOIDONG_FEEL_STRINGS and HOIDONG_FEEL_TREES tell how many are tried (`make soak`: 100,000 and 10,000). Hypothesis
keeps the seeds of failures, and prints how to repeat one.
"""

import gc
import os
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.feel import (
    Expression,
    FeelError,
    FeelSyntaxError,
    FeelValue,
    compile_expression,
    compile_unary_tests,
    from_python,
)
from engine.feel.syntax import Node
from engine.feel.unparse import unparse
from tests.unit.feel.test_unparse import TREES

STRINGS = int(os.environ.get("HOIDONG_FEEL_STRINGS", "5000"))
TREES_TRIED = int(os.environ.get("HOIDONG_FEEL_TREES", "1000"))
# CPU seconds; 0.1 are meant, the rest is for a machine that does other things too.
CPU_S = 0.3
CONTEXT: dict[str, FeelValue] = from_python(  # type: ignore[assignment] # a context
    {"a": [None, "x", 1], "b": {"c": True, "số bản": 3}, "x": 2.5, "s": "áb" * 20, "ds": list(range(60))}
)

pytestmark = pytest.mark.timeout(3600)

CORPUS = (
    'if x > 1 and b.c then "có" else null',
    "for i in 1..10, j in i..10 return i * j + x",
    "some t in a satisfies t = x",
    "every t in ds satisfies t >= 0",
    "ds[item > 3][1]",
    "b.số bản + 1",
    '{k: 1, "l m": k + 1, f: function(n: number) n ** 2}.f(3)',
    'date("2026-02-28") + duration("P1M2D") - @"PT5H"',
    '@"2026-01-01T00:00:00@Asia/Ho_Chi_Minh" in [@"2025-01-01T00:00:00Z"..@"2027-01-01T00:00:00Z"]',
    'matches(s, "(á|b)+$", "i") and contains(s, "b")',
    'replace(s, "á", "$0$0")',
    "sort(ds, function(p, q) p > q)",
    "x between 1 and 3 or x in (< 1, [2..3), null)",
    'string join(for i in ds return string(i), "; ")',
    "round half up(x / 3, 2) + modulo(-7, 3) - decimal(1 / 3, 5)",
    "x instance of number and a instance of list<Any>",
    'context merge([b, {d: from json("[1, 2]")}])',
    "concatenate(ds, ds, [partial])",
    'get or else(b.không có, "thay")',
    "median(ds) + stddev(ds) + mode(ds)[1] + exp(x) + log(x)",
    "overlaps([1..5], (3..8]) and 10 ** 30 > x // chú thích",
    '"\\u00e1\\n" + upper case(s)',
    "-(-x) * 1e300 * 1e-300",
    "not(b.c) or /* không */ true",
)
_PIECES = st.sampled_from(
    ["1", "a", '"x"', "null", "true", "(", ")", "[", "]", "{", "}", ",", ":", ".", "..", "+", "-", "*", "/", "**", "=",
     "<", ">=", " and ", " or ", " in ", " between ", "if ", " then ", " else ", "for i in ", " return ", "some x in ",
     " satisfies ", "function(x) ", " instance of ", "number", "count", "sum", "not", "?", '@"P1D"', "date", "`a`",
     "//", "9e999", "1e-6000", "\\", "\ufeff", "\x00", "\ud800", "𝔘", "e\u0301", "%", "partial", "item", "99999",
     "external"]
)  # fmt: skip


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    """Take an expression and cut, double, replace or join parts of it."""
    text = draw(st.sampled_from(CORPUS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        other = draw(_PIECES | st.sampled_from(CORPUS) | st.text(max_size=3))
        text = draw(
            st.sampled_from(
                [text[:start] + text[end:], text[:end] + text[start:], text[:start] + other + text[end:], other + text]
            )
        )
    return text


@settings(max_examples=STRINGS, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
@given(_mutated() | st.lists(_PIECES, max_size=25).map("".join) | st.text(max_size=40))
def test_any_text_ends_in_a_value_or_a_documented_error(text: str) -> None:
    for compile_text in (compile_expression, compile_unary_tests):
        error, took = _tried(compile_text, text)
        assert took < CPU_S
        assert error is None or (error.message_vi and error.message_en)
        assert not isinstance(error, FeelSyntaxError) or min(error.line, error.column) >= 1


def _tried(compile_text: Callable[[str], Expression], text: str) -> tuple[FeelError | None, float]:
    """Give the error of a text and the CPU seconds that it took, without collecting the garbage of other examples."""
    gc.disable()
    try:
        started = time.process_time()
        return _error_of(compile_text, text), time.process_time() - started
    finally:
        gc.enable()


def _error_of(compile_text: Callable[[str], Expression], text: str) -> FeelError | None:
    try:
        warnings = compile_text(text).evaluate(CONTEXT).warnings
    except FeelError as error:
        return error
    assert all(warning.vi and warning.en for warning in warnings)
    return None


@settings(max_examples=TREES_TRIED, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
@given(TREES)
def test_a_printed_tree_parses_to_itself(tree: Node) -> None:
    assert compile_expression(unparse(tree)).tree == tree
