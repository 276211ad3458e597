"""What a browser posts becomes typed answers; what cannot be read stays as it was typed."""

from decimal import Decimal

import pytest

from engine.forms import DateKind, coerce_html, show_date, show_number
from engine.forms.coerce_html import read_number
from engine.forms.dates import read_typed
from engine.model.json_value import JsonValue
from tests.unit.forms.building import field, form, refused

CHOICE: dict[str, JsonValue] = {"valuesExpression": '=code list("loai_sao")'}
FORM = form(
    field("textfield", "a"),
    field("number", "b"),
    field("checkbox", "c"),
    field("radio", "d", **CHOICE),
    field("checklist", "e", **CHOICE),
    field("datetime", "f", subtype="date"),
    field("filepicker", "g", multiple=True),
)


def test_posted_controls_become_typed_answers() -> None:
    posted = {
        "csrf_token": ["x"],
        "f.a": ["chữ"],
        "f.b": ["1.234,5"],
        "f.c": ["", "true"],
        "f.d": ["", "sao_y"],
        "f.e": ["", "sao_y", "trich_sao"],
        "f.f": ["25/11/2026"],
        "f.g": ["", "11", "12"],
    }
    assert coerce_html(FORM, posted) == {
        "a": "chữ",
        "b": Decimal("1234.5"),
        "c": True,
        "d": "sao_y",
        "e": ["sao_y", "trich_sao"],
        "f": "2026-11-25",
        "g": ["11", "12"],
    }


def test_emptied_controls_are_answers_and_absent_ones_are_not() -> None:
    posted = {"f.a": [""], "f.c": [""], "f.d": [""], "f.e": [""], "f.g": [""]}
    assert coerce_html(FORM, posted) == {"a": None, "c": False, "d": None, "e": [], "g": []}


def test_what_cannot_be_read_is_kept_and_then_refused() -> None:
    answers = coerce_html(FORM, {"f.b": ["nhiều"], "f.f": ["31/02/2026"], "f.la": ["1"]})
    assert answers == {"b": "nhiều", "f": "31/02/2026", "la": "1"}
    assert refused(FORM, answers) == [("field_unknown", "la"), ("number_invalid", "b"), ("date_invalid", "f")]


@pytest.mark.parametrize(
    ("typed", "language", "number"),
    [
        ("12", "vi", 12),
        ("1.234", "vi", 1234),
        ("1.234", "en", Decimal("1.234")),
        ("1,234", "en", 1234),
        ("1,5", "vi", Decimal("1.5")),
        ("1.5", "vi", Decimal("1.5")),
        ("-1 000 000", "vi", -1000000),
        ("1_000", "vi", None),
        ("1e5", "vi", None),
        ("NaN", "vi", None),
        ("9" * 100, "vi", None),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, language: str, number: JsonValue) -> None:
    assert read_number(typed, language) == number


@pytest.mark.parametrize(
    ("typed", "kind", "kept"),
    [
        ("5/1/2026", DateKind.DATE, "2026-01-05"),
        ("05-01-2026", DateKind.DATE, "2026-01-05"),
        ("2026-01-05", DateKind.DATE, "2026-01-05"),
        ("31/02/2026", DateKind.DATE, None),
        ("5/1/26", DateKind.DATE, None),
        ("9:05", DateKind.TIME, "09:05:00"),
        ("24:00", DateKind.TIME, None),
        ("5/1/2026 9h05", DateKind.DATETIME, "2026-01-05T09:05:00+07:00"),
        ("2026-01-05T02:05:00Z", DateKind.DATETIME, "2026-01-05T09:05:00+07:00"),
        ("5/1/2026", DateKind.DATETIME, None),
        ("0001-01-01T00:00:00+14:00", DateKind.DATETIME, None),
    ],
)
def test_dates_are_read_strictly(typed: str, kind: DateKind, kept: str | None) -> None:
    assert read_typed(typed, kind) == kept


def test_kept_values_are_shown_as_they_are_typed() -> None:
    assert show_date("2026-01-05", DateKind.DATE) == "05/01/2026"
    assert show_date("2026-01-05T02:05:00Z", DateKind.DATETIME) == "05/01/2026 09:05"
    assert show_date("09:05:00", DateKind.TIME) == "09:05"
    assert show_date("31/02/2026", DateKind.DATE) == "31/02/2026"
    assert show_number(Decimal("1234.50"), "vi") == "1234,50"
    assert show_number(1.5, "en") == "1.5"
