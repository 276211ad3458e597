"""Word and Excel files as PDF, so that their pages can be drawn: LibreOffice makes it, where it is installed.

It runs as the child process does that draws, under its own bounds: no network, no files but its program, the fonts and
the one folder, a profile that goes with the folder, and one group that ends with it.
"""

import shutil
from pathlib import Path
from typing import Final

from engine.viewing.ask import ask
from engine.viewing.pages import Problem
from engine.viewing.run_office import COMPLAINT

PROGRAMS: Final = ("soffice", "libreoffice")
_EXTENSIONS: Final = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_MOST_BYTES: Final = 100 * 1024 * 1024
_PDF: Final = b"%PDF-"
_NOT_OPENED: Final = b"source file could not be loaded"
_LONGEST_COMPLAINT: Final = 1024 * 1024


def is_office(content_type: str) -> bool:
    """Tell whether a media type is one that LibreOffice turns into pages."""
    return content_type in _EXTENSIONS


def office_program() -> str | None:
    """Give where LibreOffice is on this machine; None where it is not installed."""
    return next((found for name in PROGRAMS if (found := shutil.which(name)) is not None), None)


def office_to_pdf(source: Path, content_type: str, program: str) -> bytes | Problem:
    """Give the file as PDF; BROKEN when LibreOffice says that it cannot open it, TOO_HEAVY whatever else kept it.

    `source` must be alone in its folder, where LibreOffice works. Raises Unavailable when the machine has no room.
    """
    named = source.with_name(f"source{_EXTENSIONS[content_type]}")
    source.rename(named)
    ask("office", program, named.name, folder=named.parent)
    made = named.parent / "out" / "source.pdf"
    content = _bounded(made, _MOST_BYTES)
    if content.startswith(_PDF):
        return content
    said = _bounded(named.parent / COMPLAINT, _LONGEST_COMPLAINT)
    return Problem.BROKEN if _NOT_OPENED in said else Problem.TOO_HEAVY


def _bounded(path: Path, most: int) -> bytes:
    """Read what another program has left; nothing when it is no plain file or larger than it may be."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > most:
        return b""
    return path.read_bytes()
