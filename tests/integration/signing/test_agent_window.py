"""The signing window answers its own person and nobody else: other pages, other names, other addresses."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from engine.agent.desk import Desk
from engine.agent.offer import checked
from engine.agent.pairing_file import Pairing
from engine.agent.server import Server
from engine.agent.window import Window
from tests.offers import offered, prepared
from tests.signing import Bureau

EVIL = "https://xau.example"


@pytest.fixture
def window(bureau: Bureau, tmp_path: Path) -> Iterator[Window]:
    """Open a window over one document; its server is not there."""
    pairing = Pairing(
        server="http://127.0.0.1:9",
        token="t",
        display_name="Lê Tiến Lam",
        library=str(tmp_path / "no driver.so"),
        token_label="t",
        key_label="k",
    )
    desk = Desk(pairing, Server.of(pairing))
    ready = prepared(bureau)
    offer = checked(offered(bureau, ready), ready.content)
    desk._offers[offer.told.mark] = offer
    opened = Window(desk)
    opened.start()
    yield opened
    opened.stop()


@pytest.fixture
def browser(window: Window) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://{window.host}", timeout=10) as client:
        yield client


def sign(window: Window, browser: httpx.Client, **headers: str) -> httpx.Response:
    own = {"Origin": f"http://{window.host}", "Sec-Fetch-Site": "same-origin"}
    form = {"act": "sign", "mark": "7.1", "pin": "1234"}
    return browser.post(window.place, data=form, headers={**own, **headers})


def test_the_window_shows_what_is_to_be_signed(window: Window, browser: httpx.Client) -> None:
    opened = browser.get(window.open_address())
    assert (opened.status_code, opened.headers["location"]) == (303, window.place)
    page = browser.get(window.place)
    assert page.status_code == 200
    for word in ("Thông báo &lt;số 5&gt;.pdf", "VBĐ-2026-0001", "Lê Tiến Lam", offered_sha256(page)):
        assert word in page.text
    assert "<script" not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert (page.headers["cache-control"], page.headers["x-content-type-options"]) == ("no-store", "nosniff")


def offered_sha256(page: httpx.Response) -> str:
    found = re.search(r"<code>([0-9a-f]{64})</code>", page.text)
    assert found is not None
    return found.group(1)


def test_a_press_without_a_driver_says_so_and_keeps_the_document(window: Window, browser: httpx.Client) -> None:
    said = sign(window, browser)
    assert (said.status_code, 'data-code="token_unavailable"' in said.text) == (200, True)
    assert [offer.told.mark for offer in window.desk.offers()] == ["7.1"]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": EVIL}, id="another page's form"),
        pytest.param({"Origin": "null"}, id="a page that hides where it is from"),
        pytest.param({"Origin": "http://127.0.0.1:1"}, id="another program on this machine"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="what the browser says of another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="what the browser says of another port"),
        pytest.param({"Host": "xau.example"}, id="a name that was made to lead here"),
        pytest.param({"Host": "localhost:1"}, id="another address"),
        pytest.param({"Content-Type": "text/plain"}, id="no form of ours"),
        pytest.param({"Content-Type": "application/json"}, id="no form of ours, but JSON"),
    ],
)
def test_nobody_else_can_press(window: Window, browser: httpx.Client, headers: dict[str, str]) -> None:
    refused = sign(window, browser, **headers)
    assert (refused.status_code, refused.text) == (403, "")
    assert "access-control-allow-origin" not in refused.headers


def test_too_much_is_not_read(window: Window, browser: httpx.Client) -> None:
    own = {"Origin": f"http://{window.host}", "Sec-Fetch-Site": "same-origin"}
    assert browser.post(window.place, data={"act": "sign", "pin": "1" * 20_000}, headers=own).status_code == 403


def test_a_press_without_an_origin_is_refused(window: Window, browser: httpx.Client) -> None:
    form = {"act": "sign", "mark": "7.1", "pin": "1234"}
    assert browser.post(window.place, data=form).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Host": "xau.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_nobody_else_can_read(window: Window, browser: httpx.Client, headers: dict[str, str]) -> None:
    for path in (window.place, f"{window.place}/7.1.pdf", window.open_address()):
        refused = browser.get(path, headers=headers)
        assert (refused.status_code, refused.text) == (403, "")


def test_other_pages_are_not_let_in_by_any_preflight(window: Window, browser: httpx.Client) -> None:
    asked = {
        "Origin": EVIL,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Private-Network": "true",
        "Access-Control-Request-Local-Network": "true",
    }
    answer = browser.options(window.place, headers=asked)
    assert answer.status_code == 501
    assert not any(name.startswith("access-control") for name in answer.headers)


def test_a_path_is_not_guessed_and_an_address_works_once(window: Window, browser: httpx.Client) -> None:
    for path in (
        "/",
        "/open/",
        "/open/x",
        window.place[:-1],
        f"{window.place}x",
        f"{window.place}/7.2.pdf",
        "/7.1.pdf",
    ):
        gone = browser.get(path)
        assert gone.status_code == 404, path
        assert "Thông báo" not in gone.text
    first, second = window.open_address(), window.open_address()
    assert browser.get(first).status_code == 404  # a later address takes its place
    assert browser.get(second).status_code == 303
    assert browser.get(second).status_code == 404
    own = {"Origin": f"http://{window.host}", "Sec-Fetch-Site": "same-origin"}
    assert browser.post("/other", data={"act": "sign"}, headers=own).status_code == 403


def test_the_window_listens_on_the_loopback_address_alone(window: Window) -> None:
    assert window._server.server_address[0] == "127.0.0.1"


def test_an_english_reader_reads_english(window: Window, browser: httpx.Client) -> None:
    page = browser.get(window.place, headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert '<html lang="en">' in page.text
    assert "PIN of the token" in page.text
