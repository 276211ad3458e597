"""The national document axis over HTTP: send edXML, take the documents and the status messages that others sent.

The four calls are named as in the axis's own kit: sendEdoc, getReceivedEdocList, getEdoc, updateStatus. The message
id goes along, so that a document sent twice is one document there.
"""

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cryptography import x509

from engine.errors import Text, Unavailable
from engine.exchange import build_document
from engine.operations.dispatch.channels import AXIS, Parcel, refused
from engine.store.queries.directory import DirectoryUnit

if TYPE_CHECKING:
    from urllib3 import PoolManager

_CONNECT_S, _READ_S = 5.0, 30.0
_LARGEST_ANSWER = 1024 * 1024  # bytes: what comes back are lists of ids and status messages
_LARGEST_DOCUMENT = 64 * 1024 * 1024  # bytes of a message that brings a document
_XML = {"Content-Type": "application/xml"}
_OK, _TOO_MANY, _BROKEN = 200, 429, 500


class AxisChannel:
    """The axis as one authority (`organisation`, its OrganId) reaches it."""

    code = AXIS
    answers = True

    def __init__(self, url: str, *, organisation: str, token: str, trusted: Sequence[x509.Certificate] = ()) -> None:
        """Take where the axis is, who we are there and whose signature its messages carry (`trusted`; none: unsigned).

        Nothing is connected yet.
        """
        self.organisation = organisation
        self.trusted = tuple(trusted)
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._made: PoolManager | None = None

    def address_of(self, unit: DirectoryUnit) -> str | None:
        """Give the unit's identifier on the axis."""
        return unit.axis_code

    def send(self, parcel: Parcel) -> None:
        """Send one document."""
        headers = {**_XML, "X-Message-Id": parcel.message_id}
        answer = self._call("POST", "sendEdoc", body=build_document(parcel.message), headers=headers)
        if answer.status != _OK:
            raise refused("Trục liên thông", "The axis", answer.data[:300].decode("utf-8", "replace"))

    def received(self) -> Iterator[tuple[str, bytes]]:
        """Give the status messages that wait for us, with their ids; they wait until `done`."""
        listed = self._call("GET", f"getReceivedEdocList?organId={self.organisation}&messageType=status")
        for one in _ids(listed):
            yield one, self._call("GET", f"getEdoc?docId={one}").data

    def waiting_documents(self) -> list[str]:
        """Name the messages with documents that wait for us; they wait until `done`."""
        return _ids(self._call("GET", f"getReceivedEdocList?organId={self.organisation}&messageType=edoc"))

    def document(self, message_id: str) -> bytes | None:
        """Give a message's bytes; None for one that is too large to be taken."""
        answer = self._call("GET", f"getEdoc?docId={message_id}", largest=_LARGEST_DOCUMENT + 1)
        if answer.status != _OK:
            raise _unreachable()
        return answer.data if len(answer.data) <= _LARGEST_DOCUMENT else None

    def report(self, message_id: str, status: bytes) -> None:
        """Send a status message; raises Unavailable (try again) or InputRejected (the axis will not have it)."""
        answer = self._call(
            "POST", "sendEdoc?messageType=status", body=status, headers={**_XML, "X-Message-Id": message_id}
        )
        if answer.status != _OK:
            raise refused("Trục liên thông", "The axis", answer.data[:300].decode("utf-8", "replace"))

    def done(self, message_id: str, *, taken: bool) -> None:
        """Tell the axis that a message has been taken, or could not be read."""
        body = json.dumps({"docId": message_id, "status": "done" if taken else "fail"}).encode("utf-8")
        self._call("POST", "updateStatus", body=body, headers={"Content-Type": "application/json"})

    def _call(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        largest: int = _LARGEST_ANSWER,
    ) -> "_Answer":
        from urllib3.exceptions import HTTPError  # noqa: PLC0415  loaded when the axis is first reached

        try:
            answer = self._pool.request(
                method,
                f"{self._url}/{path}",
                body=body,
                headers={**self._headers, **(headers or {})},
                redirect=False,
                preload_content=False,
            )
            try:
                data = answer.read(largest, decode_content=True)
            finally:
                answer.close()
        except HTTPError as error:
            raise _unreachable() from error
        if answer.status >= _BROKEN or answer.status == _TOO_MANY:
            raise _unreachable()
        return _Answer(answer.status, data)

    @property
    def _pool(self) -> "PoolManager":
        from urllib3 import PoolManager, Timeout  # noqa: PLC0415  see above

        if self._made is None:
            self._made = PoolManager(retries=False, timeout=Timeout(connect=_CONNECT_S, read=_READ_S))
        return self._made


class _Answer(NamedTuple):
    """Status and body, cut off at the bound: then it is no sound JSON or XML, and is refused as such."""

    status: int
    data: bytes


def _ids(answer: _Answer) -> list[str]:
    try:
        listed: Any = json.loads(answer.data) if answer.status == _OK else None
    except ValueError:
        listed = None
    if not isinstance(listed, list) or not all(isinstance(one, str) and one.isalnum() for one in listed):
        raise _unreachable()
    return listed


def _unreachable() -> Unavailable:
    return Unavailable(
        Text(vi="Trục liên thông văn bản không trả lời.", en="The document axis does not answer."),
        code="axis_unavailable",
    )
