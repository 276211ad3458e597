from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from api import templating
from api.templating import (
    asset,
    environment,
    icon,
    show_clock,
    show_count,
    show_date,
    show_due,
    show_moment,
    show_size,
)
from engine.errors import Text

LATE_EVENING_UTC = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)  # 00:30 of the next day in Vietnam


def test_days_and_moments_are_those_of_vietnam() -> None:
    assert show_date(LATE_EVENING_UTC) == "25/11/2026"
    assert show_date(date(2026, 2, 1)) == "01/02/2026"
    assert show_clock(LATE_EVENING_UTC) == "00:30"
    assert show_moment(LATE_EVENING_UTC) == "00:30 25/11/2026"


def test_a_due_date_that_lasts_the_whole_day_shows_the_day_alone() -> None:
    assert show_due(datetime(2026, 11, 26, 16, 59, 59, tzinfo=UTC)) == "26/11/2026"
    assert show_due(datetime(2026, 11, 26, 10, 0, tzinfo=UTC)) == "17:00 26/11/2026"


def test_a_number_that_was_not_counted_to_its_end_says_so() -> None:
    assert [show_count("vi")(number) for number in (0, 234, 300, 301)] == ["0", "234", "300", "hơn 300"]
    assert show_count("vi")(20_002, None) == "20.002"
    assert [show_count("en")(number, 10_000) for number in (1_001, 10_001)] == ["1,001", "more than 10,000"]


@pytest.mark.parametrize(
    ("size_bytes", "vietnamese", "english"),
    [
        (0, "0 B", "0 B"),
        (1, "1 B", "1 B"),
        (999, "999 B", "999 B"),
        (1000, "1,0 kB", "1.0 kB"),
        (1500, "1,5 kB", "1.5 kB"),
        (31_457_280, "31 MB", "31 MB"),
        (3_200_000, "3,2 MB", "3.2 MB"),
    ],
)
def test_sizes_use_the_decimal_sign_of_the_language(size_bytes: int, vietnamese: str, english: str) -> None:
    assert show_size("vi")(size_bytes) == vietnamese
    assert show_size("en")(size_bytes) == english


def test_a_bundled_file_has_the_name_of_its_content() -> None:
    assert asset("app.js") == "/static/build/hashed-app.js"


def test_without_a_build_the_error_says_how_to_make_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(templating, "MANIFEST", tmp_path / "none.json")

    with pytest.raises(templating.BundleMissing, match=r"bundle\.sh"):
        asset("app.js")


def test_an_icon_is_hidden_unless_it_speaks() -> None:
    assert 'aria-hidden="true"' in icon("clock")
    assert 'role="img" aria-label="Hạn &#34;gấp&#34;"' in icon("clock", 'Hạn "gấp"')


def test_texts_follow_the_language_and_plain_words_stay() -> None:
    template = "{{ text | in_language }} {{ word | in_language }}"

    written = environment("en").from_string(template).render(text=Text(vi="Hạn", en="Due"), word="x")

    assert written == "Due x"


def test_what_people_write_is_escaped() -> None:
    assert environment("vi").from_string("{{ name }}").render(name="<b>") == "&lt;b&gt;"


def test_a_missing_name_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        environment("vi").from_string("{{ nobody }}").render()


def test_a_macro_that_nobody_called_is_a_fault_and_no_text() -> None:
    with pytest.raises(TypeError, match="shown without being called"):
        environment("vi").from_string("{% macro place() %}x{% endmacro %}<p>{{ place }}</p>").render()
