"""Three-valued logic, `if`, and conditions that are no booleans."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import Evaluation, FeelValue, compile_expression

_truth = st.sampled_from([True, False, None])


def _evaluate(text: str, **variables: FeelValue) -> FeelValue:
    return compile_expression(text).evaluate(variables).value


@pytest.mark.parametrize(
    ("left", "right", "conjunction", "disjunction"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, None, None, None),
        ("true", True, None, True),
        ("true", False, False, None),
    ],
)
def test_tables(left: FeelValue, right: FeelValue, conjunction: object, disjunction: object) -> None:
    for a, b in ((left, right), (right, left)):
        assert _evaluate("a and b", a=a, b=b) is conjunction
        assert _evaluate("a or b", a=a, b=b) is disjunction


@given(_truth, _truth)
def test_de_morgan(a: bool | None, b: bool | None) -> None:
    assert _evaluate("not(a and b)", a=a, b=b) is _evaluate("not(a) or not(b)", a=a, b=b)
    assert _evaluate("not(a or b)", a=a, b=b) is _evaluate("not(a) and not(b)", a=a, b=b)


@given(st.lists(_truth, min_size=1, max_size=5))
def test_any_and_all_agree_with_the_operators(values: list[bool | None]) -> None:
    names = [f"v{index}" for index in range(len(values))]
    variables: dict[str, FeelValue] = dict(zip(names, values, strict=True))
    assert _evaluate(" and ".join(names), **variables) is _evaluate("all(x)", x=values)
    assert _evaluate(" or ".join(names), **variables) is _evaluate("any(x)", x=values)
    assert _evaluate("every i in x satisfies i", x=values) is _evaluate("all(x)", x=values)
    assert _evaluate("some i in x satisfies i", x=values) is _evaluate("any(x)", x=values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if true then 1 else 2", 1),
        ("if false then 1 else 2", 2),
        ("if null then 1 else 2", 2),
        ("if 1 > 2 then 1 else if 2 > 1 then 3 else 4", 3),
        ("not(null)", None),
        ("every x in [] satisfies false", True),
        ("some x in [] satisfies true", False),
        ("some x in [1, 2], y in [x + 1] satisfies y = 3", True),
    ],
)
def test_values(same: Callable[[str, object], None], text: str, expected: object) -> None:
    same(text, expected)


def test_a_condition_that_is_no_boolean_warns(outcome: Callable[..., Evaluation]) -> None:
    result = outcome('if "x" then 1 else 2')
    assert [warning.code for warning in result.warnings] == ["condition"]
    assert result.warnings[0].vi == "Dòng 1, cột 4: Điều kiện “if” là chuỗi, không phải đúng/sai."


def test_an_operand_that_decides_leaves_the_rest_alone(outcome: Callable[..., Evaluation]) -> None:
    assert outcome("false and khong_co").warnings == ()
