"""Variables, paths, filters, contexts."""

from collections.abc import Callable
from decimal import Decimal
from types import MappingProxyType

import pytest

from engine.feel import Evaluation, compile_expression

Same = Callable[[str, object], None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2, 3][1]", 1),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][item >= 2]", "[2, 3]"),
        ("[1, 2, 3][true]", "[1, 2, 3]"),
        ("5[1]", 5),
        ("5[item > 9]", "[]"),
        ("[{a: 1}, {a: 2}][a > 1]", "[{a: 2}]"),
        ("[{item: 1}, {item: 2}][item > 1]", "[{item: 2}]"),
        ("[{a: 1}, {a: 2}].a", "[1, 2]"),
        ("[{a: 1}, {b: 2}].b", "[null, 2]"),
        ("[{x: 1}, {y: 2}][y > 1]", "[{y: 2}]"),
        ("{i: 2, r: [10, 20, 30][i]}.r", 20),
        ("{i: 2, r: [][i]}.r", None),
        ("[[1, 2], [3]][count(item) > 1]", "[[1, 2]]"),
        ("[{a: [1, 2]}, {a: [3]}][count(a[item > 1]) = 1].a", "[[1, 2], [3]]"),
        ('{a: {b: {c: "x"}}}.a.b.c', '"x"'),
        ("{a: 1, b: a + 1, c: b * 2}.c", 4),
        ('{"a b": 1}.a b', 1),
        ('{a: 1, "a": 2}', None),
        ("(for i in 1..3 return i)[2]", 2),
        ("[1..10].end", 10),
        ("null[1]", None),
    ],
)
def test_values(same: Same, text: str, expected: object) -> None:
    same(text, expected)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("khong_co", "no_variable"),
        ("{a: 1}.b", "no_member"),
        ("null.a", "null_path"),
        ('"x".a', "no_property"),
        ("[1][2]", "filter_index"),
        ("[1][0]", "filter_index"),
        ('[1]["x"]', "filter"),
    ],
)
def test_reasons(outcome: Callable[..., Evaluation], text: str, code: str) -> None:
    assert code in {warning.code for warning in outcome(text).warnings}


def test_a_filter_sees_names_outside_of_it() -> None:
    text = "ds[tien > nguong].ten"
    ds = [{"ten": "a", "tien": Decimal(5)}, {"ten": "b", "tien": Decimal(50)}]
    assert compile_expression(text).evaluate({"ds": ds, "nguong": Decimal(10)}).value == ["b"]


def test_an_inner_filter_sees_the_outer_item() -> None:
    text = "don_vi[count(ho_so[phi > muc]) > 0].ten"
    units = [
        {"ten": "A", "muc": Decimal(10), "ho_so": [{"phi": Decimal(5)}]},
        {"ten": "B", "muc": Decimal(10), "ho_so": [{"phi": Decimal(15)}]},
    ]
    assert compile_expression(text).evaluate({"don_vi": units}).value == ["B"]


def test_any_mapping_is_a_context() -> None:
    context = MappingProxyType({"a": MappingProxyType({"b": Decimal(1)})})
    assert compile_expression("a.b + 1").evaluate(context).value == 2


def test_plain_python_numbers_at_the_top_are_taken() -> None:
    assert compile_expression("a + b").evaluate({"a": 1, "b": 0.5}).value == Decimal("1.5")
