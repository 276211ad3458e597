"""What a form shows for given answers: visibility, requirement, options, computed values, texts in both languages."""

import pytest

from engine.errors import LimitExceeded
from engine.forms import ComponentState, Form, evaluate_form
from engine.model.json_value import JsonValue
from tests.unit.forms.building import HOST, field, form


def states(
    form_: Form, data: dict[str, JsonValue], context: dict[str, JsonValue] | None = None
) -> dict[str, ComponentState]:
    evaluated = evaluate_form(form_, data, host=HOST, context=context or {})
    return {state.component.id: state for state in evaluated.walk()}


def hidden_when(text: str) -> dict[str, JsonValue]:
    return {"conditional": {"hide": text}}


def test_hiding_follows_answers_and_reaches_into_groups() -> None:
    parsed = form(
        field("textfield", "a"),
        {"id": "g", "type": "group", **hidden_when('=not(a = "x")'), "components": [field("textfield", "b")]},
    )
    assert not states(parsed, {})["c_b"].visible
    assert states(parsed, {"a": "x"})["c_b"].visible


def test_only_true_hides_so_that_a_failing_condition_shows_the_field() -> None:
    parsed = form(field("textfield", "a", **hidden_when("=khong_co.gi > 3")))
    assert states(parsed, {})["c_a"].visible


def test_a_hidden_answer_reads_as_null_even_for_earlier_fields() -> None:
    parsed = form(
        field("textfield", "late_reader", **hidden_when('=not(b = "1")')),
        field("textfield", "b", **hidden_when('=not(a = "x")')),
        field("textfield", "a"),
    )
    shown = states(parsed, {"a": "x", "b": "1"})
    assert shown["c_late_reader"].visible
    assert not states(parsed, {"a": "y", "b": "1"})["c_late_reader"].visible


def test_conditions_that_chase_each_other_come_to_an_end() -> None:
    parsed = form(
        field("textfield", "a", **hidden_when("=b != null")), field("textfield", "b", **hidden_when("=a = null"))
    )
    assert set(states(parsed, {"a": "1", "b": "1"})) == {"c_a", "c_b"}


def test_computed_values_see_each_other_and_read_only() -> None:
    parsed = form(
        field("number", "n"),
        field("expression", "twice", expression="=2 * n"),
        field("expression", "four_times", expression="=2 * twice"),
    )
    shown = states(parsed, {"n": 3})
    assert (shown["c_four_times"].value, shown["c_four_times"].readonly) == (12, True)


def test_an_answer_comes_from_data_then_case_then_default() -> None:
    parsed = form(field("textfield", "a", defaultValue="mặc định"))
    assert states(parsed, {"a": "mới"}, {"a": "cũ"})["c_a"].value == "mới"
    assert states(parsed, {}, {"a": "cũ"})["c_a"].value == "cũ"
    assert states(parsed, {})["c_a"].value == "mặc định"
    assert states(parsed, {"a": None}, {"a": "cũ"})["c_a"].value is None


def test_a_default_may_be_computed() -> None:
    parsed = form(field("datetime", "ngay", subtype="date", defaultValue="=today()"))
    assert states(parsed, {})["c_ngay"].value == "2026-11-25"


def test_a_decision_is_never_prefilled() -> None:
    parsed = form(field("textfield", "a", properties={"prefill": "no"}))
    assert states(parsed, {}, {"a": "cũ"})["c_a"].value is None


def test_a_read_only_field_ignores_what_was_sent() -> None:
    parsed = form(field("textfield", "a", readonly="=khoa"))
    assert states(parsed, {"a": "mới"}, {"a": "cũ", "khoa": True})["c_a"].value == "cũ"
    assert states(parsed, {"a": "mới"}, {"a": "cũ", "khoa": False})["c_a"].value == "mới"
    assert states(form(field("textfield", "a", disabled=True)), {"a": "mới"}, {"a": "cũ"})["c_a"].value == "cũ"


def test_requirement_may_depend_on_answers() -> None:
    parsed = form(field("textfield", "a"), field("textfield", "b", properties={"required_if": '=a = "x"'}))
    assert states(parsed, {"a": "x"})["c_b"].required
    assert not states(parsed, {"a": "y"})["c_b"].required


def test_options_come_from_a_code_list_a_variable_or_the_form() -> None:
    parsed = form(
        field("select", "a", valuesExpression='=code list("loai_sao")'),
        field("select", "b", valuesKey="ds"),
        field("select", "c", values=[{"label": "Một", "value": 1}]),
    )
    shown = states(parsed, {}, {"ds": ["x", "y"]})
    first = shown["c_a"].options[0]
    assert (first.value, first.label.vi, first.label.en) == ("sao_y", "Sao y", "Full copy")
    assert [option.value for option in shown["c_b"].options] == ["x", "y"]
    assert [option.value for option in shown["c_c"].options] == [1]


def test_unreadable_options_are_told_apart_from_none() -> None:
    parsed = form(field("select", "a", valuesExpression='=code list("la")'), field("select", "b", valuesKey="ds"))
    shown = states(parsed, {}, {"ds": []})
    assert not shown["c_a"].options_known
    assert shown["c_b"].options_known


def test_texts_may_be_computed_in_both_languages() -> None:
    parsed = form(
        {"id": "t", "type": "text", "text": '="Có " + string(n) + " bản"', "properties": {"text_en": "=string(n)"}},
        field("number", "n"),
    )
    text = states(parsed, {"n": 2})["t"].text
    assert text is not None
    assert (text.vi, text.en) == ("Có 2 bản", "2")


def test_an_expression_without_end_is_stopped() -> None:
    parsed = form(field("expression", "a", expression="=count(for x in 1..100000, y in 1..100000 return x)"))
    with pytest.raises(LimitExceeded):
        states(parsed, {})
