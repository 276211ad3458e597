"""A column of a table as an axis: its bounds cut it into segments, and each segment knows the rules that it lets pass.

Rules are bits, the first lowest. A cell that is more than literals is opaque: what it lets pass is not known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.dmn.cell_index import runs_of
from engine.dmn.intervals import Intervals
from engine.feel import FeelDate

Run = tuple[int, int]  # first and last segment
ANY_VALUE = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One input column.

    `bounds` cut the values into segments: segment 2k lies before bound k, segment 2k + 1 is bound k itself. `valid` are
    those whose values may come. `passing` has the rules for each segment, `opaque` those that nobody can tell.
    """

    label: str
    kind: type | None
    bounds: tuple[Any, ...]
    valid: tuple[bool, ...]
    passing: tuple[int, ...]
    opaque: int

    def runs(self, masks: Sequence[int], within: int | None = None) -> Iterator[tuple[Run, int]]:
        """Give the valid segments with the mask of each, neighbours of one mask together.

        With `within` (the bit of a rule) only the segments that this rule lets pass.
        """
        first: int | None = None
        for place in range(len(self.valid) + 1):
            wanted = place < len(self.valid) and self._is_wanted(place, within)
            if first is not None and not (wanted and masks[place] == masks[first]):
                yield (first, place - 1), masks[first]
                first = None
            if wanted and first is None:
                first = place

    def _is_wanted(self, place: int, within: int | None) -> bool:
        return self.valid[place] and (within is None or bool((self.passing[place] | self.opaque) & within))

    def text(self, run: Run) -> str:
        """Write the values of a run of segments as a cell would."""
        first, last = run
        if self.kind in (str, bool):
            return self._listed(first, last)
        low = None if first == 0 else self.bounds[(first - 1) // 2]
        high = None if last == len(self.valid) - 1 else self.bounds[last // 2]
        if low is None and high is None:
            return ANY_VALUE
        if low is None:
            return f"{'<=' if last % 2 else '<'} {literal(high)}"
        if high is None:
            return f"{'>=' if first % 2 else '>'} {literal(low)}"
        if first == last and first % 2:
            return literal(low if first % 2 else high)
        return f"{'[' if first % 2 else ']'}{literal(low)}..{literal(high)}{']' if last % 2 else '['}"

    def _listed(self, first: int, last: int) -> str:
        if all(first <= place <= last or not valid for place, valid in enumerate(self.valid)):
            return ANY_VALUE
        named = [literal(self.bounds[place // 2]) for place in range(first, last + 1) if place % 2]
        if any(not place % 2 for place in range(first, last + 1)):
            others = [literal(bound) for place, bound in enumerate(self.bounds) if not first <= 2 * place + 1 <= last]
            return f"not({', '.join(others)})" if others else ANY_VALUE
        return ", ".join(named)


def literal(value: Any) -> str:  # noqa: ANN401 - of any kind that cells compare
    """Write a value as FEEL does."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value}"'
        case Decimal():
            return f"{value:f}"
        case FeelDate():
            return f'date("{value.year:04}-{value.month:02}-{value.day:02}")'
    return str(value)


def make_axis(
    label: str, kind: type | None, cells: Sequence[Intervals | bool | None], allowed: Intervals | None
) -> Axis:
    """Make the axis of a column from its cells: True lets everything pass, None is opaque.

    `kind` is the class of the column's values, if it is known; a cell of another class is opaque too.
    """
    kinds = {cell.kind for cell in cells if isinstance(cell, Intervals)}
    if kind is None and len(kinds) == 1:
        [kind] = kinds
    read = [cell if not isinstance(cell, Intervals) or cell.kind is kind else None for cell in cells]
    if allowed is not None and allowed.kind is not kind:
        allowed = None
    bounds = _bounds(kind, [*read, allowed])
    places = {bound: 2 * index + 1 for index, bound in enumerate(bounds)}
    count = 2 * len(bounds) + 1
    passing, opaque = [0] * count, 0
    for number, cell in enumerate(read):
        bit = 1 << number
        if cell is None:
            opaque |= bit
            continue
        for first, last in [(0, count - 1)] if isinstance(cell, bool) else runs_of(cell, places, count):
            for place in range(first, last + 1):
                passing[place] |= bit
    return Axis(
        label=label,
        kind=kind,
        bounds=bounds,
        valid=_valid(kind, allowed, places, count),
        passing=tuple(passing),
        opaque=opaque,
    )


def _bounds(kind: type | None, cells: Sequence[Intervals | bool | None]) -> tuple[Any, ...]:
    if kind is bool:
        return (False, True)
    found = {
        bound
        for cell in cells
        if isinstance(cell, Intervals)
        for part in cell.parts
        for bound in (part.low, part.high)
        if bound is not None
    }
    return tuple(sorted(found))


def _valid(kind: type | None, allowed: Intervals | None, places: dict[Any, int], count: int) -> tuple[bool, ...]:
    if allowed is None:
        # There is nothing between false and true.
        return tuple(kind is not bool or place % 2 == 1 for place in range(count))
    inside = [False] * count
    for first, last in runs_of(allowed, places, count):
        inside[first : last + 1] = [True] * (last + 1 - first)
    return tuple(inside)
