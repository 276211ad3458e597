"""A day is typed as it is shown."""

from datetime import date

import pytest

from api.pages.days import read_day
from api.templating import show_typed_day
from engine.errors import InputRejected


@pytest.mark.parametrize("typed", ["31/12/2026", " 31.12.2026 ", "31-12-2026", "2026-12-31"])
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    assert read_day(typed, "ngay") == date(2026, 12, 31)


def test_no_text_is_no_day() -> None:
    assert read_day("  ", "ngay") is None


@pytest.mark.parametrize("typed", ["12/31/2026", "31/02/2026", "1/1/26", "mai"])
def test_what_is_no_day_is_told_at_its_field(typed: str) -> None:
    with pytest.raises(InputRejected) as refused:
        read_day(typed, "tu")
    [finding] = refused.value.findings
    assert (finding.code, finding.field) == ("date_invalid", "tu")


def test_a_control_shows_a_day_as_it_is_typed_and_keeps_what_was_mistyped() -> None:
    assert [show_typed_day(one) for one in (date(2026, 12, 1), "2026-12-01", None, "", "mai")] == [
        *("01/12/2026", "01/12/2026", "", "", "mai")
    ]
