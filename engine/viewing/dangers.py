"""What a PDF must not bring into the house: asked of the child process."""

from enum import StrEnum
from pathlib import Path
from typing import Final

from engine.errors import Text, Unavailable
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
    """Give what is dangerous in a PDF; None when nothing was found, also in one that cannot be read.

    Raises Unavailable when looking took too much time or memory: nothing goes by because the machine is busy.
    """
    said = ask("judge", source.name, folder=source.parent)
    found = {line.get("found") for line in said}
    for danger, signs in ((Danger.SCRIPT, SCRIPTS), (Danger.ACTION, _ACTIONS), (Danger.FILE, FILES)):
        if found & signs:
            return danger
    if not any(line.get("through") is True for line in said):
        raise Unavailable(
            Text(
                vi="Chưa kiểm tra xong tệp PDF. Chưa lưu. Hãy thử lại sau ít phút, hoặc xuất lại tệp và tải lên.",
                en="The PDF could not be looked into. Nothing was saved. Try again in a few minutes or export it anew.",
            ),
            code="document_not_judged",
        )
    return None
