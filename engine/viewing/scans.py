"""The words of scans, which have no letters but pictures of them: Tesseract recognises them, where it is installed.

It runs as the child process does that draws, under its bounds: no network, no files but its program and one folder.
What it recognises is good enough to be searched and to see a mark by; it is never shown as what a paper says.
"""

import shutil
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from engine.viewing.ask import ask
from engine.viewing.pages import draw_pages, kind_of
from engine.viewing.run_scan import LANGUAGE, RECOGNISED
from engine.viewing.stamps import PICTURE

MOST_PAGES: Final = 10  # about a second each
_BY_ITSELF, _ONE_BLOCK = "3", "6"
_LONGEST: Final = 1024 * 1024
_ASKED_S: Final = 20.0


@cache
def scan_program() -> str | None:
    """Give where Tesseract is on this machine; None where it, or its Vietnamese, is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    asked = [program, "--list-langs"]
    languages = subprocess.run(asked, capture_output=True, text=True, timeout=_ASKED_S, check=False)  # noqa: S603
    return program if LANGUAGE in languages.stdout.split() else None


def read_stamps(source: Path, content_type: str, program: str) -> str:
    """Give the words in frames or in red ink at the top of a file's first page, a line each; may find none.

    Raises Unavailable when the machine has no room. Other files may lie beside `source`.
    """
    kind = kind_of(content_type)
    if kind is None:
        return ""
    said = ask("stamps", kind, source.name, folder=source.parent)
    if not any(line.get("stamps") for line in said):
        return ""
    return _recognised(source.with_name(PICTURE), program, _ONE_BLOCK)


def read_scan(source: Path, content_type: str, program: str) -> str:
    """Give the words of a file's first pages; raises Unavailable when the machine has no room."""
    texts: list[str] = []
    pages = 1
    while len(texts) < min(pages, MOST_PAGES):
        drawn = draw_pages(source, content_type, first=len(texts) + 1)
        pages = drawn.pages
        if not drawn.pictures:
            break
        for number in sorted(drawn.pictures):
            picture = source.with_name(f"scan-{number}.jpg")
            picture.write_bytes(drawn.pictures[number].content)
            texts.append(_recognised(picture, program, _BY_ITSELF))
    return "\n".join(text for text in texts[:MOST_PAGES] if text)


def _recognised(picture: Path, program: str, layout: str) -> str:
    ask("scan", program, picture.name, layout, folder=picture.parent)
    path = picture.with_name(f"{RECOGNISED}.txt")
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open(encoding="utf-8", errors="replace") as file:
        text = unicodedata.normalize("NFC", file.read(_LONGEST))
    path.unlink()  # or the next page might be taken for this one
    return "\n".join(line for line in (one.strip() for one in text.split("\n")) if line)
