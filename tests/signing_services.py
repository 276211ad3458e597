"""Services outside, played on this machine: a remote signing service (CSC API v2) and a time stamp authority."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TypeVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from tests.signing import LocalTimeStamps, Secret

CREDENTIAL, TOKEN, SAD = "chu-ky-chu-tich", "a token of the tests", "activation data of the tests"
PIN, ONCE = "246810", "activation data for one signature"


Service = TypeVar("Service", bound=ThreadingHTTPServer)


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    """Let a service answer for the block."""
    thread = Thread(target=service.serve_forever, daemon=True)
    with service:
        thread.start()
        yield service
        service.shutdown()
        thread.join()


class SigningService(ThreadingHTTPServer):
    """Holds one key.

    `mood` makes it misbehave: ok, half_way (it goes away when asked to sign), busy, refuse, nonsense, huge, wrong.
    """

    def __init__(self, secret: Secret, certificates: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _SigningHandler)
        self.secret = secret
        self.certificates = certificates
        self.mood = "ok"
        self.received: list[dict[str, object]] = []
        self.allowed: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/csc/v2"

    def access(self) -> bytes:
        """Give the file that lets a key folder use the key."""
        parts = {"address": self.address, "credential_id": CREDENTIAL, "token": TOKEN, "sad": SAD}
        return json.dumps(parts).encode()

    def allows(self, body: dict[str, object]) -> bool:
        """Tell whether a request may sign: by lasting activation data, or once what was authorized."""
        if body.get("SAD") == SAD:
            return True
        allowed, self.allowed = self.allowed, []
        return body.get("SAD") == ONCE and body["hashes"] == allowed

    def sign_hash(self, digest: bytes) -> bytes:
        if self.mood == "wrong":
            digest = bytes(len(digest))
        if isinstance(self.secret, ec.EllipticCurvePrivateKey):
            return self.secret.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))
        return self.secret.sign(digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))


class _SigningHandler(BaseHTTPRequestHandler):
    server: SigningService

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append(body)
        allowed = self.headers["Authorization"] == f"Bearer {TOKEN}" and body["credentialID"] == CREDENTIAL
        if not allowed or self.server.mood == "refuse":
            self._answer(401, {"error": "access_denied"})
        elif self.server.mood == "busy":
            self._answer(503, {"error": "temporarily_unavailable"})
        elif self.server.mood == "nonsense":
            self._answer(200, ["not", "an", "answer"])
        elif self.server.mood == "huge":
            self._answer(200, {"cert": {"certificates": ["A" * 400_000]}})
        elif self.path == "/csc/v2/credentials/info":
            listed = [base64.b64encode(one).decode() for one in self.server.certificates]
            self._answer(200, {"cert": {"certificates": listed}})
        elif self.server.mood == "half_way":
            self.close_connection = True
        elif self.path == "/csc/v2/credentials/authorize" and body["authData"] == [{"id": "PIN", "value": PIN}]:
            self.server.allowed = body["hashes"]
            self._answer(200, {"SAD": ONCE, "expiresIn": 300})
        elif self.path == "/csc/v2/signatures/signHash" and self.server.allows(body):
            made = [self.server.sign_hash(base64.b64decode(one)) for one in body["hashes"]]
            self._answer(200, {"signatures": [base64.b64encode(one).decode() for one in made]})
        else:
            self._answer(400, {"error": "invalid_request"})

    def _answer(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 – the base class names it
        """Stay quiet."""


class TimeStampService(ThreadingHTTPServer):
    """Answers as an authority; `broken` makes it answer with a page instead."""

    def __init__(self, stamps: LocalTimeStamps) -> None:
        super().__init__(("127.0.0.1", 0), _StampHandler)
        self.stamps = stamps
        self.broken = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/tsa"


class _StampHandler(BaseHTTPRequestHandler):
    server: TimeStampService

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        body = b"<html>" if self.server.broken else self.server.stamps.stamp(asked)
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if self.server.broken else "application/timestamp-reply")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 – the base class names it
        """Stay quiet."""
