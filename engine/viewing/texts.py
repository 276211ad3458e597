"""The text of a file: asked of the child process and made harmless to keep."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from engine.viewing.ask import ask

MOST_CHARACTERS: Final = 300_000  # some hundred pages
_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."
_KINDS: Final[Mapping[str, str]] = {
    "application/pdf": "pdf",
    "text/plain": "plain",
    f"{_OOXML}wordprocessingml.document": "docx",
    f"{_OOXML}spreadsheetml.sheet": "xlsx",
    f"{_OOXML}presentationml.presentation": "pptx",
    f"{_ODF}text": "odf",
    f"{_ODF}spreadsheet": "odf",
}
_CONTROLS: Final = re.compile(r"[^\n\t\x20-\x7e\xa0-\ud7ff\uf900-\uffef\U00010000-\U0010ffff]")


def is_readable(content_type: str) -> bool:
    """Tell whether text of this media type can be read."""
    return content_type in _KINDS


def is_written_in_pages(content_type: str) -> bool:
    """Tell whether text of this media type can be read and has a first page: not tables, whose cells have no order."""
    return is_readable(content_type) and "spreadsheet" not in content_type


def read_text(source: Path, content_type: str, most: int = MOST_CHARACTERS) -> str | None:
    """Give a file's text in composed letters without blank lines, its first `most` characters; scans have an empty one.

    None when it cannot be read, or not within the bounds. Other files may lie beside `source`.
    """
    kind = _KINDS.get(content_type)
    if kind is None:
        return None
    said = ask("read", kind, source.name, str(most), folder=source.parent)
    path = source.parent / "text"
    if not any(line.get("read") is True for line in said) or path.is_symlink() or not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="replace") as file:
        text = unicodedata.normalize("NFC", file.read(most))
    lines = (line.strip() for line in _CONTROLS.sub("", text).split("\n"))
    return "\n".join(line for line in lines if line)
