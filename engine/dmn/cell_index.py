"""Which rules a value lets live, looked up instead of tested: the cells of one column as marks over segments.

The bounds of all cells cut the values into segments: before the first bound, at it, between it and the next, and so on.
For each segment the rules that it lets pass are known beforehand, as bits of one number.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.dmn.intervals import Intervals

# Bits that the marks of one column may take: beyond, cells are run one by one.
MAX_BITS = 40_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CellIndex:
    """The indexed cells of one column for values of one class; `rules` are the rules that have such cells."""

    kind: type
    bounds: tuple[Any, ...]
    marks: tuple[int, ...]
    rules: int

    def passing(self, value: Any) -> int:  # noqa: ANN401 - of the index's class
        """Give the rules whose indexed cell lets `value` pass."""
        place = bisect_left(self.bounds, value)
        if place < len(self.bounds) and self.bounds[place] == value:
            return self.marks[2 * place + 1]
        return self.marks[2 * place]


def build_index(kind: type, cells: Mapping[int, Intervals], rule_count: int) -> CellIndex | None:
    """Index cells of one class, given by the rules (as bits) that share them; None when the marks would be too many."""
    bounds = sorted(
        {
            bound
            for cell in cells.values()
            for part in cell.parts
            for bound in (part.low, part.high)
            if bound is not None
        }
    )
    segments = 2 * len(bounds) + 1
    if segments * rule_count > MAX_BITS:
        return None
    places = {bound: 2 * index + 1 for index, bound in enumerate(bounds)}
    toggles = [0] * (segments + 1)
    for bits, cell in cells.items():
        for first, last in runs_of(cell, places, segments):
            toggles[first] ^= bits
            toggles[last + 1] ^= bits
    marks: list[int] = []
    current = 0
    for toggle in toggles[:segments]:
        current ^= toggle
        marks.append(current)
    rules = 0
    for bits in cells:
        rules |= bits
    return CellIndex(kind=kind, bounds=tuple(bounds), marks=tuple(marks), rules=rules)


def runs_of(cell: Intervals, places: Mapping[Any, int], count: int) -> Sequence[tuple[int, int]]:
    """Give the runs of segments, first and last, that a cell lets pass; no two touch."""
    covered: list[tuple[int, int]] = []
    for part in cell.parts:
        first = 0 if part.low is None else places[part.low] + (not part.low_included)
        last = count - 1 if part.high is None else places[part.high] - (not part.high_included)
        if first <= last:
            covered.append((first, last))
    covered.sort()
    merged: list[tuple[int, int]] = []
    for first, last in covered:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return _gaps(merged, count) if cell.is_negated else merged


def _gaps(runs: Sequence[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    for first, last in runs:
        if start < first:
            found.append((start, first - 1))
        start = last + 1
    if start < count:
        found.append((start, count - 1))
    return found
