"""Form files: what is read, what is refused and how it is named; hostile ones end quickly."""

import time

import pytest

from engine.errors import DefinitionError
from engine.forms import FormLimits, Kind, parse_form
from engine.model.json_value import JsonValue
from tests.unit.forms.building import content, faults, field, form


def test_every_supported_type_is_read() -> None:
    choice: dict[str, JsonValue] = {"values": [{"label": "A", "value": "a"}]}
    parsed = form(
        field("textfield", "a"),
        field("textarea", "b"),
        field("number", "c"),
        field("checkbox", "d"),
        field("radio", "e", **choice),
        field("select", "f", **choice),
        field("checklist", "g", **choice),
        field("datetime", "h", subtype="datetime"),
        field("filepicker", "i"),
        field("expression", "j", expression="=1 + 1"),
        {"id": "k", "type": "text", "text": "chữ"},
        {"id": "l", "type": "separator"},
        {"id": "m", "type": "spacer", "height": 20},
        {"id": "n", "type": "group", "components": [field("textfield", "o")]},
        field("taglist", "p", **choice),
        {"id": "q", "type": "dynamiclist", "path": "q", "components": [field("textfield", "s")]},
        {"id": "t", "type": "html", "content": "<p>a</p>"},
        {"id": "u", "type": "documentPreview", "title": "Tệp", "dataSource": "=i"},
        {"id": "r", "type": "table", "dataSource": "=q", "columns": [{"key": "a", "label": "A"}]},
    )
    assert {component.kind for component in parsed.walk()} == set(Kind)


def test_buttons_are_left_out_and_unknown_entries_tolerated() -> None:
    parsed = form({"id": "nut", "type": "button", "action": "submit"}, field("textfield", "a", tuong_lai={"x": [1]}))
    assert [component.id for component in parsed.walk()] == ["c_a"]


def test_both_languages_are_read_and_english_falls_back() -> None:
    one, other = form(field("textfield", "a", properties={"label_en": "Box a"}), field("textfield", "b")).components
    assert one.label is not None
    assert (one.label.vi, one.label.en) == ("Ô a", "Box a")
    assert other.label is not None
    assert (other.label.vi, other.label.en) == ("Ô b", None)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"{", "form_json_invalid"),
        (b"[]", "form_not_an_object"),
        (b'{"id": "a", "x": NaN}', "form_json_invalid"),
        (b'{"id": "a", "id": "b"}', "form_json_duplicate_name"),
        (b'{"id": "a", "x": ' + b"9" * 5000 + b"}", "form_json_invalid"),
        ('{"id": "é"}'.encode("latin-1"), "form_encoding_invalid"),
        (b"[" * 100_000, "form_too_deep"),
        (b'{"id":' + b'{"a":' * 60 + b"1" + b"}" * 61, "form_too_deep"),
        (b'{"id": "a", "components": {}}', "form_entry_invalid"),
        (b'{"components": []}', "form_id_invalid"),
        (b'{"id": "../etc", "components": []}', "form_id_invalid"),
        (b'{"id": "a", "components": [1]}', "form_component_invalid"),
    ],
)
def test_a_broken_file_is_refused_with_its_reason(file: bytes, code: str) -> None:
    assert [found[0] for found in faults(file)] == [code]


def test_a_large_file_is_refused_unread() -> None:
    started = time.process_time()
    assert faults(b'{"id": "a"}' + b" " * 50_000_000) == [("form_too_large", None, None)]
    assert time.process_time() - started < 1


def test_a_byte_order_mark_is_tolerated() -> None:
    assert faults(b"\xef\xbb\xbf" + content(field("textfield", "a"))) == []


@pytest.mark.parametrize(
    ("component", "code"),
    [
        ({"type": "textfield", "key": "a"}, "form_component_id_invalid"),
        ({"id": "c_a", "type": "iframe", "url": "http://x"}, "form_component_type_unsupported"),
        ({"id": "c_a"}, "form_component_type_unsupported"),
        ({"id": "c_a", "type": ["textfield"]}, "form_component_type_unsupported"),
        ({"id": "c_a", "type": "textfield"}, "form_key_invalid"),
        (field("textfield", "a.b"), "form_key_invalid"),
        (field("textfield", "a", label=3), "form_entry_invalid"),
        (field("textfield", "a", label="Kính gửi {{ten}}"), "form_template_unsupported"),
        (field("textfield", "a", label="=1 +"), "form_expression_invalid"),
        (field("textfield", "a", conditional={"hide": "=a ="}), "form_expression_invalid"),
        (field("textfield", "a", conditional={"hide": "a = 1"}), "form_entry_invalid"),
        (field("textfield", "a", conditional=[]), "form_entry_invalid"),
        (field("textfield", "a", properties={"required_if": "=("}), "form_expression_invalid"),
        (field("textfield", "a", validate={"required": "yes"}), "form_entry_invalid"),
        (field("textfield", "a", validate={"maxLength": "nhiều"}), "form_entry_invalid"),
        (field("textfield", "a", validate={"pattern": "("}), "form_pattern_invalid"),
        (field("textfield", "a", validate={"validationType": "iban"}), "form_entry_invalid"),
        (field("number", "a", decimalDigits=-1), "form_entry_invalid"),
        (field("number", "a", validate={"min": "1e999999"}), "form_entry_invalid"),
        (field("select", "a"), "form_options_missing"),
        (field("select", "a", values=[{"label": "A"}]), "form_entry_invalid"),
        (field("select", "a", values=["x", "x"]), "form_option_duplicate"),
        (field("select", "a", valuesExpression="=["), "form_expression_invalid"),
        (field("expression", "a"), "form_expression_missing"),
        (field("datetime", "a", subtype="tuần"), "form_entry_invalid"),
        (field("filepicker", "a", accept="=loai"), "form_accept_computed"),
        ({"id": "c_a", "type": "group", "path": "p", "components": []}, "form_group_path_unsupported"),
    ],
)
def test_each_fault_of_a_component_is_named(component: dict[str, JsonValue], code: str) -> None:
    [(found, component_id, key)] = faults(content(component))
    assert found == code
    assert component_id == component.get("id")
    assert key in {None, "a"}


def test_all_faults_are_found_at_once_with_component_and_key() -> None:
    file = content(field("textfield", "a"), field("textarea", "a"), {"id": "t", "type": "iframe"})
    assert faults(file) == [
        ("form_component_id_duplicate", "c_a", None),
        ("form_key_duplicate", "c_a", "a"),
        ("form_component_type_unsupported", "t", None),
    ]


def test_too_many_components_and_groups_within_groups_are_refused() -> None:
    many = [field("textfield", f"k{number}") for number in range(30)]
    with pytest.raises(DefinitionError) as caught:
        parse_form(content(*many), resource="r.form", limits=FormLimits(components=20))
    assert [found.code for found in caught.value.findings] == ["form_too_many_components"]
    nested: dict[str, JsonValue] = field("textfield", "a")
    for level in range(8):
        nested = {"id": f"g{level}", "type": "group", "components": [nested]}
    assert [found[0] for found in faults(content(nested))] == ["form_too_deep"]


def test_a_flood_of_faults_is_cut_off() -> None:
    bad: dict[str, JsonValue] = {"id": "x", "type": "iframe"}
    file = content(*[bad] * 400)
    assert len(faults(file)) == 100
