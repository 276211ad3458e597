"""The port of time stamp authorities (RFC 3161), and the one that is spoken to over HTTP (§3.4)."""

from typing import Protocol

import urllib3
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper

from engine.signing import refusals

_LONGEST_ANSWER = 256 * 1024
_QUERY, _REPLY = "application/timestamp-query", "application/timestamp-reply"


class TimeStampAuthority(Protocol):
    """Answers a TimeStampReq (DER) with a TimeStampResp (DER); raises Unavailable when it cannot be reached."""

    def stamp(self, request: bytes) -> bytes:
        """Answer."""
        ...


class HttpTimeStamps:
    """An authority at a web address."""

    def __init__(self, address: str, *, timeout_s: float = 10.0) -> None:
        """Take the authority's address; nothing is asked yet."""
        self._address = address
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(total=timeout_s), retries=urllib3.Retry(0, redirect=False)
        )

    def stamp(self, request: bytes) -> bytes:
        """Ask the authority."""
        try:
            response = self._pool.request(
                "POST", self._address, body=request, headers={"Content-Type": _QUERY}, preload_content=False
            )
            content = response.read(_LONGEST_ANSWER + 1)
            response.close()
        except urllib3.exceptions.HTTPError as error:
            raise unavailable() from error
        usable = response.status == 200 and response.headers.get("Content-Type", "").startswith(_REPLY)
        if not usable or len(content) > _LONGEST_ANSWER:
            raise unavailable()
        return bytes(content)


class PortTimeStamper(TimeStamper):
    """Lets pyHanko ask through the port."""

    def __init__(self, authority: TimeStampAuthority) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._authority = authority

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Ask; an answer that is no time stamp response counts as no answer."""
        answer = self._authority.stamp(req.dump())
        try:
            response = tsp.TimeStampResp.load(answer, strict=True)
            _ = response["status"]["status"].native
        except (ValueError, TypeError) as error:
            raise unavailable() from error
        return response


def unavailable() -> Exception:
    """Tell that no time stamp could be had."""
    return refusals.out_of_reach(
        "time_stamps_unavailable",
        "Dịch vụ cấp dấu thời gian không trả lời. Hệ thống sẽ thử lại.",
        "The time stamping service does not answer. It will be tried again.",
    )
