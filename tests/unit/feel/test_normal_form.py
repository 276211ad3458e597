"""A name written whole and one put together from marks are one name, wherever it stands."""

import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest

from engine.feel import FeelValue, JsonContext, compile_expression, from_json, from_json_text

NAME = "số bản lưu trữ"
WHOLE, APART = unicodedata.normalize("NFC", NAME), unicodedata.normalize("NFD", NAME)


@pytest.mark.parametrize("written", [WHOLE, APART])
@pytest.mark.parametrize("held", [WHOLE, APART])
@pytest.mark.parametrize("make", [from_json, JsonContext, dict])
def test_a_variable_is_found_under_either_form(written: str, held: str, make: Callable[..., FeelValue]) -> None:
    variables = make({held: Decimal(3)})
    assert compile_expression(f"{written} > 2").evaluate(variables).value is True  # type: ignore[arg-type]
    assert compile_expression(f"`{written}` + 1").evaluate(variables).value == 4  # type: ignore[arg-type]


@pytest.mark.parametrize("written", [WHOLE, APART])
@pytest.mark.parametrize("held", [WHOLE, APART])
def test_so_is_a_member(written: str, held: str) -> None:
    for case in (from_json({"a": {held: 1}}), JsonContext({"a": {held: 1}}), {"a": from_json_text(f'{{"{held}": 1}}')}):
        assert compile_expression(f"a.{written}").evaluate(case).value == 1  # type: ignore[arg-type]
        assert compile_expression(f'get value(a, "{written}")').evaluate(case).value == 1  # type: ignore[arg-type]
        assert compile_expression(f"[a][{written} = 1][1].{written}").evaluate(case).value == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "{W: 1}.A",
        '{"A": 1}.W',
        "{A: 1, b: W}.b",
        "(function(A) W)(1)",
        "(function(W) W)(A: 1)",
        "for A in [1] return W",
        'context put({W: 2}, "A", 1).W',
        'context put({W: 2}, ["A"], 1).A',
        'context([{key: "A", value: 1}]).W',
        "count([{A: 1}] [W = 1])",
    ],
)
def test_so_are_names_of_the_expression_itself(text: str, feel: Callable[..., FeelValue]) -> None:
    value = feel(text.replace("W", WHOLE).replace("A", APART))
    assert value == ([1] if isinstance(value, list) else 1)


def test_both_forms_in_one_context_are_one_entry_twice(feel: Callable[..., FeelValue]) -> None:
    assert feel(f"{{{WHOLE}: 1, {APART}: 2}}") is None


def test_text_stays_as_it_is(feel: Callable[..., FeelValue]) -> None:
    assert feel(f'"{APART}"') == APART
    assert feel(f'"{APART}" = "{WHOLE}"') is False


def test_names_handed_in_are_known_in_either_form() -> None:
    names = frozenset({unicodedata.normalize("NFD", "tờ-trình")})
    expression = compile_expression(unicodedata.normalize("NFC", "tờ-trình + 1"), names)
    assert expression.evaluate({unicodedata.normalize("NFC", "tờ-trình"): Decimal(1)}).value == 2
