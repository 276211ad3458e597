"""The one server that this machine is paired with, as the program speaks to it: outwards only, over TLS.

What the server says is taken for no more than it is: bounded in size, read field by field, and believed about no
document (`engine.agent.offer` checks that).
"""

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import urllib3

from engine.agent.pairing_file import Pairing
from engine.errors import EngineError, InputRejected, Text, Unavailable

_LONGEST_ANSWER: Final = 4 * 1024 * 1024
_LARGEST_DOCUMENT: Final = 110 * 1024 * 1024
_POLL_S: Final = 25.0
_ANSWER_S: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A document to be signed, as the server tells of it; hashes in hexadecimal."""

    key: str
    mark: str
    file_name: str
    business_id: str
    case_title: str
    signer: str
    document_sha256: str
    document_size: int
    prepared_sha256: str
    hole: tuple[int, int]
    certificate_sha256: str
    signed_attributes: bytes = field(repr=False)
    asked_at: str  # when the person pressed; another moment asks for the window again


class Refused(InputRejected):
    """The server refused; `stable_code` is its own."""


class Server:
    """A server; every call raises Unavailable when it cannot be reached and Refused when it says no."""

    def __init__(self, origin: str, *, token: str = "", authorities: str = "") -> None:
        self._origin = origin
        self._token = token
        trusted: dict[str, Any] = {"ca_certs": authorities} if authorities else {}
        self._pool = urllib3.PoolManager(retries=urllib3.Retry(0, redirect=False), cert_reqs="CERT_REQUIRED", **trusted)

    @classmethod
    def of(cls, pairing: Pairing) -> "Server":
        """Give the server of a pairing."""
        return cls(pairing.server, token=pairing.token, authorities=pairing.authorities)

    def pair(self, *, code: str, machine: str, certificates: Iterable[bytes], proof: bytes) -> tuple[str, str]:
        """Pair this machine; give the token and the person's name."""
        told = {
            "code": code,
            "machine": machine,
            "certificates": [base64.b64encode(der).decode() for der in certificates],
            "proof": base64.b64encode(proof).decode(),
        }
        answer = self._ask("POST", "/v2/signing-agents", told)
        return _text(answer, "token"), _text(answer, "displayName")

    def waiting(self, known: Iterable[str]) -> tuple[Told, ...]:
        """Give what waits, as soon as it is something else than the marks `known`, or after a while."""
        asked = {"known": sorted(known), "requestTimeout": int(_POLL_S * 1000)}
        answer = self._ask("POST", "/v2/signing-requests/search", asked, timeout_s=_POLL_S + _ANSWER_S)
        items = answer.get("items")
        if not isinstance(items, list):
            raise _nonsense()
        return tuple(_told(item) for item in items)

    def document(self, key: str) -> bytes:
        """Give the bytes that are to be signed."""
        return self._send("GET", f"/v2/signing-requests/{key}/document", None, _LARGEST_DOCUMENT, _ANSWER_S * 4)

    def sign(self, told: Told, signature: bytes) -> None:
        """Hand a signature over."""
        answer = {"mark": told.mark, "signature": base64.b64encode(signature).decode()}
        self._ask("POST", f"/v2/signing-requests/{told.key}/signature", answer)

    def fail(self, told: Told, code: str) -> None:
        """Tell why there is no signature."""
        self._ask("POST", f"/v2/signing-requests/{told.key}/failure", {"mark": told.mark, "code": code})

    def _ask(self, method: str, path: str, told: object, *, timeout_s: float = _ANSWER_S) -> dict[str, Any]:
        content = self._send(method, path, told, _LONGEST_ANSWER, timeout_s)
        return _object(content) if content else {}

    def _send(self, method: str, path: str, told: object, most: int, timeout_s: float) -> bytes:
        headers = {"Accept": "application/json, application/pdf"}
        if told is not None:
            headers["Content-Type"] = "application/json"
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            response = self._pool.request(
                method,
                self._origin + path,
                body=json.dumps(told) if told is not None else None,
                headers=headers,
                timeout=urllib3.Timeout(connect=_ANSWER_S, read=timeout_s),
                preload_content=False,
            )
            content = bytes(response.read(most + 1))
            response.close()
        except urllib3.exceptions.HTTPError as error:
            raise _away() from error
        if 400 <= response.status < 500:
            raise _refusal(content)
        if response.status >= 300 or len(content) > most:
            raise _away()
        return content


def _told(item: object) -> Told:
    if not isinstance(item, dict):
        raise _nonsense()
    try:
        attributes = base64.b64decode(_text(item, "signedAttributes"), validate=True)
    except binascii.Error as error:
        raise _nonsense() from error
    return Told(
        key=_text(item, "signingRequestKey"),
        mark=_text(item, "mark"),
        file_name=_text(item, "fileName"),
        business_id=_text(item, "businessId"),
        case_title=_text(item, "caseTitle"),
        signer=_text(item, "signer"),
        document_sha256=_text(item, "documentSha256"),
        document_size=_number(item, "documentSize"),
        prepared_sha256=_text(item, "preparedSha256"),
        hole=(_number(item, "holeBegins"), _number(item, "holeEnds")),
        certificate_sha256=_text(item, "certificateSha256"),
        signed_attributes=attributes,
        asked_at=_text(item, "askedAt"),
    )


def _object(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise _nonsense() from error
    if not isinstance(answer, dict):
        raise _nonsense()
    return answer


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str):
        raise _nonsense()
    return value


def _number(answer: dict[str, Any], name: str) -> int:
    value = answer.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _nonsense()
    return value


def _refusal(content: bytes) -> EngineError:
    problem = _object(content)
    detail = _text(problem, "detail")
    return Refused(Text(vi=detail, en=detail), code=_text(problem, "code"))


def _away() -> Unavailable:
    return Unavailable(
        Text(
            vi="Không kết nối được máy chủ. Hãy kiểm tra mạng.", en="The server cannot be reached. Check the network."
        ),
        code="server_unavailable",
    )


def _nonsense() -> Unavailable:
    return Unavailable(
        Text(vi="Máy chủ trả lời sai quy cách.", en="The server gave an answer that cannot be used."),
        code="server_answer_invalid",
    )
