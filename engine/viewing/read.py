"""Reads the text of a file into the file `text`; runs in the child process only.

PDFs by PDFium, office files by their XML (nothing outside a file is ever fetched), plain texts as they are. It says
`{"read": true}` when it is through, or when there is as much as it may keep.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from lxml import etree

from engine.viewing.child import say
from engine.viewing.texts import MOST_CHARACTERS

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_T: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# What Word has instead of a letter; what it parts must not read as one word.
_SPACES: Final[Mapping[str, str]] = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t"}
_NUMBER: Final = re.compile(r"\d+")
# Which parts of a package hold its words, which elements are paragraphs of them, and which inside one holds letters
# (None: whatever stands in it). Word's deleted letters and field codes have elements of their own.
_PACKAGES: Final[Mapping[str, tuple[re.Pattern[str], tuple[str, ...], str | None]]] = {
    "docx": (re.compile(r"word/document\.xml"), (f"{_W}p",), f"{_W}t"),
    "xlsx": (re.compile(r"xl/(sharedStrings|worksheets/sheet\d+)\.xml"), (f"{_S}si", f"{_S}is"), f"{_S}t"),
    "pptx": (re.compile(r"ppt/slides/slide\d+\.xml"), (f"{_A}p",), f"{_A}t"),
    "odf": (re.compile(r"content\.xml"), (f"{_T}p",), None),
}


def read(kind: str, source: str, most: str) -> None:
    """Read the first `most` letters of the file `source` of a kind: `pdf`, `plain`, or a package's."""
    readers: Mapping[str, Callable[[str], Iterator[str]]] = {"pdf": _pdf, "plain": _plain}
    left = int(most)
    with Path("text").open("w", encoding="utf-8", errors="replace") as target:
        for piece in readers[kind](source) if kind in readers else _package(source, *_PACKAGES[kind]):
            target.write(piece[:left])
            left -= len(piece)
            if left <= 0:
                break
    say({"read": True})


def _pdf(source: str) -> Iterator[str]:
    import pypdfium2  # noqa: PLC0415  other kinds need none of it

    document = pypdfium2.PdfDocument(Path(source))
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        yield words.get_text_bounded().replace("\r\n", "\n") + "\n"
        words.close()
        page.close()


def _plain(source: str) -> Iterator[str]:
    with Path(source).open(encoding="utf-8-sig", errors="replace") as file:
        yield file.read(MOST_CHARACTERS)


def _package(source: str, parts: re.Pattern[str], paragraphs: tuple[str, ...], letters: str | None) -> Iterator[str]:
    with zipfile.ZipFile(source) as package:
        names = [name for name in package.namelist() if parts.fullmatch(name)]
        for name in sorted(names, key=lambda one: [int(number) for number in _NUMBER.findall(one)]):
            with package.open(name) as part:
                yield from _paragraphs(part, paragraphs, letters)


def _paragraphs(part: IO[bytes], paragraphs: tuple[str, ...], letters: str | None) -> Iterator[str]:
    for _, element in etree.iterparse(part, tag=paragraphs, resolve_entities=False, no_network=True, load_dtd=False):
        words = element.itertext() if letters is None else _letters(element, letters)
        yield "".join(words) + "\n"
        element.clear()


def _letters(paragraph: etree._Element, letters: str) -> Iterator[str]:
    for one in paragraph.iter(letters, *_SPACES):
        yield _SPACES.get(str(one.tag), one.text or "")
