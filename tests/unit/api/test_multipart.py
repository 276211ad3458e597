"""The multipart reader: any slicing gives the same parts; broken bodies end in a refusal, never in an error."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from api.multipart import MultipartReader
from engine.errors import InputRejected, LimitExceeded

BOUNDARY = "xYz"
FILE = bytes(range(256)) * 8
BODY = (
    b'--xYz\r\nContent-Disposition: form-data; name="metadata"\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n'
    b'--xYz\r\nContent-Disposition: form-data; name="file"; filename="T\xe1\xbb\x9d %22a%22.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n" + FILE + b"\r\n--xYz--\r\n"
)


def request(body: bytes, *, step: int, content_type: str = f"multipart/form-data; boundary={BOUNDARY}") -> Request:
    pieces = [body[start : start + step] for start in range(0, len(body), step)] or [b""]

    async def receive() -> Message:
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    headers = [(b"content-type", content_type.encode())]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


async def collect(given: Request) -> list[tuple[str, str | None, str, bytes]]:
    found = []
    async for part in MultipartReader(given).parts():
        content = b"".join([chunk async for chunk in part.chunks])
        found.append((part.head.name, part.head.file_name, part.head.content_type, content))
    return found


def read(body: bytes, step: int = 100) -> list[tuple[str, str | None, str, bytes]]:
    return asyncio.run(collect(request(body, step=step)))


@pytest.mark.parametrize("step", [1, 7, 64, 1000, 10**6])
def test_any_slicing_gives_the_same_parts(step: int) -> None:
    assert read(BODY, step) == [
        ("metadata", None, "application/json", b'{"a":1}'),
        ("file", 'Tờ "a".pdf', "application/pdf", FILE),
    ]


@pytest.mark.parametrize("cut", [0, 3, 60, 120, 400, len(BODY) - 8])
def test_a_body_that_stops_is_refused(cut: int) -> None:
    with pytest.raises(InputRejected) as caught:
        read(BODY[:cut])
    assert caught.value.stable_code == "multipart_malformed"


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data", "multipart/mixed; boundary=x"])
def test_other_media_types_are_refused(content_type: str) -> None:
    with pytest.raises(InputRejected) as caught:
        MultipartReader(request(BODY, step=10, content_type=content_type))
    assert caught.value.stable_code == "media_type_unsupported"


def test_too_many_parts_are_refused() -> None:
    part = b'--xYz\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    with pytest.raises(InputRejected):
        read(part * 40 + b"--xYz--\r\n")


def test_endless_headers_are_refused() -> None:
    with pytest.raises(InputRejected):
        read(b"--xYz\r\nContent-Disposition: form-data; name=" + b"a" * 100_000 + b"\r\n\r\n1\r\n--xYz--\r\n")


def test_a_small_part_is_bounded() -> None:
    async def read_small() -> None:
        async for part in MultipartReader(request(BODY, step=100)).parts():
            await part.small(max_bytes=5)

    with pytest.raises(LimitExceeded):
        asyncio.run(read_small())


def test_a_sender_who_goes_away_is_told_apart() -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": BODY[:200], "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    headers = [(b"content-type", f"multipart/form-data; boundary={BOUNDARY}".encode())]
    given = Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)
    with pytest.raises(InputRejected) as caught:
        asyncio.run(collect(given))
    assert caught.value.stable_code == "upload_broken_off"


def test_a_sender_who_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(0, 10_000, 50))
    monkeypatch.setattr("api.multipart.time.monotonic", lambda: float(next(moments)))
    with pytest.raises(InputRejected) as caught:
        read(BODY, step=10)
    assert caught.value.stable_code == "upload_broken_off"


@settings(deadline=None)
@given(cut=st.integers(0, len(BODY)), noise=st.binary(max_size=40), step=st.integers(1, 500))
def test_noise_is_read_or_refused(cut: int, noise: bytes, step: int) -> None:
    body = BODY[:cut] + noise + BODY[cut:]
    try:
        parts = read(body, step)
    except InputRejected:
        return
    assert all(isinstance(content, bytes) for *_, content in parts)


def test_memory_holds_the_piece_at_hand_only() -> None:
    block = bytes(1 << 16)
    head = BODY[: BODY.index(FILE)]
    sent = 0

    async def stream() -> AsyncIterator[bytes]:
        yield head
        for _ in range(400):
            yield block
        yield b"\r\n--xYz--\r\n"

    blocks = stream()

    async def receive() -> Message:
        try:
            return {"type": "http.request", "body": await anext(blocks), "more_body": True}
        except StopAsyncIteration:
            return {"type": "http.request", "body": b"", "more_body": False}

    async def run() -> int:
        nonlocal sent
        headers = [(b"content-type", f"multipart/form-data; boundary={BOUNDARY}".encode())]
        reader = MultipartReader(Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive))
        largest = 0
        async for part in reader.parts():
            async for chunk in part.chunks:
                sent += len(chunk)
                largest = max(largest, sum(len(event) for event in reader._events if isinstance(event, bytes)))
        return largest

    assert asyncio.run(run()) <= 1 << 16
    assert sent > 400 * len(block) - 1
