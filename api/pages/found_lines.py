"""The lines of a file's text, and which of them have the words that somebody looks for."""

from dataclasses import dataclass

from engine.store.folding import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text; `found` when it has the words, `first` when no line before it has."""

    text: str
    found: bool = False
    first: bool = False


def found_lines(text: str, sought: str) -> tuple[Line, ...]:
    """Give the lines of a text that are not empty; case and diacritics make no difference to what is found."""
    wanted = " ".join(fold(sought).split())
    lines: list[Line] = []
    seen = False
    for line in filter(str.strip, text.splitlines()):
        found = bool(wanted) and wanted in " ".join(fold(line).split())
        lines.append(Line(text=line, found=found, first=found and not seen))
        seen = seen or found
    return tuple(lines)
