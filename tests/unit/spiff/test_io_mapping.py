import pytest

from engine.errors import NotFound
from engine.model import events as e
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk


def mapped(*parts: str) -> bytes:
    return d.process(d.start(), d.user_task("a", d.io_mapping(*parts)), d.user_task("z"), d.path("start", "a", "z"))


def test_inputs_are_local_and_a_later_one_sees_an_earlier() -> None:
    desk = Desk(mapped(d.inputs(x="=n + 1", y="=x * 10", z="chữ")), {"n": 1})
    assert desk.scopes[desk.key_of_work("a")] == {"x": 2, "y": 20, "z": "chữ"}
    assert desk.variables == {"n": 1}
    desk.complete("a")
    assert desk.scopes == {INSTANCE: {"n": 1}}
    assert any(isinstance(event, e.ScopeClosed) for event in desk.events)


def test_without_outputs_a_result_goes_to_the_scope_that_owns_the_name_else_to_the_process() -> None:
    desk = Desk(mapped(d.inputs(x="=1")), {"n": 1})
    desk.complete("a", x=5, n=2, moi=3)
    assert desk.variables == {"n": 2, "moi": 3}


def test_with_outputs_only_they_leave() -> None:
    desk = Desk(mapped(d.outputs(ket_qua="=y_kien", gap_doi="=ket_qua + ket_qua")), {"n": 1})
    desk.complete("a", y_kien="có", n=9)
    assert desk.variables == {"n": 1, "ket_qua": "có", "gap_doi": "cócó"}


def test_an_output_goes_to_the_scope_that_owns_the_target() -> None:
    model = d.process(
        d.start(),
        d.sub_process(
            "sub",
            d.start("s"),
            d.user_task("u", d.io_mapping(d.outputs(x="=1", y="=2"))),
            d.user_task("v"),
            d.path("s", "u", "v"),
            extension=d.extensions(d.io_mapping(d.inputs(x="=0"))),
        ),
        d.path("start", "sub"),
    )
    desk = Desk(model)
    desk.complete("u")
    sub_key = next(key for key, element in desk.active.items() if element == "sub")
    assert desk.scopes[sub_key] == {"x": 1}
    assert desk.variables == {"y": 2}


def test_a_missing_source_is_null() -> None:
    desk = Desk(mapped(d.inputs(x="=khong_co")))
    assert desk.scopes[desk.key_of_work("a")] == {"x": None}


def test_a_failing_input_has_no_effect_at_all() -> None:
    desk = Desk(mapped(d.inputs(x="=1", y="=function(a) a")), {"n": 1})
    assert desk.incident_at("a").error_type == "IO_MAPPING_ERROR"
    assert desk.open == []
    assert desk.scopes == {INSTANCE: {"n": 1}}


def test_a_failing_output_keeps_what_the_person_gave_and_a_retry_goes_on() -> None:
    desk = Desk(mapped(d.outputs(kq="=if sua then y_kien else function(a) a")), {"sua": False})
    desk.complete("a", y_kien="đồng ý")
    incident = desk.incident_at("a")
    assert desk.open == []
    assert desk.scopes[incident.element_instance_key] == {"y_kien": "đồng ý"}
    desk.set_variables(INSTANCE, sua=True)
    desk.retry("a")
    assert desk.open == ["z"]
    assert desk.variables == {"sua": True, "kq": "đồng ý"}


def test_variables_are_set_in_exactly_the_scope_that_is_named() -> None:
    desk = Desk(mapped(d.inputs(x="=1")), {"n": 1})
    key = desk.key_of_work("a")
    desk.set_variables(key, n=7)
    assert desk.scopes == {INSTANCE: {"n": 1}, key: {"x": 1, "n": 7}}
    with pytest.raises(NotFound):
        desk.restored().set_variables(99, {"n": 1})


def test_changes_are_reported_outer_scope_first() -> None:
    model = d.process(
        d.start(),
        d.parallel("p"),
        d.user_task("a", d.io_mapping(d.inputs(x="=1"))),
        d.script_task("b", "n", "=2"),
        d.path("start", "p", "a"),
        d.path("p", "b"),
    )
    desk = Desk(model)
    reported = [(event.scope_key, event.name) for event in desk.events if isinstance(event, e.VariableSet)]
    assert reported == [(INSTANCE, "n"), (desk.key_of_work("a"), "x")]


def test_text_that_looks_like_a_date_stays_text() -> None:
    desk = Desk(mapped(d.outputs(kq="=ngay = date(ngay)", chu="=ngay")), {"ngay": "2026-01-01"})
    desk.complete("a")
    assert desk.variables["chu"] == "2026-01-01"
    assert desk.variables["kq"] is not True
