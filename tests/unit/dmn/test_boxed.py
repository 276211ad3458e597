"""Boxed expressions (DMN 1.5 §10.2.2): contexts, lists, relations, conditionals, filters and iterators."""

from decimal import Decimal

import pytest

from tests.unit.dmn import drawing as d


def value_of(logic: str) -> object:
    return d.decide(d.decision(logic)).value


def warned(logic: str) -> list[str]:
    return [warning.code for warning in d.decide(d.decision(logic)).warnings]


def test_entries_of_a_context_see_those_before_them() -> None:
    entries = d.entry("số bản", d.literal("3")) + d.entry("phí", d.literal("số bản * 2"))
    assert value_of(f"<context>{entries}</context>") == {"số bản": 3, "phí": 6}


def test_the_entry_without_a_name_is_the_result() -> None:
    entries = d.entry("a", d.literal("3")) + d.entry("", d.literal("a + 1"))
    assert value_of(f"<context>{entries}</context>") == 4


def test_entries_are_converted_to_their_types() -> None:
    entries = d.entry("a", d.literal('"x"'), "number") + d.entry("b", d.literal("[7]"), "number")
    assert value_of(f"<context>{entries}</context>") == {"a": None, "b": 7}
    assert warned(f"<context>{entries}</context>") == ["type_mismatch"]


def test_lists_and_relations() -> None:
    assert value_of(f"<list>{d.literal('1 + 1')}{d.literal('null')}</list>") == [2, None]
    rows = "".join(f"<row>{d.literal(name)}{d.literal(age)}</row>" for name, age in (('"An"', "30"), ('"Bình"', "41")))
    relation = f'<relation><column name="tên"/><column name="tuổi"/>{rows}</relation>'
    assert value_of(relation) == [{"tên": "An", "tuổi": 30}, {"tên": "Bình", "tuổi": 41}]


@pytest.mark.parametrize(("condition", "expected"), [("1 < 2", "có"), ("1 > 2", "không"), ("null", "không")])
def test_conditionals(condition: str, expected: str) -> None:
    parts = f"<if>{d.literal(condition)}</if><then>{d.literal(chr(34) + 'có' + chr(34))}</then>"
    assert (
        value_of(f"<conditional>{parts}<else>{d.literal(chr(34) + 'không' + chr(34))}</else></conditional>") == expected
    )


def test_a_condition_that_is_no_boolean_counts_as_false_and_warns() -> None:
    parts = f"<if>{d.literal('5')}</if><then>{d.literal('1')}</then><else>{d.literal('2')}</else>"
    assert value_of(f"<conditional>{parts}</conditional>") == 2
    assert warned(f"<conditional>{parts}</conditional>") == ["condition"]


def filtered(source: str, match: str) -> str:
    return f"<filter><in>{d.literal(source)}</in><match>{d.literal(match)}</match></filter>"


def test_filters_see_the_item_and_its_members() -> None:
    assert value_of(filtered("[1, 5, 7]", "item > 4")) == [5, 7]
    assert value_of(filtered('[{tuổi: 3, tên: "a"}, {tuổi: 9, tên: "b"}]', 'tuổi > 4 and item.tên = "b"')) == [
        {"tuổi": 9, "tên": "b"}
    ]


def test_a_filter_whose_test_is_no_boolean_is_null() -> None:
    assert value_of(filtered("[1, 2]", "item")) is None
    assert warned(filtered("[1, 2]", "item")) == ["not_boolean"]
    assert value_of(filtered("[1, null, 2]", "item > 1")) == [2]


def loop(kind: str, source: str, body: str) -> str:
    part = "return" if kind == "for" else "satisfies"
    inside = f"<in>{d.literal(source)}</in><{part}>{d.literal(body)}</{part}>"
    return f'<{kind} iteratorVariable="bản">{inside}</{kind}>'


def test_for_gives_a_list_and_sees_the_results_before() -> None:
    assert value_of(loop("for", "[1, 2, 3]", "bản * 10")) == [10, 20, 30]
    assert value_of(loop("for", "[1..4]", "bản + count(partial)")) == [1, 3, 5, 7]


@pytest.mark.parametrize(
    ("kind", "source", "expected"),
    [("some", "[1, 5]", True), ("some", "[1]", False), ("every", "[5, 6]", True), ("every", "[1, 5]", False)],
)
def test_some_and_every(kind: str, source: str, expected: object) -> None:
    assert value_of(loop(kind, source, "bản > 4")) is expected


def test_boxed_expressions_stand_inside_one_another() -> None:
    inner = loop("for", "liệt kê", "bản / 4")
    entries = d.entry("liệt kê", d.literal("[1, 2]")) + d.entry("", inner)
    assert value_of(f"<context>{entries}</context>") == [Decimal("0.25"), Decimal("0.5")]


def test_logic_that_is_not_given_is_null() -> None:
    assert value_of("") is None
