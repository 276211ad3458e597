"""What a PDF must not bring into the house: asked of the child process."""

from enum import StrEnum
from pathlib import Path
from typing import Final

from engine.viewing.ask import ask

SCRIPTS: Final = frozenset({"/JS", "/JavaScript"})
FILES: Final = frozenset({"/EmbeddedFiles", "/EF"})
_ACTIONS: Final = frozenset({"/Launch", "/ImportData", "/RichMediaExecute", "/RichMediaContent"})


class Danger(StrEnum):
    """Why a PDF is refused."""

    SCRIPT = "script"
    ACTION = "action"  # starts a program, fetches data or plays something
    FILE = "file"  # carries another file


def find_danger(source: Path) -> Danger | None:
    """Give what is dangerous in a PDF; None when nothing was found, also in one that cannot be read or not in time."""
    found = {line.get("found") for line in ask("judge", source.name, folder=source.parent)}
    for danger, signs in ((Danger.SCRIPT, SCRIPTS), (Danger.ACTION, _ACTIONS), (Danger.FILE, FILES)):
        if found & signs:
            return danger
    return None
