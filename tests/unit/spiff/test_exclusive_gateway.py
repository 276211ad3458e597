import pytest

from engine.model.json_value import JsonValue
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk


def choice(first: str, second: str, *, default: bool = True) -> bytes:
    return d.process(
        d.start(),
        d.exclusive("x", "d" if default else None),
        d.user_task("a"),
        d.user_task("b"),
        d.user_task("c"),
        d.path("start", "x"),
        d.flow("x", "c", None if default else "=false", flow_id="d"),
        d.flow("x", "a", first),
        d.flow("x", "b", second),
    )


@pytest.mark.parametrize(("muc", "expected"), [("Mật", "a"), ("Thường", "b"), ("khác", "c")])
def test_the_first_true_condition_wins_else_the_default(muc: str, expected: str) -> None:
    desk = Desk(choice('=muc = "Mật"', '=muc = "Thường"'), {"muc": muc})
    assert desk.open == [expected]


def test_conditions_count_in_the_order_of_the_file() -> None:
    assert Desk(choice("=so > 1", "=so > 0"), {"so": 5}).open == ["a"]


def test_no_way_out_is_an_incident_and_a_retry_decides_anew() -> None:
    desk = Desk(choice("=so > 1", "=so > 2", default=False), {"so": 0})
    assert desk.open == []
    assert desk.incident_at("x").error_type == "CONDITION_ERROR"
    assert desk.elements == ("x",)
    desk.set_variables(INSTANCE, so=2)
    desk.retry("x")
    assert desk.open == ["a"]
    assert desk.story()[0] == "IncidentCleared"
    assert "ElementActivated x" not in desk.story()


@pytest.mark.parametrize("value", [None, 1, "true", [True]])
def test_a_condition_that_is_neither_true_nor_false_is_an_incident(value: JsonValue) -> None:
    desk = Desk(choice("=dong_y", "=true"), {"dong_y": value})
    assert desk.incident_at("x").error_type == "EXTRACT_VALUE_ERROR"


def test_the_reason_for_a_null_condition_is_told_in_both_languages() -> None:
    message = Desk(choice("=ho_so.muc > 1", "=true")).incident_at("x").message
    assert "ho_so" in message.vi
    assert "ho_so" in message.en


def test_completing_a_task_before_a_failing_gateway_keeps_the_completion() -> None:
    model = d.process(
        d.start(),
        d.user_task("t"),
        d.exclusive("x"),
        d.end(),
        d.end("end2"),
        d.path("start", "t", "x"),
        d.flow("x", "end", "=so > 1"),
        d.flow("x", "end2", "=so < 1"),
    )
    desk = Desk(model)
    desk.complete("t", so=1)
    assert desk.variables == {"so": 1}
    assert desk.incident_at("x").error_type == "CONDITION_ERROR"
    desk.set_variables(INSTANCE, so=2)
    desk.retry("x")
    assert desk.outcome == "completed"


def test_it_merges_without_waiting() -> None:
    model = d.process(
        d.start(),
        d.parallel("split"),
        d.exclusive("merge"),
        d.user_task("a"),
        d.end(),
        d.path("start", "split", "merge", "a", "end"),
        d.flow("split", "merge", flow_id="second"),
    )
    desk = Desk(model)
    assert desk.open == ["a", "a"]
    desk.complete("a")
    desk.complete("a")
    assert desk.outcome == "completed"


def test_one_flow_with_a_condition_is_decided_too() -> None:
    model = d.process(d.start(), d.exclusive("x"), d.end(), d.path("start", "x"), d.flow("x", "end", "=false"))
    assert Desk(model).incident_at("x").error_type == "CONDITION_ERROR"
