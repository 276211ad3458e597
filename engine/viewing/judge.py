"""Looks for what acts by itself in a PDF; runs in the child process only. It says `{"found": "/Launch"}` for each."""

from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader

from engine.viewing.active import active_parts
from engine.viewing.child import say


def judge(source: str) -> None:
    """Tell what is found in the file `source`, each once; a file that cannot be read ends this with an error."""
    told: set[str] = set()
    with Path(source).open("rb") as file:
        for found in active_parts(PdfFileReader(file, strict=False)):
            if found not in told:
                told.add(found)
                say({"found": found})
