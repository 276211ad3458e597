"""Every form that we ship parses, speaks both languages and keeps secret documents out."""

import json
from pathlib import Path

import pytest

from engine.feel import FeelValue, Host, HostFunction
from engine.forms import Form, evaluate_form, parse_form, validate_submission
from engine.model.json_value import JsonValue

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "forms").rglob("*.form"))
# The form that a case begins with, whose words the later ones repeat.
FIRST = {"sao_y_so_hoa": "yeu_cau_sao", "van_ban_di": "phieu_trinh", "van_ban_den": "dang_ky_den"}
WORDS = json.loads((ROOT / "engine" / "seed" / "labels.json").read_text(encoding="utf-8"))


def code_list(key: FeelValue) -> FeelValue:
    codes = WORDS["enums"].get(key)
    return (
        None
        if codes is None
        else [{"value": value, "label": word["vi"], "label_en": word["en"]} for value, word in codes.items()]
    )


HOST = Host(functions={"code list": HostFunction("code list", ("key",), code_list)})


def read(path: Path) -> Form:
    return parse_form(path.read_bytes(), resource=path.name)


def start_form() -> Form:
    return read(ROOT / "forms" / "sao_y_so_hoa" / "yeu_cau_sao.form")


def test_there_are_forms() -> None:
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_form_names_itself_after_its_place_and_speaks_both_languages(path: Path) -> None:
    parsed = read(path)
    assert parsed.id == f"{path.parent.name}.{path.stem}"
    for component in parsed.walk():
        for words in (component.label, component.description, component.text):
            assert words is None or words.en is not None, component.id
        assert component.key is None or component.label is not None, component.id


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_code_list_that_a_form_names_exists(path: Path) -> None:
    parsed = read(path)
    state = evaluate_form(parsed, {"do_mat": "thuong", "loai_sao": "trich_sao"}, host=HOST, context={})
    # Pickers search the directory, which stands behind the engine.
    listed = [one for one in state.walk() if one.component.options is None or one.component.options.directory is None]
    assert all(one.options_known for one in listed)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_labels_are_those_of_the_word_list(path: Path) -> None:
    process = path.parent.name
    known = {**WORDS["forms"][f"{process}.{FIRST.get(process, path.stem)}"], **WORDS["forms"][f"{process}.{path.stem}"]}
    for component in read(path).walk():
        if component.key is not None:
            word = known[component.key]
            assert component.label is not None
            assert (component.label.vi, component.label.en) == (word["vi"], word["en"])


@pytest.mark.parametrize("level", [None, "mat", "toi_mat", "tuyet_mat"])
def test_a_secret_document_finds_no_field_but_the_gate(level: JsonValue) -> None:
    state = evaluate_form(start_form(), {"do_mat": level}, host=HOST, context={})
    assert [one.component.key for one in state.walk() if one.visible and one.component.key] == ["do_mat"]


def test_what_a_secret_request_smuggles_in_is_dropped() -> None:
    data: dict[str, JsonValue] = {"do_mat": "mat", "van_ban": "nội dung", "tep_quet": ["1"], "muc_dich": "x"}
    assert validate_submission(start_form(), data, host=HOST, context={}) == {"do_mat": "mat"}


def test_an_open_document_is_asked_everything() -> None:
    state = evaluate_form(start_form(), {"do_mat": "thuong", "loai_sao": "trich_sao"}, host=HOST, context={})
    shown = {one.component.key for one in state.walk() if one.visible and one.component.key}
    assert shown == set(start_form().by_key())
