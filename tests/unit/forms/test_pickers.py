"""Pickers: stable keys in, nothing taken that the directory does not offer, former values kept."""

from collections.abc import Collection, Mapping

import pytest

from engine.errors import InputRejected, Text
from engine.forms import Entry, Form, Source, evaluate_form, is_offered, validate_submission
from engine.model.json_value import JsonValue
from tests.unit.forms.building import HOST, content, faults, field, form

NAMES = {"hoa": "Nguyễn Thị Hòa", "dat": "Phạm Quốc Đạt", "cu": "Người đã nghỉ"}


class People:
    """A directory of three, of whom one has left; `among` is honoured by plain key."""

    def __init__(self) -> None:
        self.asked: list[tuple[Source, tuple[str, ...]]] = []

    def entries(self, source: Source, keys: Collection[str], among: tuple[str, ...]) -> Mapping[str, Entry]:
        self.asked.append((source, among))
        return {
            key: Entry(
                key=key,
                label=Text(vi=NAMES[key], en=NAMES[key]),
                offered=key != "cu" and (not among or key in among),
            )
            for key in keys
            if key in NAMES
        }


def picker(kind: str, key: str, **properties: JsonValue) -> dict[str, JsonValue]:
    return field(kind, key, properties={"source": "person", **properties})


ONE, MANY = form(picker("select", "nguoi_ky")), form(picker("taglist", "thanh_vien"))


def clean(form_: Form, data: dict[str, JsonValue], context: dict[str, JsonValue] | None = None) -> JsonValue:
    return validate_submission(form_, data, host=HOST, context=context or {}, directory=People())


def codes(form_: Form, data: dict[str, JsonValue], context: dict[str, JsonValue] | None = None) -> list[str]:
    with pytest.raises(InputRejected) as caught:
        clean(form_, data, context)
    return [found.code for found in caught.value.findings]


def test_a_pick_is_kept_by_its_key() -> None:
    assert clean(ONE, {"nguoi_ky": "hoa"}) == {"nguoi_ky": "hoa"}
    assert clean(MANY, {"thanh_vien": ["dat", "hoa", "dat"]}) == {"thanh_vien": ["dat", "hoa"]}
    assert clean(ONE, {"nguoi_ky": None}) == {"nguoi_ky": None}


@pytest.mark.parametrize("value", ["Nguyễn Thị Hòa", "la", 1, ["hoa"], {"key": "hoa"}])
def test_what_the_directory_does_not_know_is_refused(value: JsonValue) -> None:
    assert codes(ONE, {"nguoi_ky": value}) == ["choice_not_found"]


def test_who_is_offered_no_more_stays_where_they_stood_but_comes_nowhere_new() -> None:
    assert codes(ONE, {"nguoi_ky": "cu"}) == ["choice_not_offered"]
    assert clean(ONE, {"nguoi_ky": "cu"}, {"nguoi_ky": "cu"}) == {"nguoi_ky": "cu"}
    assert codes(MANY, {"thanh_vien": ["cu", "hoa"]}) == ["choice_not_offered"]


def test_a_former_pick_that_the_reader_may_not_see_stays_without_its_name() -> None:
    former: dict[str, JsonValue] = {"nguoi_ky": "mat"}
    assert clean(ONE, {"nguoi_ky": "mat"}, former) == former
    [shown] = evaluate_form(ONE, {}, host=HOST, context=former, directory=People()).walk()
    assert [option.label.vi for option in shown.options] == ["(không xem được)"]


def test_among_narrows_fixed_or_computed_and_one_that_fails_offers_nothing() -> None:
    fixed = form(picker("select", "nguoi_ky", among="dat"))
    assert clean(fixed, {"nguoi_ky": "dat"}) == {"nguoi_ky": "dat"}
    assert codes(fixed, {"nguoi_ky": "hoa"}) == ["choice_not_offered"]
    computed = form(field("textfield", "ai"), picker("select", "nguoi_ky", among="=[ai]"))
    assert clean(computed, {"ai": "hoa", "nguoi_ky": "hoa"}) == {"ai": "hoa", "nguoi_ky": "hoa"}
    assert codes(computed, {"ai": None, "nguoi_ky": "hoa"}) == ["choice_not_offered"]


def test_what_is_offered_first_is_computed_and_parts_of_it_may_be_missing() -> None:
    computed = form(field("textfield", "ai"), picker("select", "don", source="case", first='=["awaits:tra-loi", ai]'))
    firsts = [
        shown.first
        for data in ({"ai": "field:noi=STC"}, {"ai": None})
        for shown in evaluate_form(computed, dict(data), host=HOST, context={}).walk()
        if shown.component.key == "don"
    ]
    assert firsts == [("awaits:tra-loi", "field:noi=STC"), ("awaits:tra-loi",)]


def test_names_stand_where_keys_are_shown_and_without_a_directory_nothing_is_taken() -> None:
    state = evaluate_form(ONE, {"nguoi_ky": "hoa"}, host=HOST, context={}, directory=People())
    [shown] = state.walk()
    assert [option.label.vi for option in shown.options] == ["Nguyễn Thị Hòa"]
    with pytest.raises(InputRejected) as caught:
        validate_submission(ONE, {"nguoi_ky": "hoa"}, host=HOST, context={})
    assert caught.value.findings[0].code == "options_unavailable"


def test_pickers_stand_in_rows_too() -> None:
    rows = form(
        {"id": "ds", "type": "dynamiclist", "path": "doan", "components": [picker("select", "nguoi")]},
    )
    assert clean(rows, {"doan": [{"nguoi": "hoa"}, {"nguoi": "dat"}]}) == {"doan": [{"nguoi": "hoa"}, {"nguoi": "dat"}]}
    with pytest.raises(InputRejected) as caught:
        clean(rows, {"doan": [{"nguoi": "hoa"}, {"nguoi": "la"}]})
    assert caught.value.findings[0].field == "doan.1.nguoi"


@pytest.mark.parametrize(
    "component",
    [
        field("select", "a", properties={"source": "bang_luong"}),
        field("radio", "a", properties={"source": "person"}),
        picker("select", "a", first="awaits:tra-loi"),  # persons wait for no message
    ],
)
def test_a_source_that_we_do_not_have_is_refused(component: JsonValue) -> None:
    assert [found[0] for found in faults(content(component))] == ["form_entry_invalid"]


@pytest.mark.parametrize(
    ("among", "offered"),
    [
        ((), True),
        (("unit:UBND",), True),
        (("unit:VP",), False),
        (("not:",), True),
        (("not:unit:VP",), True),
        (("not:unit:UBND",), False),
        (("not:X-VT", "unit:UBND"), False),  # what is left out stays out, whatever else lets it in
        (("not:X-DG", "unit:UBND"), True),
        (("not:X-DG", "unit:VP"), False),
    ],
)
def test_what_a_filter_lets_in_and_what_it_leaves_out(among: tuple[str, ...], offered: bool) -> None:
    assert is_offered({"X-VT", "unit:X-VT", "unit:UBND"}, among) is offered
