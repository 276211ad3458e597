"""What the conformance suites share: one suite's score as a JSON object, and the mark of its data."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

Score: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """One suite's line: what is printed, and how many cases passed of it."""

    line: Score
    passed: int
    data: str

    @property
    def key(self) -> str:
        """Name the suite, with its level where it has several."""
        level = self.line.get("level")
        return str(self.line["suite"]) if level is None else f"{self.line['suite']} level {level}"


def fingerprint(folder: Path, files: Iterable[Path]) -> str:
    """Tell one set of files from another: 16 hex digits over names and contents."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def most_frequent(counts: Mapping[str, int]) -> dict[str, int]:
    """Order counts from the most frequent on, equal ones by name."""
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
