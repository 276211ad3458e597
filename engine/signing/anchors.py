"""Finds where on a page a text stands, so that a signature is put where the document's own words say.

Reading only. Places are those of the page as it is shown (PDFium's character boxes), in points from the lower left.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import pypdfium2

from engine.signing import refusals
from engine.signing.records import MM, Box

_Rectangle = tuple[float, float, float, float]
# PDFium is not safe to use from two threads.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A blank between two words on one line: where it is, and how high the line's letters stand."""

    box: Box
    baseline: float


@contextmanager
def _pages(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise refusals.unreadable() from error
        try:
            yield document
        finally:
            document.close()


def occurrences(content: bytes, text: str) -> list[Box]:
    """Give every place of `text` (upper and lower case matter) in reading order of pages."""
    with _pages(content) as document:
        return [_around(number, boxes) for number, boxes in _found(document, text)]


def _found(document: pypdfium2.PdfDocument, text: str) -> Iterator[tuple[int, list[_Rectangle]]]:
    """Yield the page and the characters' boxes of every occurrence."""
    wanted = unicodedata.normalize("NFC", text)
    for number in range(len(document)):
        page = document[number].get_textpage()
        search = page.search(wanted, match_case=True)
        while (place := search.get_next()) is not None:
            yield number, [page.get_charbox(place[0] + step) for step in range(place[1])]
        search.close()
        page.close()


def _around(page: int, boxes: list[_Rectangle]) -> Box:
    """Surround characters; blanks have boxes without size and are left out."""
    inked = [box for box in boxes if box[2] > box[0]] or boxes
    return Box(
        page=page,
        left=min(box[0] for box in inked),
        bottom=min(box[1] for box in inked),
        right=max(box[2] for box in inked),
        top=max(box[3] for box in inked),
    )


def page_size(content: bytes, page: int) -> tuple[float, float]:
    """Give the width and height of a page in points."""
    with _pages(content) as document:
        width, height = document[page].get_size()
        return float(width), float(height)


def above_name(content: bytes, *, name: str, position: str, width_mm: float, height_mm: float) -> Box:
    """Give the place of a person's signature: centred between the line of the position and the full name.

    Both are looked for in the last place where they stand together: name below position. Raises InputRejected.
    """
    names, positions = occurrences(content, name), occurrences(content, position)
    for below in reversed(names):
        for line in reversed(positions):
            if line.page == below.page and line.bottom >= below.top:
                middle = (line.bottom + below.top) / 2
                half_width, half_height = width_mm * MM / 2, height_mm * MM / 2
                return Box(
                    page=below.page,
                    left=below.centre - half_width,
                    right=below.centre + half_width,
                    bottom=middle - half_height,
                    top=middle + half_height,
                )
    raise refusals.refuse(
        "signature_place_not_found",
        f"Không tìm thấy chỗ ký “{position} … {name}” trong văn bản. Hãy kiểm tra chức vụ và họ tên người ký ở cuối "
        "văn bản.",
        f"The place to sign, “{position} … {name}”, is not in the document. Please check the signer's position and "
        "name at its end.",
    )


def _is_blank(content: bytes, left: float, right: float, line: Box) -> bool:
    with _pages(content) as document:
        page = document[line.page].get_textpage()
        words = page.get_text_bounded(left=left, bottom=line.bottom, right=right, top=line.top)
        page.close()
    return not words.strip()


def gap_between(content: bytes, before: str, after: str) -> Gap | None:
    """Give the blank on one line of the first page between the words `before` and `after`, or nothing."""
    ends = [box for box in occurrences(content, after) if box.page == 0]
    with _pages(content) as document:
        begins = [boxes for number, boxes in _found(document, before) if number == 0]
    for boxes in begins:
        begin = _around(0, boxes)
        baseline = boxes[0][1]  # the first letter has no descender in the words that are looked for
        line = [
            box for box in ends if box.left >= begin.right - 1 and box.bottom < begin.top and box.top > begin.bottom
        ]
        if line:
            right = min(box.left for box in line)
            if not _is_blank(content, begin.right + 1, right - 1, begin):
                continue
            return Gap(
                box=Box(page=0, left=begin.right, bottom=begin.bottom, right=right, top=begin.top), baseline=baseline
            )
    return None
