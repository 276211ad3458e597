from fastapi import Request

from api.pages.paging import SIZE, pager
from engine.model.records import MOST_ON_PAGES


def request() -> Request:
    address = {"type": "http", "method": "GET", "path": "/ho-so", "query_string": b"q=giay", "headers": []}
    return Request({**address, "server": ("vanphong.test", 80), "scheme": "http"})


def test_the_neighbours_of_a_page_keep_what_was_asked_for() -> None:
    middle = pager(request(), 2, SIZE, 3 * SIZE)
    assert (middle.first, middle.last) == (SIZE + 1, 2 * SIZE)
    assert (middle.previous, middle.following) == ("/ho-so?q=giay&trang=1", "/ho-so?q=giay&trang=3")


def test_a_list_that_was_counted_ends_with_its_last_item() -> None:
    last = pager(request(), 3, SIZE, 3 * SIZE)
    assert last.following is None
    assert pager(request(), 1, SIZE, 40_000, most=None).following is not None
    assert pager(request(), 800, SIZE, 40_000, most=None).following is None


def test_a_list_that_was_not_counted_to_its_end_leads_on_as_long_as_pages_are_full() -> None:
    number = MOST_ON_PAGES // SIZE + 4
    assert pager(request(), number, SIZE, MOST_ON_PAGES + 1).following is not None
    assert pager(request(), number, SIZE - 1, MOST_ON_PAGES + 1).following is None
