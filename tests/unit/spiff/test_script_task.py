from decimal import Decimal

import pytest

from engine.model.json_value import JsonValue
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import Desk


def script(expression: str, *extension: str) -> bytes:
    return d.process(d.start(), d.script_task("x", "kq", expression, *extension), d.end(), d.path("start", "x", "end"))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("=1 + 2", 3),
        ("=1 / 4", Decimal("0.25")),
        ("=0.1 + 0.2", Decimal("0.3")),
        ("=10 ** 20 + 1", 10**20 + 1),
        ('="Số " + string(so)', "Số 5"),
        ("=[so, so > 3]", [5, True]),
        ("={a: so, b: {c: null}}", {"a": 5, "b": {"c": None}}),
        ('=date("2026-01-31")', "2026-01-31"),
        ('=duration("PT36H")', "P1DT12H"),
        ("=now()", "2026-01-05T08:00:00@Asia/Ho_Chi_Minh"),
        ("=khong_co", None),
    ],
)
def test_the_value_becomes_a_variable(expression: str, expected: JsonValue) -> None:
    desk = Desk(script(expression), {"so": 5})
    assert desk.outcome == "completed"
    assert desk.variables["kq"] == expected
    assert type(desk.variables["kq"]) is type(expected)


@pytest.mark.parametrize("expression", ["=function(a) a", "=[1..3]", "={a: [function(a) a]}"])
def test_functions_and_ranges_cannot_be_kept(expression: str) -> None:
    desk = Desk(script(expression))
    assert desk.incident_at("x").error_type == "EXTRACT_VALUE_ERROR"
    assert "kq" not in desk.variables


def test_a_bound_of_the_language_is_an_incident_not_a_crash() -> None:
    desk = Desk(script("=count(for a in 1..900, b in 1..900, c in 1..900 return a)"))
    assert desk.incident_at("x").error_type == "LIMIT_EXCEEDED"
    assert "kq" not in desk.variables


def test_a_character_that_no_database_keeps_is_an_incident() -> None:
    desk = Desk(script(r'="a\u0000b"'))
    assert desk.incident_at("x").error_type == "EXTRACT_VALUE_ERROR"


def test_its_text_never_reaches_python() -> None:
    desk = Desk(script('=__import__("os").getcwd()'))
    assert desk.variables == {"kq": None}


def test_with_output_mappings_the_result_is_local() -> None:
    mapping = d.io_mapping(d.inputs(a="=so * 2"), d.outputs(ra="=kq + 1"))
    desk = Desk(script("=a", mapping), {"so": 5})
    assert desk.variables == {"so": 5, "ra": 11}
