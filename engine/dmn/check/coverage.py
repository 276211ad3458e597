"""What no rule covers: the space of all inputs, searched column by column for boxes where no rule is left.

A state (column, rules still alive) that held no gap once holds none again, so that the search costs what the table's
structure does, not its volume; a bound ends it in any case.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.dmn.check.axis import ANY_VALUE, Axis, Run

MOST_STEPS = 300_000
MOST_GAPS = 5
MOST_COLUMNS = 200  # the search stands one call deeper in each


class TooLarge(Exception):
    """The search met its bound."""


@dataclass(slots=True)
class Search:
    """The budget of one file's searches."""

    steps: int = field(default_factory=lambda: MOST_STEPS)

    def spend(self, steps: int = 1) -> None:
        """Use up some of the budget; raise TooLarge when it is gone."""
        self.steps -= steps
        if self.steps < 0:
            raise TooLarge


@dataclass(slots=True)
class _Gaps:
    axes: Sequence[Axis]
    masks: Sequence[Sequence[int]]
    search: Search
    within: int | None
    most: int
    clean: set[tuple[int, int]] = field(default_factory=set)
    found: list[tuple[Run | None, ...]] = field(default_factory=list)

    def look(self, column: int, alive: int, path: tuple[Run, ...]) -> None:
        """Look for gaps in what is left; each call stands one column deeper."""
        self.search.spend(1 if len(self.axes) <= MOST_COLUMNS else MOST_STEPS + 1)
        if column < len(self.axes):
            self.search.spend(len(self.axes[column].valid) // 8)
        if not alive:
            self.found.append((*path, *[None] * (len(self.axes) - column)))
            return
        if column == len(self.axes) or (column, alive) in self.clean:
            return
        before = len(self.found)
        for run, mask in self.axes[column].runs(self.masks[column], self.within):
            self.look(column + 1, alive & mask, (*path, run))
            if len(self.found) >= self.most:
                return
        if len(self.found) == before:
            self.clean.add((column, alive))


def gaps(axes: Sequence[Axis], rules: int, search: Search) -> list[str]:
    """Give up to MOST_GAPS combinations of inputs that certainly no rule covers, written like a row of cells.

    A cell that nobody can tell counts as covering. Raises TooLarge.
    """
    masks = [[mask | axis.opaque for mask in axis.passing] for axis in axes]
    work = _Gaps(axes, masks, search, None, MOST_GAPS)
    work.look(0, rules, ())
    return [_written(axes, path) for path in work.found]


def is_covered(axes: Sequence[Axis], rule: int, others: int, search: Search) -> bool:
    """Tell whether the rules `others` certainly cover all that the rule (its bit) lets pass. Raises TooLarge."""
    if not others:
        return False
    work = _Gaps(axes, [axis.passing for axis in axes], search, rule, 1)
    work.look(0, others, ())
    return not work.found


def overlaps(axes: Sequence[Axis], rule_count: int, search: Search) -> Iterator[tuple[int, int]]:
    """Give pairs of rules (numbers from 0) that certainly match some input together. Raises TooLarge."""
    for number in range(rule_count):
        bit = 1 << number
        together = bit - 1  # the rules before it
        for axis in axes:
            search.spend(len(axis.passing) // 8 + 1)
            meeting = 0
            for mask, is_valid in zip(axis.passing, axis.valid, strict=True):
                if is_valid and mask & bit:
                    meeting |= mask
            together &= meeting
            if not together:
                break
        while together:
            other = together & -together
            together ^= other
            yield other.bit_length() - 1, number


def meeting(axes: Sequence[Axis], first: int, second: int) -> str:
    """Write an input that two overlapping rules (numbers from 0) both match."""
    pair, path = 1 << first | 1 << second, []
    for axis in axes:
        shared = [int(mask & pair == pair) for mask in axis.passing]
        path.append(next(run for run, is_shared in axis.runs(shared) if is_shared))
    return _written(axes, tuple(path))


def _written(axes: Sequence[Axis], path: Sequence[Run | None]) -> str:
    cells = [
        f"{axis.label}: {text}"
        for axis, run in zip(axes, path, strict=True)
        if run is not None and (text := axis.text(run)) != ANY_VALUE
    ]
    return "; ".join(cells)
