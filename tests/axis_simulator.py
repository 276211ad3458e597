"""The document axis as other authorities run it, for the tests: a real HTTP server with the four calls of its kit.

It keeps one document a message id, however often it is sent, hands out the status messages that receivers report and
the documents that others send us, and keeps what we answer them.
`down` closes its port, as when the network is away.

    python -m tests.axis_simulator PORT      serves until it is stopped, for trying by hand
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from engine.exchange import DocumentMessage, MessageRefused, StatusCode, StatusMessage, build_status, read_message
from engine.exchange.build import document_id

TOKEN = "a token of the tests only"


@dataclass
class Axis:
    """What has passed over the axis, and whom it knows (None: everybody)."""

    known: frozenset[str] | None = None
    received: dict[str, DocumentMessage] = field(default_factory=dict)  # by message id
    sent: list[str] = field(default_factory=list)  # every call, repeated ones too
    waiting: dict[str, bytes] = field(default_factory=dict)  # status messages by id
    failed: list[str] = field(default_factory=list)
    documents: dict[str, bytes] = field(default_factory=dict)  # for us, by id, until they are confirmed
    confirmed: list[str] = field(default_factory=list)
    answers: dict[str, StatusMessage] = field(default_factory=dict)  # what we told senders, by message id
    port: int = 0
    server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Give where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        """Listen, on the port that it had."""
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def down(self) -> None:
        """Stop listening; what it has received stays."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def post(self, xml: bytes, message_id: str | None = None) -> str:
        """Let another authority send us a message; give its id."""
        key = message_id or f"d{len(self.documents) + len(self.confirmed) + len(self.failed) + 1}"
        self.documents[key] = xml
        return key

    def told(self) -> list[tuple[str, str]]:
        """Give what we answered, in its order: status codes with their descriptions."""
        return [(one.code.value, one.description) for one in self.answers.values()]

    def report(self, receiver: str, code: StatusCode, at: datetime, description: str = "") -> None:
        """Let a receiver report on the newest document that it got."""
        message = [one for one in self.received.values() if one.receiver.identifier == receiver][-1]
        written = f"{message.number}/{message.code}"
        status = StatusMessage(
            sender=message.receiver,
            receiver=message.sender,
            document_id=document_id(message.sender.identifier, message.issued_on, written),
            code=code,
            description=description,
            at=at,
        )
        self.waiting[f"s{len(self.waiting) + 1}"] = build_status(status)


@contextmanager
def serving(axis: Axis) -> Iterator[Axis]:
    """Serve for the length of a block."""
    axis.up()
    try:
        yield axis
    finally:
        axis.down()


def _handler(axis: Axis) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self._known():
                asked = urlsplit(self.path)
                path = f"{asked.path}/status" if "messageType=status" in asked.query else asked.path
                self._answer(*_posted(axis, path, self.headers.get("X-Message-Id", ""), body))

        def do_GET(self) -> None:
            if self._known():
                asked = urlsplit(self.path)
                self._answer(*_asked(axis, asked.path, parse_qs(asked.query)))

        def _known(self) -> bool:
            known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            if not known:
                self._answer(HTTPStatus.FORBIDDEN, b"who are you?")
            return known

        def _answer(self, status: HTTPStatus, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    return Handler


def _posted(axis: Axis, path: str, message_id: str, body: bytes) -> tuple[HTTPStatus, bytes]:
    if path == "/updateStatus":
        told = json.loads(body)
        axis.waiting.pop(told["docId"], None)
        brought = axis.documents.pop(told["docId"], None) is not None
        if told["status"] == "fail":
            axis.failed.append(told["docId"])
        elif brought:
            axis.confirmed.append(told["docId"])
        return HTTPStatus.OK, b"{}"
    try:
        message = read_message(body)
    except MessageRefused as refusal:
        return HTTPStatus.BAD_REQUEST, refusal.text.en.encode()
    if path == "/sendEdoc/status":
        assert isinstance(message, StatusMessage)
        axis.answers.setdefault(message_id, message)
        return HTTPStatus.OK, b"{}"
    assert isinstance(message, DocumentMessage)
    if axis.known is not None and message.receiver.identifier not in axis.known:
        return HTTPStatus.NOT_FOUND, "Mã đơn vị nhận không có trên trục".encode()
    axis.sent.append(message_id)
    axis.received[message_id] = message
    return HTTPStatus.OK, b"{}"


def _asked(axis: Axis, path: str, query: dict[str, list[str]]) -> tuple[HTTPStatus, bytes]:
    if path == "/getReceivedEdocList":
        wanted = axis.documents if query["messageType"] == ["edoc"] else axis.waiting
        return HTTPStatus.OK, json.dumps(list(wanted)).encode()
    found = axis.waiting.get(query["docId"][0]) or axis.documents.get(query["docId"][0])
    return (HTTPStatus.OK, found) if found is not None else (HTTPStatus.NOT_FOUND, b"")


if __name__ == "__main__":
    with serving(Axis(port=int(sys.argv[1]))) as running:
        sys.stdout.write(f"{running.url}\n")
        sys.stdout.flush()
        threading.Event().wait()
