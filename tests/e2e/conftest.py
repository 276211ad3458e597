"""The three users in a real browser, against the whole product: web, worker, PostgreSQL and S3 as `make run` starts it.

Do: act as a person does, by names that a person reads; wait with `expect`. Do not: sleep, call our code, share a case
between tests. One product serves the whole run; every test works on cases of its own and finds the clock at nine in
the morning.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect, sync_playwright

from tests.e2e.pictures import album_in
from tests.e2e.product import MORNING, MovingClock, Product, running_product
from tests.e2e.visitor import Visitor

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = (1280, 800), (360, 740)
WAIT_MS = 30_000
Enter = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give journeys the time that they take."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(300))
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def scanners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that the Office's scanners write to."""
    return tmp_path_factory.mktemp("scanners")


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, scanners: Path) -> Iterator[Product]:
    """Give the running product."""
    environment = {"HOIDONG_SCANNER_FOLDER": str(scanners)}
    with running_product(tmp_path_factory.mktemp("product"), environment=environment) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give Chromium: the one that scripts/browser.sh chose, else the machine's, else Playwright's own."""
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        path = os.environ.get("HOIDONG_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def clock(product: Product) -> MovingClock:
    """Put the product's clock to nine in the morning; give it to be moved."""
    product.stand_at(MORNING)
    return MovingClock(product=product)


@pytest.fixture(autouse=True)
def nothing_begun(product: Product) -> None:
    """Throw away the requests that an earlier test began and did not send: each person has one, for all tests."""
    with product.database() as connection:
        connection.execute("DELETE FROM start_draft")


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Give the folder that pictures go to."""
    return album_in(tmp_path)


@pytest.fixture
def enter(browser: Browser, product: Product) -> Iterator[Enter]:
    """Give a function that opens a window of its own and signs a person in (nobody, without a name).

    At the end every window must have been silent: no script error, no refused content, no answer of 500.
    """
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def open_window(
        username: str | None = None,
        *,
        size: tuple[int, int] = WIDE,
        language: str = "vi",
        url: str = product.url,
    ) -> Visitor:
        viewport = ViewportSize(width=size[0], height=size[1])
        locale = {"vi": "vi-VN", "en": "en-GB"}[language]
        context = browser.new_context(viewport=viewport, locale=locale, timezone_id="Asia/Ho_Chi_Minh")
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        visitor = Visitor(page=context.new_page(), url=url)
        visitors.append(visitor)
        if language == "en":
            context.add_cookies([{"name": "hoidong_language", "value": "en", "url": url}])
        if username is not None:
            visitor.sign_in(username)
            expect(visitor.page).to_have_url(f"{url}/viec")
        return visitor

    yield open_window
    for context in contexts:
        context.close()
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    assert complaints == []
