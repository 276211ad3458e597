"""What a submission is checked for: every fault with its field, nothing believed from the browser."""

from decimal import Decimal

import pytest

from engine.errors import InputRejected, LimitExceeded
from engine.model.json_value import JsonValue
from tests.unit.forms.building import field, form, refused, submit

CHOICE: dict[str, JsonValue] = {"valuesExpression": '=code list("loai_sao")'}


def test_clean_values_come_back_typed() -> None:
    parsed = form(
        field("textfield", "a"),
        field("number", "b"),
        field("number", "c"),
        field("checkbox", "d"),
        field("select", "e", **CHOICE),
        field("checklist", "f", **CHOICE),
        field("datetime", "g", subtype="datetime"),
        field("filepicker", "h", multiple=True),
    )
    data: dict[str, JsonValue] = {
        "a": "  hai\r\ndòng ",
        "b": 2.0,
        "c": Decimal("1.50"),
        "d": True,
        "e": "sao_y",
        "f": ["sao_y", "sao_y", "trich_sao"],
        "g": "2026-11-25T02:00:00Z",
        "h": ["11", "12", "11"],
    }
    assert submit(parsed, data) == {
        "a": "hai\ndòng",
        "b": 2,
        "c": Decimal("1.50"),
        "d": True,
        "e": "sao_y",
        "f": ["sao_y", "trich_sao"],
        "g": "2026-11-25T09:00:00+07:00",
        "h": ["11", "12"],
    }


@pytest.mark.parametrize(
    ("component", "value", "code"),
    [
        (field("textfield", "a", validate={"required": True}), "   ", "field_required"),
        (field("textfield", "a"), 3, "text_invalid"),
        (field("textfield", "a"), "a\x00b", "text_character_invalid"),
        (field("textfield", "a"), "a\ud800b", "text_character_invalid"),
        (field("textfield", "a", validate={"minLength": 3}), "ab", "text_too_short"),
        (field("textfield", "a", validate={"maxLength": 3}), "abcd", "text_too_long"),
        (field("textarea", "a"), "x" * 100_001, "text_too_long"),
        (field("textfield", "a", validate={"pattern": "^[0-9]+$"}), "1a", "pattern_mismatch"),
        (field("textfield", "a", validate={"validationType": "email"}), "a@b", "pattern_mismatch"),
        (field("number", "a"), "12", "number_invalid"),
        (field("number", "a"), True, "number_invalid"),
        (field("number", "a"), float("nan"), "number_invalid"),
        (field("number", "a"), Decimal("1e500"), "number_invalid"),
        (field("number", "a", validate={"min": 1}), 0, "number_too_small"),
        (field("number", "a", validate={"max": "=1 + 1"}), 3, "number_too_large"),
        (field("number", "a", decimalDigits=0), 1.5, "number_not_whole"),
        (field("number", "a", decimalDigits=2), Decimal("1.555"), "number_too_precise"),
        (field("checkbox", "a", validate={"required": True}), False, "field_required"),
        (field("checkbox", "a"), "true", "boolean_invalid"),
        (field("radio", "a", **CHOICE), "la", "choice_invalid"),
        (field("radio", "a", **CHOICE), ["sao_y"], "choice_invalid"),
        (field("checklist", "a", **CHOICE), "sao_y", "choice_list_invalid"),
        (field("checklist", "a", **CHOICE), ["la"], "choice_invalid"),
        (field("checklist", "a", validate={"required": True}, **CHOICE), [], "field_required"),
        (field("select", "a", valuesExpression="=null"), "x", "options_unavailable"),
        (field("datetime", "a", subtype="date"), "2026-02-31", "date_invalid"),
        (field("datetime", "a", subtype="date"), 20260225, "date_invalid"),
        (field("datetime", "a", subtype="time"), "25:00", "time_invalid"),
        (field("datetime", "a", subtype="datetime"), "2026-11-25", "datetime_invalid"),
        (field("datetime", "a", subtype="date", disallowPassedDates=True), "2026-11-24", "date_in_past"),
        (field("filepicker", "a"), ["../etc/passwd"], "file_invalid"),
        (field("filepicker", "a"), ["1", "2"], "file_too_many"),
        (field("filepicker", "a"), [7], "file_invalid"),
        (field("filepicker", "a", validate={"required": True}), [], "field_required"),
    ],
)
def test_each_fault_names_its_field(component: dict[str, JsonValue], value: JsonValue, code: str) -> None:
    assert refused(form(component), {"a": value}) == [(code, "a")]


@pytest.mark.parametrize(
    ("kind", "entries", "words"),
    [
        ("textfield", {}, "Chưa nhập Mục đích sao."),
        ("select", CHOICE, "Chưa chọn Mục đích sao."),
        ("filepicker", {}, "Chưa đính kèm Mục đích sao."),
        ("checkbox", {}, "Chưa xác nhận: Mục đích sao."),
    ],
)
def test_a_missing_answer_is_told_in_fitting_words(kind: str, entries: dict[str, JsonValue], words: str) -> None:
    entries = {**entries, "label": "Mục đích sao", "validate": {"required": True}}
    parsed = form({"id": "c", "type": kind, "key": "a", **entries})
    with pytest.raises(InputRejected) as caught:
        submit(parsed, {})
    assert [found.text.vi for found in caught.value.findings] == [words]


def test_a_wrong_date_is_quoted() -> None:
    parsed = form(field("datetime", "ngay", subtype="date"))
    with pytest.raises(InputRejected) as caught:
        submit(parsed, {"ngay": "31/02/2026"})
    assert "“31/02/2026” không phải là ngày" in caught.value.findings[0].text.vi


def test_all_faults_come_at_once() -> None:
    parsed = form(field("textfield", "a", validate={"required": True}), field("number", "b"))
    assert refused(parsed, {"b": "x", "la": 1}) == [
        ("field_unknown", "la"),
        ("field_required", "a"),
        ("number_invalid", "b"),
    ]


def test_hidden_answers_are_dropped_and_former_ones_emptied() -> None:
    parsed = form(
        field("textfield", "a"),
        field("textfield", "b", conditional={"hide": '=not(a = "x")'}, validate={"required": True}),
    )
    assert submit(parsed, {"a": "y", "b": "lén"}) == {"a": "y"}
    assert submit(parsed, {"a": "y"}, {"b": "cũ"}) == {"a": "y", "b": None}
    assert refused(parsed, {"a": "x", "b": ""}) == [("field_required", "b")]


def test_read_only_answers_are_ignored_and_kept() -> None:
    parsed = form(
        field("textfield", "a", readonly=True), field("textfield", "b", readonly=True, conditional={"hide": "=true"})
    )
    assert submit(parsed, {"a": "mới"}, {"a": "cũ", "b": "cũ"}) == {}


def test_computed_answers_are_computed_here() -> None:
    parsed = form(field("number", "n"), field("expression", "gap_doi", expression="=n * 2"))
    assert submit(parsed, {"n": 4, "gap_doi": 99}) == {"n": 4, "gap_doi": 8}


def test_an_answer_left_out_counts_as_the_case_has_it() -> None:
    parsed = form(field("textfield", "a", validate={"required": True}))
    assert submit(parsed, {}, {"a": "cũ"}) == {"a": "cũ"}
    assert refused(parsed, {"a": None}, {"a": "cũ"}) == [("field_required", "a")]


def test_a_boolean_is_no_number_among_options() -> None:
    parsed = form(field("radio", "a", values=[{"label": "Một", "value": 1}]))
    assert refused(parsed, {"a": True}) == [("choice_invalid", "a")]
    assert submit(parsed, {"a": "1"}) == {"a": 1}


def test_a_hostile_pattern_cannot_hang_the_check() -> None:
    parsed = form(field("textfield", "a", validate={"pattern": "^(a+)+$"}))
    with pytest.raises(LimitExceeded):
        submit(parsed, {"a": "a" * 5000 + "!"})


def test_a_pattern_may_bring_its_own_words() -> None:
    words: dict[str, JsonValue] = {"pattern_message": "Ghi đúng số, ký hiệu.", "pattern_message_en": "Number."}
    parsed = form(field("textfield", "a", validate={"pattern": "^[0-9]+/"}, properties=words))
    with pytest.raises(InputRejected) as caught:
        submit(parsed, {"a": "x"})
    assert caught.value.findings[0].text.vi == "Ghi đúng số, ký hiệu."
