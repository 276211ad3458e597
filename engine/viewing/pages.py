"""Pictures of a file's pages: asked of the child process, checked, and given back as bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from engine.viewing.ask import ask

MEDIA_TYPE: Final = "image/jpeg"
MOST_BYTES: Final = 100 * 1024 * 1024
PDF: Final = "application/pdf"
_KINDS: Final[Mapping[str, str]] = {
    PDF: "pdf",
    "image/png": "picture",
    "image/jpeg": "picture",
    "image/tiff": "picture",
}
_JPEG: Final = b"\xff\xd8\xff"
_MOST_PAGES: Final = 100_000
MOST_DRAWN: Final = 8  # pages in one go, at the most
_MOST_PIXELS: Final = 10_000


class Problem(StrEnum):
    """Why a file's pages are not shown."""

    NOT_DRAWN = "not_drawn"  # no type that we draw
    NO_OFFICE = "no_office"  # LibreOffice would draw it, and is not installed
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    TOO_HEAVY = "too_heavy"  # it took too much time or memory, or ended the process that drew it


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A picture's size in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One page as JPEG."""

    shape: Shape
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What came of one attempt: how many pages the file has, and pictures of some by their number (from 1).

    `pages` is 0 where there is a problem.
    """

    pages: int
    problem: Problem | None
    pictures: Mapping[int, Picture]


def is_drawable(content_type: str) -> bool:
    """Tell whether pages of this media type can be drawn."""
    return kind_of(content_type) is not None


def kind_of(content_type: str) -> str | None:
    """Give what the child process calls a file of this media type; None when it draws none of it."""
    return _KINDS.get(content_type)


def draw_pages(source: Path, content_type: str, *, first: int) -> Drawn:
    """Draw page `first` of a file, and some behind it while that is quick; other files may lie beside `source`.

    A page that cannot be drawn is missing in the answer.
    """
    kind = kind_of(content_type)
    if kind is None:
        return Drawn(pages=0, problem=Problem.NOT_DRAWN, pictures={})
    said = ask("draw", kind, source.name, str(first), folder=source.parent)
    pages = max((_number(line, "pages", _MOST_PAGES) for line in said), default=0)
    if pages == 0:
        broken = any(line.get("problem") == "broken" for line in said)
        return Drawn(pages=0, problem=Problem.BROKEN if broken else Problem.TOO_HEAVY, pictures={})
    return Drawn(pages=pages, problem=None, pictures=dict(_pictures(said, source.parent, first)))


def _pictures(said: tuple[Mapping[str, Any], ...], folder: Path, first: int) -> Iterator[tuple[int, Picture]]:
    wanted = set(range(first, first + MOST_DRAWN))
    for line in said:
        page = _number(line, "page", _MOST_PAGES)
        width, height = _number(line, "width", _MOST_PIXELS), _number(line, "height", _MOST_PIXELS)
        if not (page in wanted and width and height):
            continue
        wanted.remove(page)
        path = folder / f"{page}.jpg"
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        if content.startswith(_JPEG):
            yield page, Picture(shape=Shape(width=width, height=height), content=content)


def _number(line: Mapping[str, Any], name: str, most: int) -> int:
    """Read a positive number that the child said; anything else is 0."""
    said = line.get(name)
    return said if isinstance(said, int) and 0 < said <= most else 0
