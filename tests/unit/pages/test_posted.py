import pytest
from starlette.datastructures import URL, FormData

from api.pages.paging import offset_of, pager
from api.pages.posted import Posted
from engine.errors import InputRejected


def posted(*items: tuple[str, str]) -> Posted:
    return Posted(FormData(list(items)))


def test_the_last_of_several_values_counts_and_all_are_kept_in_order() -> None:
    form = posted(("f.tep", ""), ("f.tep", "7"), ("f.tep", "9"))

    assert form.text("f.tep") == "9"
    assert form.values["f.tep"] == ["", "7", "9"]


def test_a_control_that_was_not_sent_is_empty() -> None:
    assert posted().text("reason") == ""
    assert posted().number("version") is None


@pytest.mark.parametrize("text", ["x", "-1", "1.5", "٣", "9" * 30, "9" * 5000])
def test_a_number_that_our_page_cannot_have_sent_is_refused(text: str) -> None:
    with pytest.raises(InputRejected):
        posted(("version", text)).number("version")


class Request:
    """As much of a request as paging reads."""

    url = URL("http://x/ho-so?q=a%26b&trang=2")


def test_the_pages_around_keep_the_filter() -> None:
    middle = pager(Request(), 2, shown=50, total=130)  # type: ignore[arg-type]

    assert (middle.first, middle.last) == (51, 100)
    assert middle.previous == "/ho-so?q=a%26b&trang=1"
    assert middle.following == "/ho-so?q=a%26b&trang=3"


def test_the_only_page_has_no_neighbours() -> None:
    only = pager(Request(), 1, shown=3, total=3)  # type: ignore[arg-type]

    assert (only.previous, only.following) == (None, None)
    assert offset_of(1) == 0
