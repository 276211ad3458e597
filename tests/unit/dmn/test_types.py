"""Item definitions and implicit conversions (DMN 1.5 §7.3.3, §10.3.2.9.4)."""

import pytest

from engine.feel import FeelDate, FeelDateTime
from tests.unit.dmn import drawing as d


def item(name: str, inside: str, *, collection: bool = False) -> str:
    return f'<itemDefinition name="{name}" isCollection="{str(collection).lower()}">{inside}</itemDefinition>'


def component(name: str, type_ref: str) -> str:
    return f'<itemComponent name="{name}"><typeRef>{type_ref}</typeRef></itemComponent>'


def allowed(text: str, tag: str = "allowedValues") -> str:
    return f"<{tag}><text>{text}</text></{tag}>"


TYPES = (
    item("tTên", f"<typeRef>string</typeRef>{allowed('&quot;An&quot;,&quot;Bình&quot;')}")
    + item("tSố", "<typeRef>number</typeRef>", collection=True)
    + item("tNgười", component("tên", "tTên") + component("tuổi", "number"))
    + item("tNhóm", "<typeRef>tNgười</typeRef>", collection=True)
    + item("tCây", component("tên", "string") + component("con", "tRừng"))
    + item("tRừng", "<typeRef>tCây</typeRef>", collection=True)
    + item("tÍt", f"<typeRef>number</typeRef>{allowed('count(?) &lt;= 2', 'typeConstraint')}", collection=True)
    + item("tĐiểm", f"<typeRef>number</typeRef>{allowed('[0..10]')}", collection=True)
)


def converted(type_ref: str, text: str) -> object:
    return d.decide(TYPES + d.decision(d.literal(text), type_ref=type_ref)).value


@pytest.mark.parametrize(
    ("type_ref", "text", "expected"),
    [
        ("number", "1", 1),
        ("number", '"1"', None),
        ("number", "[1]", 1),
        ("number", "[1, 2]", None),
        ("tSố", "1", [1]),
        ("tSố", "[1, null]", [1, None]),
        ("tSố", '[1, "a"]', None),
        ("tTên", '"An"', "An"),
        ("tTên", '"Cúc"', None),
        ("tTên", "null", None),
        ("tNgười", '{tên: "An", tuổi: 3}', {"tên": "An", "tuổi": 3}),
        ("tNgười", '{tên: "An", tuổi: 3, thêm: 1}', {"tên": "An", "tuổi": 3, "thêm": 1}),
        ("tNgười", '{tên: "Cúc", tuổi: 3}', None),
        ("tNgười", '{tên: "An"}', None),
        ("tNhóm", '{tên: "An", tuổi: 3}', [{"tên": "An", "tuổi": 3}]),
        ("tCây", '{tên: "gốc", con: [{tên: "lá", con: []}]}', {"tên": "gốc", "con": [{"tên": "lá", "con": []}]}),
        ("tCây", '{tên: "gốc", con: [{tên: 5, con: []}]}', None),
        ("tÍt", "[1, 2]", [1, 2]),
        ("tÍt", "[1, 2, 3]", None),
        ("tĐiểm", "[0, 10]", [0, 10]),
        ("tĐiểm", "[0, 11]", None),
        ("integer", "5", 5),
        ("Any", "[1]", [1]),
    ],
)
def test_what_a_type_makes_of_a_value(type_ref: str, text: str, expected: object) -> None:
    assert converted(type_ref, text) == expected


@pytest.mark.parametrize(
    "logic",
    [
        d.literal("1").replace(">", ' typeRef="string">', 1),
        f'<list typeRef="number">{d.literal("1")}{d.literal("2")}</list>',
        d.table("", d.output_clause(), "=> 1").replace(">", ' typeRef="string">', 1),
    ],
)
def test_an_expression_that_tells_another_type_is_null(logic: str) -> None:
    result = d.decide(d.decision(logic))
    assert (result.value, [warning.code for warning in result.warnings]) == (None, ["type_mismatch"])


def test_a_date_becomes_its_midnight_in_utc() -> None:
    assert converted("date and time", 'date("2026-03-01") = null') is None
    made = converted("date and time", 'date("2026-03-01")')
    assert isinstance(made, FeelDateTime)
    assert str(made) == "2026-03-01T00:00:00Z"
    assert isinstance(converted("date", 'date("2026-03-01")'), FeelDate)


def test_inputs_are_converted_and_told_as_used() -> None:
    parts = d.data("số", "number") + d.decision(d.literal("số"), "input:số")
    result = d.decide(parts, {"số": [4]})
    assert (result.value, dict(result.inputs)) == (4, {"số": 4})
    refused = d.decide(parts, {"số": "bốn"})
    assert (refused.value, [warning.code for warning in refused.warnings]) == (None, ["type_mismatch"])
    assert "bốn" not in refused.warnings[0].vi + refused.warnings[0].en


def test_instance_of_knows_declared_types() -> None:
    parts = TYPES + d.decision(
        d.literal('[{tên: "An", tuổi: 3} instance of tNgười, [1] instance of tSố, 1 instance of tSố]')
    )
    assert d.decide(parts).value == [True, True, False]


def test_data_that_contains_itself_deeply_is_bounded() -> None:
    value: dict[str, object] = {"tên": "lá", "con": []}
    for _ in range(40):
        value = {"tên": "cành", "con": [value]}
    parts = TYPES + d.data("cây", "tCây") + d.decision(d.literal("cây.tên"), "input:cây")
    assert d.decide(parts, {"cây": value}).value == "cành"
