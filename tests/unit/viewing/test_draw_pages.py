"""Pages are drawn in a child process, and whatever a file does there, the caller gets an answer in time."""

import zlib
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest
from PIL import Image

from engine.viewing import Drawn, Problem, ask, draw_pages
from tests.papers import exploding, scanned

PDF, TIFF, PNG = "application/pdf", "image/tiff", "image/png"


def drawn(folder: Path, content: bytes, media_type: str, *, first: int = 1) -> Drawn:
    source = folder / "source"
    source.write_bytes(content)
    return draw_pages(source, media_type, first=first)


def png(width: int, height: int) -> bytes:
    """Make the smallest file that claims to be a black picture of this size."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", pack(">2I5B", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress(bytes((width // 8 + 2) * 64))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("media_type", "form"), [(PDF, "PDF"), (TIFF, "TIFF")])
def test_the_page_asked_for_and_those_behind_it(tmp_path: Path, media_type: str, form: str) -> None:
    found = drawn(tmp_path, scanned(3, form=form), media_type, first=2)
    assert (found.pages, found.problem) == (3, None)
    assert list(found.pictures) in ([2], [2, 3])  # the third only while it is quick
    picture = Image.open(BytesIO(found.pictures[2].content))
    assert picture.format == "JPEG"
    assert picture.size == (found.pictures[2].shape.width, found.pictures[2].shape.height)
    wide, high = picture.size
    bar = picture.convert("L").resize((595, 842)).crop((45, 45, 100, 85))
    assert (round(high / wide, 1), min(bar.tobytes()) < 80) == (1.4, True)


def test_a_page_of_any_size_stays_within_the_bounds_of_a_screen(tmp_path: Path) -> None:
    found = drawn(tmp_path, scanned(1, size=(100, 9000)), PDF)
    assert found.pictures[1].shape.height <= 3508


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    found = drawn(tmp_path, out.getvalue(), PNG)
    assert Image.open(BytesIO(found.pictures[1].content)).convert("L").tobytes()[0] > 250


@pytest.mark.parametrize(
    ("content", "media_type", "problem"),
    [
        (b"%PDF-1.7\nnothing of it\n%%EOF\n", PDF, Problem.BROKEN),
        (scanned(1)[:900], PDF, Problem.BROKEN),
        (b"\x89PNG\r\n\x1a\nno picture", PNG, Problem.BROKEN),
        (png(60_000, 60_000), PNG, Problem.BROKEN),
        (b"PK\x03\x04", "application/vnd.oasis.opendocument.text", Problem.NOT_DRAWN),
    ],
)
def test_what_cannot_be_drawn_is_told(tmp_path: Path, content: bytes, media_type: str, problem: Problem) -> None:
    assert drawn(tmp_path, content, media_type) == Drawn(pages=0, problem=problem, pictures={})


def test_a_page_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "WALL_S", 2.0)
    assert dict(drawn(tmp_path, exploding(), PDF).pictures) == {}
