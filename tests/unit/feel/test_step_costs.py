"""What a step costs: loops over the dearest operations are stopped by their steps well before a tenth of a second."""

import time

import pytest

from engine.feel import FeelLimitExceeded, compile_expression

# CPU seconds; 0.1 are meant, the rest is for a machine that does other things too.
CPU_S = 0.3


@pytest.mark.parametrize(
    "body",
    [
        "2 ** 0.5",
        "1.234567890123456789012345678901234e3000 ** 0.5",
        "log(i)",
        "exp(i)",
        "sqrt(i)",
        'date("2026-01-01") + duration("P1D")',
        'date and time("2026-01-01T00:00:00@Asia/Ho_Chi_Minh")',
        'time("10:00:00@Asia/Ho_Chi_Minh")',
        'range("[1..2]")',
        'number("1")',
        'from json("1")',
        "to json({a: i})",
        'string(i) + "x"',
        'day of week(date(2026, 1, 1) + duration("P1D"))',
        'matches("aaa", "a+b")',
        'split("a;b;c", ";")',
        "round half up(i / 3, 10)",
        "modulo(9e6000, 7.1)",
    ],
)
def test_dear_operations_are_charged_what_they_take(body: str) -> None:
    looped = compile_expression(f"for i in 1..69999 return {body}")
    started = time.process_time()
    with pytest.raises(FeelLimitExceeded) as stopped:
        looped.evaluate({})
    assert time.process_time() - started < CPU_S
    assert stopped.value.limit in {"steps", "regex_ms"}


def test_a_remainder_without_end_is_null_with_a_reason() -> None:
    result = compile_expression("modulo(9e6000, 7e-6000)").evaluate({})
    assert result.value is None
    assert [warning.code for warning in result.warnings] == ["number_range"]
