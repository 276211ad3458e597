"""Looks for what acts by itself in a PDF; runs in the child process only.

It says `{"found": "/Launch"}` for each, and `{"through": true}` when it has seen all that it can read. Of a document
without end it never says that.
"""

from contextlib import suppress
from pathlib import Path

from pyhanko.pdf_utils.reader import PdfFileReader

from engine.viewing.active import READ_ERRORS, Endless, active_parts
from engine.viewing.child import say


def judge(source: str) -> None:
    """Tell what is found in the file `source`, each once."""
    told: set[str] = set()
    try:
        with Path(source).open("rb") as file, suppress(*READ_ERRORS):
            for found in active_parts(PdfFileReader(file, strict=False), past_broken=True):
                if found not in told:
                    told.add(found)
                    say({"found": found})
    except Endless:
        return
    say({"through": True})
