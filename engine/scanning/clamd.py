"""One file a conversation with clamd: `zINSTREAM`, then chunks with their length, then its verdict (clamd(8)).

Nothing is passed when clamd does not answer: a scanner that an operator has set up is not gone round.
"""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from struct import pack
from typing import Final

from engine.errors import Text, Unavailable

_VERDICT: Final = re.compile(rb"stream: (?:(OK)|(.{1,200}) FOUND)\0?")
_LONGEST_VERDICT: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class VirusScanner:
    """Where clamd listens. `timeout_s` bounds each step: connecting, sending a chunk, waiting for the verdict."""

    host: str
    port: int = 3310
    timeout_s: float = 60.0

    def find(self, chunks: Iterable[bytes]) -> str | None:
        """Give the name of what clamd finds in a file, None when it finds nothing; raises Unavailable."""
        try:
            with socket.create_connection((self.host, self.port), self.timeout_s) as clamd:
                answer = _scan(clamd, chunks)
        except OSError as error:
            raise _silent(type(error).__name__) from error
        verdict = _VERDICT.fullmatch(answer)
        if verdict is None:  # a file above clamd's StreamMaxLength, among others
            raise _silent(answer.decode("ascii", errors="replace").strip("\0 ")[:200])
        return verdict[2].decode("utf-8", errors="replace") if verdict[2] else None


def _scan(clamd: socket.socket, chunks: Iterable[bytes]) -> bytes:
    clamd.sendall(b"zINSTREAM\0")
    for chunk in chunks:
        if chunk:
            clamd.sendall(pack(">I", len(chunk)) + chunk)
    clamd.sendall(pack(">I", 0))
    answer = b""
    while len(answer) < _LONGEST_VERDICT and (more := clamd.recv(_LONGEST_VERDICT)):
        answer += more
    return answer


def _silent(reason: str) -> Unavailable:
    return Unavailable(
        Text(
            vi="Máy quét mã độc chưa kiểm tra được tệp. Chưa lưu. Hãy thử lại sau ít phút hoặc báo quản trị hệ thống.",
            en="The virus scanner could not look at the file. Nothing was saved. Try again in a few minutes, or tell "
            "the system administrator.",
        ),
        code="virus_scanner_unavailable",
        details={"reason": reason},
    )
