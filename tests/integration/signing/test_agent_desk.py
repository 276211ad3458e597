"""What the program does with a token when the server is away, the token is another, or several documents wait."""

import hashlib
import http.server
import threading
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from engine.agent import desk as desk_module
from engine.agent.desk import Desk
from engine.agent.offer import Offer
from engine.agent.pairing_file import Pairing
from engine.agent.server import Server
from engine.agent.window import Window
from engine.keys import TokenAccess, TokenKey, fits
from tests.offers import offered, prepared
from tests.signing import CHAIR, Bureau, secret
from tests.softhsm import LABEL, PIN
from tests.token_keys import put_on_token

Open = Callable[[str], Desk]


@pytest.fixture
def certificate(bureau: Bureau, softhsm: str, request: pytest.FixtureRequest) -> bytes:
    """Put a key on the token; give its certificate."""
    key = secret()
    certified = bureau.authority.certify(CHAIR, key)
    put_on_token(softhsm, f"ban-{request.node.name}", key, certified)
    return certified


@pytest.fixture
def open_desk(bureau: Bureau, softhsm: str, certificate: bytes, request: pytest.FixtureRequest) -> Open:
    """Give a function that opens a desk with two documents for a certificate (SHA-256); its server is not there."""

    def desk_of(certificate_sha256: str) -> Desk:
        pairing = Pairing(
            server="http://127.0.0.1:9",
            token="t",
            display_name=CHAIR.name,
            library=softhsm,
            token_label=LABEL,
            key_label=f"ban-{request.node.name}",
        )
        desk = Desk(pairing, Server.of(pairing))
        for mark in ("7.1", "8.1"):
            ready = prepared(bureau)
            told = offered(bureau, ready, mark=mark, certificate_sha256=certificate_sha256)
            desk._offers[mark] = Offer(told=told, content=ready.content)
        return desk

    return desk_of


def test_a_signature_that_could_not_be_sent_is_kept_and_asks_for_no_pin_again(
    open_desk: Open, certificate: bytes
) -> None:
    desk = open_desk(hashlib.sha256(certificate).hexdigest())
    for pin in (PIN, ""):
        result = desk.sign({"7.1"}, pin)
        assert result.signed == ()
        assert result.stopped is not None
        assert result.stopped.stable_code == "signature_not_sent"
    first, second = desk.offers()
    assert first.signature is not None
    assert fits(certificate, first.told.signed_attributes, first.signature)
    assert second.signature is None  # it was not chosen


def test_another_token_signs_nothing(open_desk: Open) -> None:
    desk = open_desk("00" * 32)
    result = desk.sign({"7.1", "8.1"}, PIN)
    assert result.stopped is not None
    assert result.stopped.stable_code == "token_other_certificate"
    assert all(offer.signature is None for offer in desk.offers())


def test_a_wrong_pin_is_tried_once_for_all_that_was_chosen(
    open_desk: Open, certificate: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    class Counted(TokenKey):
        def __init__(self, access: TokenAccess) -> None:
            tried.append(access.pin)
            super().__init__(access)

    monkeypatch.setattr(desk_module, "TokenKey", Counted)
    desk = open_desk(hashlib.sha256(certificate).hexdigest())
    result = desk.sign({"7.1", "8.1"}, "0000")
    assert result.stopped is not None
    assert result.stopped.stable_code == "token_pin_wrong"
    assert tried == ["0000"]
    assert all(offer.signature is None for offer in desk.offers())


class Shelf(http.server.BaseHTTPRequestHandler):
    """Hands out one prepared document, as a server does."""

    content = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Say nothing."""


def test_the_window_opens_for_a_press_and_not_for_what_is_prepared_anew(open_desk: Open, bureau: Bureau) -> None:
    ready = prepared(bureau)
    shelf = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("One", (Shelf,), {"content": ready.content}))
    thread = threading.Thread(target=shelf.serve_forever)
    thread.start()
    try:
        desk = Desk(open_desk("").pairing, Server(f"http://127.0.0.1:{shelf.server_address[1]}", token="t"))
        first = offered(bureau, ready)
        assert desk.take([first])
        assert not desk.take([first])
        assert not desk.take([replace(first, mark="7.2")])
        assert desk.marks == {"7.2"}
        stale = desk.sign({"7.1"}, PIN)
        assert stale.stopped is not None
        assert stale.stopped.stable_code == "nothing_chosen"
        assert desk.take([replace(first, mark="7.3", asked_at="2026-11-25T08:31:00.000Z")])
        assert not desk.take([])
        assert desk.take([first])
    finally:
        shelf.shutdown()
        shelf.server_close()
        thread.join()


def test_several_documents_are_chosen_and_take_one_pin(open_desk: Open) -> None:
    window = Window(open_desk("00" * 32))
    window.start()
    try:
        page = httpx.get(f"http://{window.host}{window.place}", timeout=10).text
    finally:
        window.stop()
    assert page.count('type="checkbox"') == 2
    assert page.count('type="password"') == 1
