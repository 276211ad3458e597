"""Expressions of the other engine become equal ones in FEEL, or are refused; nothing is guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import compile_expression
from engine.spiff.adoption.expressions import Untranslated, translated, value_of

VALUES = {"a": Decimal(3), "b": Decimal(2), "c": Decimal(7), "ok": True, "ten": "An", "don": {"muc": Decimal(5)}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${a}", Decimal(3)),
        ("#{a == 3}", True),
        ("${a eq 3 and b ne 3}", True),
        ("${a > 1 && !(b >= 3)}", True),
        ("${a + b * c}", Decimal(17)),
        ("${(a + b) * c}", Decimal(35)),
        ("${c - b - a}", Decimal(2)),
        ("${-a + b}", Decimal(-1)),
        ("${not ok || a < b}", False),
        ("${a == 1 || a == 3 && b == 2}", True),
        ("${ten == 'An'}", True),
        ('${ten != "An"}', False),
        ("${don.muc le 5}", True),
        ("${empty ten}", False),
        ("${empty khong_co}", True),
        ("Chào ${ten}, ${a} bản", "Chào An, 3 bản"),
        ('nói "${ten}"', 'nói "An"'),
        ("${'It\\'s'}", "It's"),
        ("${true}", True),
        ("${(a > b) == ok}", True),
    ],
)
def test_it_says_the_same_in_feel(text: str, expected: object) -> None:
    assert compile_expression(translated(text)).evaluate(VALUES).value == expected


def test_counts_of_repetition_get_the_names_of_camunda_8() -> None:
    assert translated("${nrOfCompletedInstances/nrOfInstances >= 0.6}", counting=True) == (
        "numberOfCompletedInstances / numberOfInstances >= 0.6"
    )


def test_an_item_is_counted_from_nought_there_and_from_one_here() -> None:
    feel = compile_expression(translated("${loopCounter == 0}"))
    assert [feel.evaluate({"loopCounter": Decimal(n)}).value for n in (1, 2)] == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "${bean.call()}",
        "${execution.getVariable('a')}",
        "${task}",
        "${a ? b : c}",
        "${list[0]}",
        "${a == b == c}",
        "${ok == a < b}",
        "${a < b == ok}",
        "${nrOfInstances}",
        "${a % 2}",
        "${a = 1}",
        "${}",
        "${a",
        "${a b}",
        "${'open}",
        "${" + "(" * 100 + "a" + ")" * 100 + "}",
        "a" * 5000 + "${a}",
    ],
)
def test_what_has_no_exact_equal_is_refused(text: str) -> None:
    with pytest.raises(Untranslated):
        translated(text)


def test_plain_text_stays_as_it_is() -> None:
    assert value_of("an, binh") == "an, binh"
    assert value_of("${nguoi}") == "=nguoi"


@given(st.text(alphabet="ab1 .'\"\\+-*/<>=!&|()?:[]{}$#", max_size=60))
def test_noise_is_translated_into_valid_feel_or_refused(noise: str) -> None:
    try:
        feel = translated("${" + noise + "}")
    except Untranslated:
        return
    compile_expression(feel)
