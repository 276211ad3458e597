"""What a first visit loads, counted by the browser itself: page, styles, scripts, icons and letters."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.product import Product
from tests.e2e.visitor import Visitor

MOST_BYTES = 150_000
LEAST_BYTES = 100_000  # less has not loaded all of it
LOADED = "performance.getEntriesByType('resource')"


@pytest.fixture
def visit(browser: Browser, product: Product) -> Iterator[Visitor]:
    """Give a browser window of somebody who has not signed in."""
    context = browser.new_context(locale="vi-VN")
    yield Visitor(page=context.new_page(), url=product.url)
    context.close()


def loaded_bytes(person: Visitor, path: str) -> int:
    """Open a page as a browser that knows nothing of it yet; give the bytes that came over the wire, heads included."""
    session = person.page.context.new_cdp_session(person.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    came: list[int] = []
    session.on("Network.loadingFinished", lambda event: came.append(int(event["encodedDataLength"])))
    person.open(path)
    person.page.evaluate("document.fonts.ready.then(() => true)")
    person.page.wait_for_function(
        "performance.getEntriesByType('resource').some((one) => one.name.includes('/icons-'))"
    )
    session.detach()
    return sum(came)


def test_a_first_visit_is_light(visit: Visitor) -> None:
    loaded = loaded_bytes(visit, "/dang-nhap")
    assert LEAST_BYTES < loaded <= MOST_BYTES
