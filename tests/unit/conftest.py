"""The rule of this layer: no I/O. A unit test that opens a network connection fails."""

import socket
from typing import NoReturn

import pytest


@pytest.fixture(autouse=True)
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every way of reaching another process over a socket."""

    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        pytest.fail("a unit test opened a socket; move it to tests/integration")

    for name in ("connect", "connect_ex", "bind", "listen", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
