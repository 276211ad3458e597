"""Cuts words in frames, and words in red ink, out of the top of a first page; runs in the child process only.

Marks of secrecy are stamped: a frame of one line or two around a word or two in capitals, in red, in black on a copy. A
reader of pages takes such a thing for a picture; without its frame it is a word. What was cut out stands in one picture
then, `stamps.png`, and it says `{"stamps": 2}`.
"""

from collections.abc import Iterator
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageOps

from engine.viewing.child import say
from engine.viewing.draw import Box, open_pages

PICTURE: Final = "stamps.png"
_TOP: Final = 0.45  # of the page's height; addresses and text are below
_ENLARGED: Final = 2  # from 150 to 300 dots an inch, which readers of pages are made for
_REDDER, _DARKER = 50, 110  # ink: so much redder than blue or green; or so dark
_CELL: Final = 8  # pixels: what lies nearer belongs together
_BESIDE, _BELOW = 4, 1  # cells over which it does
_WIDTH, _HEIGHT = range(60, 1201), range(30, 361)
_SPANS: Final = 0.8  # of a region's width and height: a frame's lines
_MOST_FRAMES, _MOST_STAMPS = 4, 12
_MARGIN: Final = 40


def find_stamps(kind: str, source: str) -> None:
    """Cut them out of page 1 of the file `source` (`pdf` or `picture`)."""
    _, draw_page = open_pages(kind, source)
    page = draw_page(1)
    top = page.crop((0, 0, page.width, int(page.height * _TOP)))
    found = list(_cut(top.resize((top.width * _ENLARGED, top.height * _ENLARGED), Image.Resampling.BICUBIC)))
    if found:
        _together(found[:_MOST_STAMPS]).save(PICTURE)
    say({"stamps": len(found)})


def _cut(page: Image.Image) -> Iterator[Image.Image]:
    """Give red words with or without a frame, and dark ones in a frame, as white letters on black."""
    red, green, blue = page.split()
    redder = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    for ink, framed in ((_ink(redder, _REDDER), False), (ImageChops.invert(_ink(red, _DARKER)), True)):
        boxes = list(_regions(ink))
        for box in (box for box in boxes if not any(_is_within(box, other) for other in boxes)):
            word, frames = _without_frames(ink.crop(box))
            if word is not None and (frames or not framed):
                yield word


def _ink(shade: Image.Image, least: int) -> Image.Image:
    return shade.point([255 if value > least else 0 for value in range(256)])


def _regions(ink: Image.Image) -> Iterator[Box]:
    """Give the boxes around ink that lies together, of a stamp's size."""
    cells = _ink(ink.reduce(_CELL), _CELL)
    left = {(at % cells.width, at // cells.width) for at, value in enumerate(cells.tobytes()) if value}
    while left:
        region = _region(left)
        across, down = [x for x, _ in region], [y for _, y in region]
        box = (min(across) * _CELL, min(down) * _CELL, (max(across) + 1) * _CELL, (max(down) + 1) * _CELL)
        if box[2] - box[0] in _WIDTH and box[3] - box[1] in _HEIGHT:
            yield box


def _is_within(box: Box, other: Box) -> bool:
    return box != other and other[0] <= box[0] <= box[2] <= other[2] and other[1] <= box[1] <= box[3] <= other[3]


def _region(left: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take a cell, and all that it is together with, out of those left."""
    found = [left.pop()]
    for x, y in found:  # grows meanwhile
        near = {(x + dx, y + dy) for dx in range(-_BESIDE, _BESIDE + 1) for dy in range(-_BELOW, _BELOW + 1)} & left
        found += near
        left -= near
    return found


def _without_frames(ink: Image.Image) -> tuple[Image.Image | None, int]:
    """Give what is within the frames, one inside the other, and how many there were; None when nothing is."""
    for frames in range(_MOST_FRAMES):
        box = ink.getbbox()
        if box is None:
            return None, frames
        ink = ink.crop(box)
        within = next((each for each in _without_borders(ink) if each is not None), None)
        if within is None:
            return ink, frames
        ink = within
    return None, _MOST_FRAMES


def _without_borders(ink: Image.Image) -> Iterator[Image.Image | None]:
    """Take away what touches a border, one after the other; None where that is no frame."""
    width, height = ink.size
    touching = (
        next(((x, 0) for x in range(width) if ink.getpixel((x, 0))), None),
        next(((x, height - 1) for x in range(width) if ink.getpixel((x, height - 1))), None),
        next(((0, y) for y in range(height) if ink.getpixel((0, y))), None),
        next(((width - 1, y) for y in range(height) if ink.getpixel((width - 1, y))), None),
    )
    for place in touching:
        if place is not None:
            yield _without(ink, place)


def _without(ink: Image.Image, place: tuple[int, int]) -> Image.Image | None:
    marked = ink.copy()
    ImageDraw.floodfill(marked, place, 128)
    box = marked.point([255 if value == 128 else 0 for value in range(256)]).getbbox()
    if box is None or box[2] - box[0] < _SPANS * ink.width or box[3] - box[1] < _SPANS * ink.height:
        return None
    return marked.point([255 if value == 255 else 0 for value in range(256)])


def _together(words: list[Image.Image]) -> Image.Image:
    width = max(word.width for word in words) + 2 * _MARGIN
    height = sum(word.height + _MARGIN for word in words) + _MARGIN
    sheet, down = Image.new("L", (width, height), "white"), _MARGIN
    for word in words:
        sheet.paste(ImageOps.invert(word), (_MARGIN, down))
        down += word.height + _MARGIN
    return sheet
