"""Compares two texts, line by line and within changed lines word by word; runs in the child process only.

Comparing takes time with the product of both lengths in the worst case, and texts are strangers': hence the bounds.
It says one block a line, in order: `{"same": 12, "lines": […]}` for what stands in both (of a long block, the lines
around it only), `{"changed": [["=", "Căn cứ "], ["-", "Luật cũ"], ["+", "Luật mới"]]}` for what does not. At the end
`{"through": true}`.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from engine.viewing.child import say

AROUND: Final = 2  # lines shown before and after a change
_MOST_WORDS: Final = 4_000  # of a changed block on either side; a larger one is shown as taken out and put in
_TOKEN: Final = re.compile(r"\w+|[^\w\s]|\s+")
Part = tuple[str, str]


def compare(before: str, after: str) -> None:
    """Compare the two files of these names."""
    old, new = (Path(name).read_text(encoding="utf-8").split("\n") for name in (before, after))
    for kind, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            say({"same": end - start, "lines": _shown(old[start:end])})
        else:
            say({"changed": list(_changed("\n".join(old[start:end]), "\n".join(new[begin:stop])))})
    say({"through": True})


def _shown(lines: Sequence[str]) -> Sequence[str]:
    return lines if len(lines) <= 2 * AROUND + 1 else [*lines[:AROUND], *lines[-AROUND:]]


def _changed(old: str, new: str) -> Iterator[Part]:
    was, now = _TOKEN.findall(old), _TOKEN.findall(new)
    if not was or not now or max(len(was), len(now)) > _MOST_WORDS:
        yield from ((mark, text) for mark, text in (("-", old), ("+", new)) if text)
        return
    for kind, start, end, begin, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "=", "".join(was[start:end])
            continue
        if end > start:
            yield "-", "".join(was[start:end])
        if stop > begin:
            yield "+", "".join(now[begin:stop])
