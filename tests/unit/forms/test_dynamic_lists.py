"""Lists of rows: what they show, what a submission keeps of them, and how rows come and go."""

from decimal import Decimal

import pytest

from engine.forms import FormState, RowState, change_rows, coerce_html, evaluate_form, file_answers, keep_files
from engine.model.json_value import JsonValue
from tests.unit.forms.building import HOST, content, faults, field, form, refused, submit

BODIES: dict[str, JsonValue] = {
    "id": "ds",
    "type": "dynamiclist",
    "path": "doi_tuong",
    "label": "Đối tượng",
    "components": [
        field("textfield", "ten", validate={"required": True, "maxLength": 20}),
        field("number", "so_tien", properties={"format": "money"}),
        field("checkbox", "qua_bao_cao"),
        {
            "id": "nhom",
            "type": "group",
            "components": [
                field("datetime", "han", conditional={"hide": "=not(qua_bao_cao = true)"}, validate={"required": True}),
                field("filepicker", "tep", multiple=True),
            ],
        },
        field("expression", "gap_doi", expression="=this.so_tien * parent.he_so + i"),
    ],
}
FORM = form(field("number", "he_so"), BODIES, field("expression", "tong", expression="=sum(doi_tuong.so_tien)"))


def with_properties(**properties: str) -> dict[str, JsonValue]:
    return {**BODIES, "properties": dict(properties)}


def state(data: dict[str, JsonValue], context: dict[str, JsonValue] | None = None) -> FormState:
    return evaluate_form(FORM, data, host=HOST, context=context or {})


def the_rows(value: JsonValue) -> list[dict[str, JsonValue]]:
    assert isinstance(value, list)
    return [row for row in value if isinstance(row, dict)]


def test_rows_are_kept_typed_and_sums_see_them() -> None:
    rows: JsonValue = [
        {"ten": "Sở Tài chính", "so_tien": 2_000_000},
        {"ten": "Sở Nội vụ", "so_tien": Decimal(500), "qua_bao_cao": True, "han": "2026-12-01"},
    ]
    clean = submit(FORM, {"he_so": 2, "doi_tuong": rows})
    first, second = the_rows(clean["doi_tuong"])
    assert first == {
        "ten": "Sở Tài chính",
        "so_tien": 2_000_000,
        "qua_bao_cao": None,
        "tep": None,
        "gap_doi": 4_000_001,
    }
    assert second["han"] == "2026-12-01"
    assert clean["tong"] == 2_000_500


def test_a_fault_in_a_row_is_told_with_its_place_and_a_hidden_field_is_not_asked() -> None:
    rows: JsonValue = [{"ten": "a", "qua_bao_cao": True}, {"ten": "", "so_tien": -5}, {"ten": "b", "la": 1}]
    assert refused(FORM, {"doi_tuong": rows}) == [
        ("field_required", "doi_tuong.0.han"),
        ("field_required", "doi_tuong.1.ten"),
        ("number_too_small", "doi_tuong.1.so_tien"),
        ("field_unknown", "doi_tuong.2.la"),
    ]


def test_a_row_in_which_nothing_was_entered_does_not_count() -> None:
    rows: JsonValue = [{"ten": "  ", "qua_bao_cao": False}, {"ten": "Sở Xây dựng"}, {}]
    kept = the_rows(submit(FORM, {"doi_tuong": rows})["doi_tuong"])
    assert [row["ten"] for row in kept] == ["Sở Xây dựng"]


@pytest.mark.parametrize("answer", ["x", {"ten": "a"}, [1], [{"ten": "a"}, "b"]])
def test_what_is_no_list_of_rows_is_refused(answer: JsonValue) -> None:
    assert ("rows_invalid", "doi_tuong") in refused(FORM, {"doi_tuong": answer})


def test_the_number_of_rows_is_bounded_below_and_above() -> None:
    bounded = form(with_properties(min_rows="1", max_rows="2"))
    one: JsonValue = {"ten": "a"}
    assert refused(bounded, {"doi_tuong": []}) == [("rows_too_few", "doi_tuong")]
    assert refused(bounded, {"doi_tuong": [one, one]}) == []
    assert refused(bounded, {"doi_tuong": [one, one, one]}) == [("rows_too_many", "doi_tuong")]
    assert ("rows_too_many", "doi_tuong") in refused(bounded, {"doi_tuong": [one] * 5000})


def test_rows_of_the_case_come_back_and_an_empty_list_begins_with_its_first_rows() -> None:
    kept: dict[str, JsonValue] = {"doi_tuong": [{"ten": "a"}, {"ten": "b"}]}
    names = [[one.value for one in row.walk() if one.component.key == "ten"] for row in rows_of(state({}, kept))]
    assert names == [["a"], ["b"]]
    assert len(rows_of(state({}))) == 1
    assert rows_of(state({"doi_tuong": []}, kept)) == ()


def rows_of(shown: FormState) -> tuple[RowState, ...]:
    [found] = [one for one in shown.walk() if one.path == "doi_tuong"]
    return found.rows


def test_a_variable_of_the_case_does_not_show_through_a_field_of_a_row() -> None:
    hidden = form({**BODIES, "components": [field("textfield", "ten"), field("expression", "b", expression="=ten")]})
    clean = submit(hidden, {"doi_tuong": [{"ten": "x"}]}, {"ten": "của hồ sơ"})
    assert clean["doi_tuong"] == [{"ten": "x", "b": "x"}]
    shown = evaluate_form(hidden, {"doi_tuong": [{}]}, host=HOST, context={"ten": "của hồ sơ"})
    assert [one.value for one in rows_of(shown)[0].walk()] == [None, None]


def test_rows_that_stay_keep_the_values_that_people_may_not_change() -> None:
    fixed = form(
        {
            "id": "ds",
            "type": "dynamiclist",
            "path": "dong",
            "allowAddRemove": False,
            "components": [field("textfield", "ten", readonly=True), field("textfield", "ghi_chu")],
        }
    )
    kept: dict[str, JsonValue] = {"dong": [{"ten": "a"}, {"ten": "b"}]}
    sent: JsonValue = [{"ten": "giả", "ghi_chu": "một"}, {"ghi_chu": "hai"}]
    state_ = evaluate_form(fixed, {"dong": sent}, host=HOST, context=kept)
    assert [one.value for row in rows_of_first(state_) for one in row.walk()] == ["a", "một", "b", "hai"]
    more: JsonValue = [{"ghi_chu": "một"}, {"ghi_chu": "hai"}, {"ghi_chu": "thêm"}]
    assert len(rows_of_first(evaluate_form(fixed, {"dong": more}, host=HOST, context=kept))) == 2


def rows_of_first(shown: FormState) -> tuple[RowState, ...]:
    return shown.components[0].rows


def test_a_page_posts_its_rows_in_order() -> None:
    posted = {
        "f.doi_tuong": [""],
        "f.doi_tuong.10": [""],
        "f.doi_tuong.10.ten": ["mười"],
        "f.doi_tuong.2": [""],
        "f.doi_tuong.2.ten": ["hai"],
        "f.doi_tuong.2.so_tien": ["1.500.000"],
        "f.doi_tuong.2.qua_bao_cao": ["", "true"],
        "f.doi_tuong.x.ten": ["bỏ qua"],
    }
    assert coerce_html(FORM, posted) == {
        "doi_tuong": [{"ten": "hai", "so_tien": 1_500_000, "qua_bao_cao": True}, {"ten": "mười"}]
    }
    assert coerce_html(FORM, {"f.doi_tuong": [""]}) == {"doi_tuong": []}


def test_rows_come_and_go_within_bounds() -> None:
    bounded = form(with_properties(max_rows="2"))
    one: dict[str, JsonValue] = {"doi_tuong": [{"ten": "a"}]}
    added = change_rows(bounded, one, "add:doi_tuong")
    assert (added.data["doi_tuong"], added.focus, added.removed) == ([{"ten": "a"}, {}], 1, False)
    assert change_rows(bounded, added.data, "add:doi_tuong").key is None
    removed = change_rows(bounded, {"doi_tuong": [{"ten": "a"}, {"ten": "b"}]}, "remove:doi_tuong:0")
    assert (removed.data["doi_tuong"], removed.focus, removed.removed) == ([{"ten": "b"}], 0, True)
    assert change_rows(bounded, one, "remove:doi_tuong:0").focus is None


@pytest.mark.parametrize(
    "order", ["", "add:la", "add:he_so", "remove:doi_tuong:9", "remove:doi_tuong", "xóa:doi_tuong:0"]
)
def test_an_order_that_means_nothing_changes_nothing(order: str) -> None:
    data: dict[str, JsonValue] = {"doi_tuong": [{"ten": "a"}]}
    assert change_rows(FORM, data, order).data == data


def test_files_in_rows_are_found_and_lost_ones_left_out() -> None:
    data: dict[str, JsonValue] = {"doi_tuong": [{"ten": "a", "tep": ["1", "2"]}, {"tep": []}, {"tep": ["3"]}]}
    found = [(path, component.key, named) for path, component, named in file_answers(FORM, data)]
    assert found == [("doi_tuong.0.tep", "tep", ("1", "2")), ("doi_tuong.2.tep", "tep", ("3",))]
    kept = keep_files(FORM, data, {"2"})
    assert kept["doi_tuong"] == [{"ten": "a", "tep": ["2"]}, {"tep": []}, {"tep": []}]


@pytest.mark.parametrize(
    ("component", "code"),
    [
        ({**BODIES, "path": ""}, "form_key_invalid"),
        ({**BODIES, "components": []}, "form_list_empty"),
        ({**BODIES, "components": [field("textfield", "a", readonly=True)]}, "form_row_readonly"),
        ({**BODIES, "components": [{**BODIES, "id": "trong"}]}, "form_list_nested"),
        ({**BODIES, "components": [field("textfield", "a"), field("number", "a", id="khac")]}, "form_key_duplicate"),
        (with_properties(max_rows="900"), "form_entry_invalid"),
        (with_properties(min_rows="3", max_rows="2"), "form_entry_invalid"),
    ],
)
def test_a_list_that_we_would_not_honour_is_refused(component: JsonValue, code: str) -> None:
    assert code in [found[0] for found in faults(content(component))]


def test_keys_of_rows_may_repeat_those_of_the_form() -> None:
    assert faults(content(field("textfield", "ten", id="ten_chung"), BODIES)) == []


def test_an_empty_row_spoils_no_sum_and_is_not_counted() -> None:
    counted = form(
        BODIES,
        field("expression", "so_dong", expression="=count(doi_tuong)"),
        field("expression", "tong", expression="=sum(doi_tuong.so_tien)"),
    )
    rows: JsonValue = [{"ten": "a", "so_tien": 5}, {"ten": " ", "so_tien": None}]
    clean = submit(counted, {"doi_tuong": rows})
    assert (clean["so_dong"], clean["tong"]) == (1, 5)
