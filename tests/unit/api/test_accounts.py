import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from api.accounts import (
    BasicCredentials,
    SessionCredentials,
    TokenCredentials,
    client_address,
    language_of,
    read_basic,
    safe_next,
    shown_credentials,
)
from api.accounts.csrf import csrf_token
from engine.errors import NotAuthenticated


def request(headers: dict[str, str] | None = None, client: tuple[str, int] | None = ("10.0.0.1", 1)) -> Request:
    raw = [(name.lower().encode(), value.encode("utf-8")) for name, value in (headers or {}).items()]
    return Request({"type": "http", "headers": raw, "client": client, "path": "/", "method": "GET"})


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "vi"),
        ("en", "en"),
        ("en-US,en;q=0.9,vi;q=0.8", "en"),
        ("vi-VN, en;q=0.9", "vi"),
        ("fr, en;q=0.3", "en"),
        ("en;q=0.5, vi;q=0.5", "vi"),
        ("en;q=0", "vi"),
        ("en;q=nonsense", "vi"),
        ("*", "vi"),
    ],
)
def test_the_browser_s_language_is_read(accept: str, language: str) -> None:
    assert language_of(request({"Accept-Language": accept})) == language


def test_the_choice_on_this_device_wins() -> None:
    assert language_of(request({"Accept-Language": "vi", "Cookie": "hoidong_language=en"})) == "en"
    assert language_of(request({"Accept-Language": "vi", "Cookie": "hoidong_language=xx"})) == "vi"


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "viec",
        "/" + "x" * 3000,
        "/\n/evil.example",
        "///evil.example",
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(target: str | None) -> None:
    assert safe_next(target) == "/"


def test_a_local_page_is_returned_to_with_its_query() -> None:
    assert safe_next("/viec?tab=mine&q=c%C3%B4ng") == "/viec?tab=mine&q=c%C3%B4ng"


@given(st.text())
def test_next_is_always_a_local_path(target: str) -> None:
    assert safe_next(target).startswith("/")
    assert not safe_next(target).startswith("//")
    assert "\\" not in safe_next(target)


def test_a_header_counts_before_a_cookie() -> None:
    both = {"Authorization": "Bearer abc", "Cookie": "hoidong_session=def"}
    assert shown_credentials(request(both)) == TokenCredentials(token="abc")
    assert shown_credentials(request({"Cookie": "hoidong_session=def"})) == SessionCredentials(token="def")
    assert shown_credentials(request()) is None


def test_basic_takes_any_password_with_colons_and_diacritics() -> None:
    assert read_basic(basic("dv.tu:mật:khẩu")) == BasicCredentials(username="dv.tu", password="mật:khẩu")


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic " + base64.b64encode(b"\xff:x").decode(), "Digest x"])
def test_a_broken_header_is_refused_not_crashed_on(header: str) -> None:
    with pytest.raises(NotAuthenticated):
        shown_credentials(request({"Authorization": header}))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_authorization_header_is_read_or_refused(header: str) -> None:
    with suppress(NotAuthenticated):
        assert shown_credentials(request({"Authorization": header})) is not None


def test_each_cookie_has_its_own_csrf_token() -> None:
    assert csrf_token("a") == csrf_token("a")
    assert csrf_token("a") != csrf_token("b")
    assert "a-secret-cookie" not in csrf_token("a-secret-cookie")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::"),
        ("::ffff:10.0.0.1", "::ffff:a00:1"),
        ("nonsense", "nonsense"),
    ],
)
def test_throttling_knows_one_subscriber_by_one_address(host: str, address: str) -> None:
    assert client_address(request(client=(host, 1))) == address


def test_a_client_without_address_is_still_counted() -> None:
    assert client_address(request(client=None)) == "unknown"
