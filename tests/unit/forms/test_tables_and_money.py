"""Tables to read, and amounts of money."""

import pytest

from engine.forms import coerce_html, evaluate_form, show_number
from engine.model.json_value import JsonValue
from tests.unit.forms.building import HOST, content, faults, field, form, refused, submit
from tests.unit.forms.test_pickers import People

COLUMNS: JsonValue = [{"key": "ten", "label": "Tên", "label_en": "Name"}, {"key": "so"}]
MONEY = form(field("number", "kinh_phi", properties={"format": "money"}))


def table(**entries: JsonValue) -> dict[str, JsonValue]:
    return {"id": "bang", "type": "table", "label": "Bảng", **entries}


def test_a_table_shows_rows_of_the_case() -> None:
    parsed = form(table(dataSource="=doi_tuong[so > 1]", columns=COLUMNS))
    rows: JsonValue = [{"ten": "a", "so": 1}, {"ten": "b", "so": 2}, {"ten": "c", "so": 3}]
    [shown] = evaluate_form(parsed, {}, host=HOST, context={"doi_tuong": rows}).walk()
    assert shown.value == [{"ten": "b", "so": 2}, {"ten": "c", "so": 3}]
    assert [(column.key, column.label.vi, column.label.en) for column in shown.columns] == [
        ("ten", "Tên", "Name"),
        ("so", "so", "so"),
    ]
    assert submit(parsed, {}, {"doi_tuong": rows}) == {}


def test_computed_columns_and_data_that_is_no_table_show_nothing_wrong() -> None:
    parsed = form(table(dataSource="=x", columnsExpression='=[{key: "a", label: "A"}]'))
    [shown] = evaluate_form(parsed, {}, host=HOST, context={"x": [{"a": 1}, "lạ"]}).walk()
    assert shown.value == [{"a": 1}]
    assert [column.label.vi for column in shown.columns] == ["A"]
    [empty] = evaluate_form(parsed, {}, host=HOST, context={"x": "lạ"}).walk()
    assert empty.value == []


def test_a_column_of_keys_shows_names_and_money_its_marks() -> None:
    columns: JsonValue = [{"key": "ai", "source": "person"}, {"key": "so", "format": "money"}]
    parsed = form(table(dataSource="=x", columns=columns))
    rows: JsonValue = [{"ai": "hoa", "so": 1}, {"ai": ["dat", "la"]}]
    [shown] = evaluate_form(parsed, {}, host=HOST, context={"x": rows}, directory=People()).walk()
    assert shown.value == [
        {"ai": "Nguyễn Thị Hòa", "so": 1},
        {"ai": "Phạm Quốc Đạt, (không xem được)", "so": None},
    ]
    assert [column.money for column in shown.columns] == [False, True]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"columns": COLUMNS}, "form_table_empty"),
        ({"dataSource": "=x"}, "form_entry_invalid"),
        ({"dataSource": "=x", "columns": [{"label": "A"}]}, "form_entry_invalid"),
        ({"dataSource": "=1 +", "columns": COLUMNS}, "form_expression_invalid"),
    ],
)
def test_a_table_without_data_or_columns_is_refused(entries: dict[str, JsonValue], code: str) -> None:
    assert [found[0] for found in faults(content(table(**entries)))] == [code]


def test_money_is_typed_as_people_write_it_and_kept_whole() -> None:
    assert coerce_html(MONEY, {"f.kinh_phi": ["1.250.000"]}) == {"kinh_phi": 1_250_000}
    assert coerce_html(MONEY, {"f.kinh_phi": ["1,250,000"]}, language="en") == {"kinh_phi": 1_250_000}
    assert submit(MONEY, {"kinh_phi": 1_250_000}) == {"kinh_phi": 1_250_000}
    assert refused(MONEY, {"kinh_phi": -1}) == [("number_too_small", "kinh_phi")]
    assert refused(MONEY, {"kinh_phi": 0.5}) == [("number_not_whole", "kinh_phi")]
    assert show_number(1_250_000, "vi", grouped=True) == "1.250.000"
    assert show_number(1_250_000, "en", grouped=True) == "1,250,000"
    assert [found[0] for found in faults(content(field("number", "a", properties={"format": "vàng"})))] == [
        "form_entry_invalid"
    ]
