"""Draws pages of a PDF or a picture as JPEG files; runs in the child process only.

It says how many pages there are, then each page that it drew: `{"pages": 3}`, `{"page": 1, "width": 1240, …}`.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps
from PIL.Image import DecompressionBombError

from engine.viewing.child import say
from engine.viewing.pages import MOST_DRAWN

WIDEST, TALLEST = 1240, 3508  # pixels: A4 at 150 dots an inch is 1240 wide; long receipts are cut to this height
_LARGEST_SCALE: Final = 4.0
_MOST_PIXELS: Final = 60_000_000  # A4 at 600 dots an inch has 35 million
_QUALITY: Final = 85
_AHEAD_S: Final = 0.5  # after the page that was asked for, those behind it, for so long
_FORMATS: Final = ("PNG", "JPEG", "TIFF")
Draw = Callable[[int], Image.Image]
Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels


def draw(kind: str, source: str, first: str) -> None:
    """Draw page `first` of the file `source` (`pdf` or `picture`), then more of them while that is quick."""
    try:
        pages, draw_page = open_pages(kind, source)
    except (ValueError, OSError, RuntimeError, SyntaxError, DecompressionBombError):
        say({"problem": "broken"})
        return
    say({"pages": pages})
    began = time.monotonic()
    for number in range(int(first), min(pages, int(first) + MOST_DRAWN - 1) + 1):
        picture = draw_page(number)
        picture.save(f"{number}.jpg", "JPEG", quality=_QUALITY, subsampling=0)
        say({"page": number, "width": picture.width, "height": picture.height})
        if time.monotonic() - began > _AHEAD_S:
            return


def open_pages(kind: str, source: str) -> tuple[int, Draw]:
    """Give how many pages the file `source` has, and what draws one in colours on white; raises for a broken file."""
    pages, draw_page = _pdf(source) if kind == "pdf" else _picture(source)
    return pages, lambda number: _on_white(draw_page(number))


def _pdf(source: str) -> tuple[int, Draw]:
    import pypdfium2  # noqa: PLC0415  pictures need none of it

    document = pypdfium2.PdfDocument(Path(source))  # PdfiumError is a RuntimeError
    document.init_forms()

    def draw_page(number: int) -> Image.Image:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(WIDEST / max(width, 1), TALLEST / max(height, 1), _LARGEST_SCALE)
        drawn: Image.Image = page.render(scale=scale).to_pil()
        return drawn

    if len(document) == 0:
        raise ValueError("a document without pages")
    return len(document), draw_page


def _picture(source: str) -> tuple[int, Draw]:
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS // 2  # Pillow refuses at twice this number
    picture = Image.open(source, formats=_FORMATS)

    def draw_page(number: int) -> Image.Image:
        picture.seek(number - 1)
        picture.draft("RGB", (WIDEST, TALLEST))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((WIDEST, TALLEST))
        return upright

    return getattr(picture, "n_frames", 1), draw_page


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    white = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
