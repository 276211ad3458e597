"""A large body is not read before it is known who sends it: shown on the wire, where no byte of it is ever sent."""

import base64
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from api.accounts.csrf import SESSION_COOKIE, csrf_token
from api.sign_in_first import STRANGERS_BYTES
from engine.operations import Engine
from tests.integration.api.conftest import Served, sign_in
from tests.office import MACHINE, PASSWORD

FIFTY_MB = 50_000_000
MULTIPART = "multipart/form-data; boundary=x"
PATIENCE_S = 20
UPLOADS = {
    "/v2/deployments": MULTIPART,
    "/v2/documents": MULTIPART,
    "/v2/process-instances": "application/json",
    "/v2/jobs/activation": "application/json",
    "/thiet-ke/ap-dung": MULTIPART,
    "/thiet-ke/kiem-tra": MULTIPART,
    "/viec/1/hoan-thanh": "application/x-www-form-urlencoded",
}
SIZES = {"declared": f"Content-Length: {FIFTY_MB}", "chunked": "Transfer-Encoding: chunked"}


@pytest.fixture
def large(engine: Engine, serve: Callable[..., Served]) -> Served:
    """Serve the Office with room for bodies of 60 MB."""
    engine.objects.ensure_bucket()
    return serve(engine, body_max_bytes=60_000_000, upload_max_bytes=60_000_000)


def ask(served: Served, path: str, content_type: str, *headers: str) -> str:
    """Send the head of a request that waits to be asked for its body; give all that the server says."""
    place = urlsplit(served.url)
    head = [f"POST {path} HTTP/1.1", f"Host: {place.netloc}", f"Content-Type: {content_type}", *headers]
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE_S) as wire:
        wire.sendall(("\r\n".join([*head, "Expect: 100-continue"]) + "\r\n\r\n").encode())
        return wire.recv(65536).decode()


def basic(name: str, password: str) -> str:
    return "Authorization: Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", UPLOADS)
def test_strangers_are_refused_before_they_send_anything(large: Served, path: str, size: str) -> None:
    said = ask(large, path, UPLOADS[path], SIZES[size])
    assert said.split(" ", 2)[1] == ("401" if path.startswith("/v2") else "303")
    for shown in (basic(MACHINE, "wrong"), "Authorization: Bearer no-such-token", f"Cookie: {SESSION_COOKIE}=none"):
        said = ask(large, path, UPLOADS[path], SIZES[size], shown)
        assert said.split(" ", 2)[1] in ("401", "303", "429"), said


def test_a_deployment_is_read_only_for_those_who_may_deploy(large: Served) -> None:
    with large.anonymous() as client:
        sign_in(client, "le.kim.oanh", PASSWORD)
        clerk = f"Cookie: {SESSION_COOKIE}={client.cookies[SESSION_COOKIE]}"
        token = csrf_token(client.cookies[SESSION_COOKIE])
    refused = ask(large, "/v2/deployments", MULTIPART, SIZES["declared"], clerk, f"X-CSRF-Token: {token}")
    assert refused.startswith("HTTP/1.1 403")
    invited = ask(large, "/v2/deployments", MULTIPART, SIZES["declared"], basic(MACHINE, PASSWORD))
    assert invited.startswith("HTTP/1.1 100")


@pytest.mark.parametrize("path", ["/dang-nhap", "/oauth/token"])
def test_where_strangers_are_expected_they_may_bring_little(large: Served, path: str) -> None:
    form = "application/x-www-form-urlencoded"
    assert ask(large, path, form, f"Content-Length: {STRANGERS_BYTES + 1}").startswith("HTTP/1.1 413")
    with large.anonymous() as client:
        answer = client.post(path, content=iter([b"a=" + b"b" * STRANGERS_BYTES]), headers={"Content-Type": form})
        assert answer.status_code == 413
