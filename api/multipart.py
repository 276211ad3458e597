"""Reads multipart/form-data while it arrives (RFC 7578): part by part, nothing kept but the piece at hand.

It judges no content. Bounds: number of parts, header sizes (the parser's own), and how long a silent sender is borne.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from api.retrying import note_streamed
from engine.errors import InputRejected, LimitExceeded, Text

MAX_PARTS = 16
# A sender that says nothing for so long is gone, or means to occupy us.
SILENCE_S = 60.0
# Below this (about an old telephone line) an upload is given up after a first minute: it would hold a place for hours.
SLOWEST_BYTES_S = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHead:
    """What a part says of itself; `file_name` is None for an ordinary field. Nothing of it is to be trusted."""

    name: str
    file_name: str | None
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part that has begun; its `chunks` must be read to the end before the next part is asked for."""

    head: PartHead
    chunks: AsyncIterator[bytes]

    async def small(self, *, max_bytes: int) -> bytes:
        """Read the whole part; raises LimitExceeded when it is larger than `max_bytes`."""
        content = bytearray()
        async for chunk in self.chunks:
            content += chunk
            if len(content) > max_bytes:
                raise LimitExceeded(
                    Text(
                        vi="Phần thông tin kèm theo tệp quá dài. Chưa lưu.",
                        en="The information sent with the file is too long. Nothing was saved.",
                    ),
                    code="multipart_field_too_long",
                )
        return bytes(content)


class MultipartReader:
    """The parts of one request's body, in order of arrival."""

    def __init__(self, request: Request) -> None:
        kind, options = parse_options_header(request.headers.get("content-type"))
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise InputRejected(
                Text(
                    vi="Hãy gửi tệp dưới dạng multipart/form-data.",
                    en="Please send the file as multipart/form-data.",
                ),
                code="media_type_unsupported",
            )
        note_streamed(request)
        self._body = request.stream().__aiter__()
        self._events: deque[PartHead | bytes | None] = deque()
        self._headers: list[tuple[bytes, bytes]] = []
        self._field, self._value = bytearray(), bytearray()
        self._parts = 0
        self._ended = False
        self._began = time.monotonic()
        self._received = 0
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": lambda data, start, end: self._field.extend(data[start:end]),
                    "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                    "on_header_end": self._header_done,
                    "on_headers_finished": self._headers_done,
                    "on_part_data": lambda data, start, end: self._events.append(bytes(data[start:end])),
                    "on_part_end": lambda: self._events.append(None),
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise malformed() from error

    async def parts(self) -> AsyncIterator[Part]:
        """Give each part as it begins; raises InputRejected for a body that is not what it says or breaks off."""
        while (event := await self._next()) is not _END:
            if isinstance(event, PartHead):
                yield Part(head=event, chunks=self._chunks())

    async def _chunks(self) -> AsyncIterator[bytes]:
        while True:
            event = await self._next()
            if isinstance(event, bytes):
                yield event
            elif event is None:
                return
            else:
                raise malformed()

    async def _next(self) -> "PartHead | bytes | _End | None":
        while not self._events:
            if self._ended:
                return _END
            try:
                async with asyncio.timeout(SILENCE_S):
                    block = await anext(self._body)
                self._count(len(block))
                self._parser.write(block)
            except StopAsyncIteration as error:
                raise malformed() from error
            except (FormParserError, UnicodeDecodeError) as error:
                raise malformed() from error
            except (TimeoutError, ClientDisconnect) as error:
                raise broken_off() from error
        return self._events.popleft()

    def _count(self, length: int) -> None:
        self._received += length
        elapsed = time.monotonic() - self._began
        if elapsed > SILENCE_S and self._received < elapsed * SLOWEST_BYTES_S:
            raise broken_off()

    def _begin(self) -> None:
        self._parts += 1
        self._headers = []
        if self._parts > MAX_PARTS:
            raise malformed()

    def _header_done(self) -> None:
        self._headers.append((bytes(self._field).lower(), bytes(self._value)))
        self._field, self._value = bytearray(), bytearray()

    def _headers_done(self) -> None:
        headers = dict(self._headers)
        kind, options = parse_options_header(headers.get(b"content-disposition", b"").decode("latin-1"))
        if kind != b"form-data":
            raise malformed()
        file_name = options.get(b"filename")
        self._events.append(
            PartHead(
                name=options.get(b"name", b"").decode("utf-8", errors="replace"),
                # Browsers and clients send UTF-8 here and escape only quotes and line ends (WHATWG HTML §4.10.21.8).
                file_name=None if file_name is None else _unescaped(file_name.decode("utf-8", errors="replace")),
                content_type=headers.get(b"content-type", b"").decode("latin-1"),
            )
        )

    def _end(self) -> None:
        self._ended = True


class _End:
    """The mark after the last part."""


_END = _End()


def malformed() -> InputRejected:
    """Make the refusal of a body that is no well-formed multipart/form-data."""
    return InputRejected(
        Text(
            vi="Không đọc được nội dung gửi lên. Chưa lưu. Hãy tải lại trang và gửi lại.",
            en="The upload could not be read. Nothing was saved. Please reload the page and send it again.",
        ),
        code="multipart_malformed",
    )


def broken_off() -> InputRejected:
    """Make the answer to an upload whose sender stopped; mostly nobody is left to read it."""
    return InputRejected(
        Text(
            vi="Việc tải tệp bị ngắt giữa chừng. Chưa lưu. Hãy tải lên lại.",
            en="The upload broke off. Nothing was saved. Please upload the file again.",
        ),
        code="upload_broken_off",
    )


def _unescaped(name: str) -> str:
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
