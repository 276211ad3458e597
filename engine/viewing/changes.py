"""What differs between two texts: asked of the child process, and checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from engine.viewing.ask import ask

_MARKS: Final = frozenset({"=", "-", "+"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that stand in both texts, or a place where they differ.

    `same` counts the lines of the first kind and is 0 for the second; `lines` are all of them, or those at both ends.
    `parts` are, in reading order, (mark, words): `=` in both, `-` in the earlier text only, `+` in the later one only.
    """

    same: int = 0
    lines: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def left_out(self) -> int:
        """Count the lines that are not shown."""
        return self.same - len(self.lines)


def compare_texts(before: str, after: str) -> tuple[Block, ...] | None:
    """Compare two texts; None when it takes more than the bounds allow."""
    with TemporaryDirectory(prefix="hoidong-view-") as folder:
        for name, text in (("before", before), ("after", after)):
            (Path(folder) / name).write_text(text, encoding="utf-8")
        said = ask("compare", "before", "after", folder=Path(folder))
    if not said or said[-1].get("through") is not True:
        return None
    return tuple(_blocks(said))


def _blocks(said: tuple[Mapping[str, Any], ...]) -> Iterator[Block]:
    for line in said:
        if "same" in line:
            yield Block(same=int(line["same"]), lines=tuple(map(str, line["lines"])))
        elif "changed" in line:
            yield Block(parts=tuple((mark, words) for mark, words in line["changed"] if mark in _MARKS))
