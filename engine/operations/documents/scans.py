"""What is recognised in scans, where Tesseract is installed: marks of secrecy on a first page, words for search."""

from pathlib import Path

from engine.content import is_stamped
from engine.viewing import is_drawable, read_scan, read_stamps, scan_program


def is_recognisable(content_type: str) -> bool:
    """Tell whether letters can be recognised in files of this media type on this machine."""
    return is_drawable(content_type) and scan_program() is not None


def is_stamped_secret(source: Path, content_type: str) -> bool:
    """Tell whether the first page bears a stamp of secrecy; False where nothing can be recognised."""
    program = scan_program()
    return program is not None and is_drawable(content_type) and is_stamped(read_stamps(source, content_type, program))


def words_of_scan(source: Path, content_type: str) -> str:
    """Give the words of the first pages; nothing where nothing can be recognised."""
    program = scan_program()
    return read_scan(source, content_type, program) if program is not None and is_drawable(content_type) else ""
