"""Static files: packed for who understands that, the file itself for who does not, and nothing twice."""

import asyncio
import gzip
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from api.packed_files import PackedFiles

STYLE = b"body { color: black }" * 50


Get = Callable[..., httpx.Response]


@pytest.fixture
def get(tmp_path: Path) -> Get:
    """Ask a folder with a packed style sheet and a plain text for a file."""
    (tmp_path / "app.css").write_bytes(STYLE)
    (tmp_path / "app.css.gz").write_bytes(gzip.compress(STYLE))
    (tmp_path / "read.txt").write_bytes(b"plain")
    transport = httpx.ASGITransport(app=PackedFiles(directory=tmp_path))

    async def asked(path: str, headers: dict[str, str]) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://files") as client:
            return await client.get(path, headers=headers)

    return lambda path, **headers: asyncio.run(asked(path, {key.replace("_", "-"): headers[key] for key in headers}))


def test_a_browser_that_takes_gzip_gets_the_packed_file(get: Get) -> None:
    answer = get("/app.css", accept_encoding="br, gzip")
    assert answer.content == STYLE
    assert int(answer.headers["content-length"]) < len(STYLE)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["vary"] == "Accept-Encoding"


def test_whoever_does_not_gets_the_file(get: Get) -> None:
    answer = get("/app.css", accept_encoding="identity")
    assert answer.content == STYLE
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"
    plain = get("/read.txt")
    assert (plain.content, "vary" in plain.headers) == (b"plain", False)


def test_what_is_known_is_not_sent_again(get: Get) -> None:
    for coding in ("gzip", "identity"):
        first = get("/app.css", accept_encoding=coding)
        again = get("/app.css", accept_encoding=coding, if_none_match=first.headers["etag"])
        assert (again.status_code, again.content) == (304, b"")
