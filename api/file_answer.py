"""How a stored file is answered over HTTP: never rendered in our origin, never guessed at, in ranges if asked.

RFC 9110 §14 (ranges), RFC 6266 and RFC 8187 (file names).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteRange:
    """Which bytes to send."""

    offset: int
    length: int


class RangeUnsatisfiable(Exception):
    """The range asked for lies behind the end of the file."""


def wanted_range(header: str | None, size_bytes: int) -> ByteRange | None:
    """Read a Range header; None means the whole file.

    Several ranges and anything unreadable are answered with the whole file, as RFC 9110 §14.2 allows.
    Raises RangeUnsatisfiable.
    """
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size_bytes)
        if length == 0:
            raise RangeUnsatisfiable
        return ByteRange(offset=size_bytes - length, length=length)
    offset = int(first)
    end = min(int(last), size_bytes - 1) if last else size_bytes - 1
    if last and int(last) < offset:
        return None
    if offset >= size_bytes:
        raise RangeUnsatisfiable
    return ByteRange(offset=offset, length=end - offset + 1)


def disposition(file_name: str) -> str:
    """Write Content-Disposition: always an attachment, with an ASCII name for old clients and the true one beside."""
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\%' else "_" for letter in file_name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def file_headers(file_name: str, sha256: str) -> Mapping[str, str]:
    """Give the headers of every answer that carries a file."""
    return {
        "Content-Disposition": disposition(file_name),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "bytes",
        "ETag": f'"{sha256}"',
    }


def picture_headers() -> Mapping[str, str]:
    """Give the headers of a picture of a file's page: shown in our pages only, kept by nobody."""
    return {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
