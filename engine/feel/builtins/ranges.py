"""The relations between points and ranges (DMN 1.5 table 78); both arguments may be either where a relation allows."""

from collections.abc import Callable
from typing import TypeAlias

from engine.feel.builtins.signature import Family
from engine.feel.compare import order
from engine.feel.runtime import Run
from engine.feel.values import FeelValue, Range

FUNCTIONS = Family()
Relation: TypeAlias = Callable[[Range, Range], bool]


class _IncomparableError(Exception):
    """Two endpoints have no order."""


def _less(left: FeelValue, right: FeelValue) -> int:
    ordering = order(left, right)
    if ordering is None:
        raise _IncomparableError
    return ordering


def _starts(a: Range, b: Range) -> int:
    """Compare where two ranges start: an included start comes before an excluded one."""
    if a.start is None or b.start is None:
        return (a.start is not None) - (b.start is not None)
    return _less(a.start, b.start) or b.start_included - a.start_included


def _ends(a: Range, b: Range) -> int:
    """Compare where two ranges end: an excluded end comes before an included one."""
    if a.end is None or b.end is None:
        return (a.end is None) - (b.end is None)
    return _less(a.end, b.end) or a.end_included - b.end_included


def _before(a: Range, b: Range) -> bool:
    if a.end is None or b.start is None:
        return False
    ordering = _less(a.end, b.start)
    return ordering < 0 or (ordering == 0 and not (a.end_included and b.start_included))


def _meets(a: Range, b: Range) -> bool:
    touching = a.end is not None and b.start is not None and a.end_included and b.start_included
    return touching and _less(a.end, b.start) == 0


def _overlaps(a: Range, b: Range) -> bool:
    return not _before(a, b) and not _before(b, a)


def _overlaps_before(a: Range, b: Range) -> bool:
    return _starts(a, b) < 0 and _overlaps(a, b) and _ends(a, b) <= 0


def _finishes(a: Range, b: Range) -> bool:
    return _ends(a, b) == 0 and _starts(a, b) >= 0


def _starts_relation(a: Range, b: Range) -> bool:
    return _starts(a, b) == 0 and _ends(a, b) <= 0


def _includes(a: Range, b: Range) -> bool:
    return _starts(a, b) <= 0 and _ends(a, b) >= 0


def _coincides(a: Range, b: Range) -> bool:
    return _starts(a, b) == 0 and _ends(a, b) == 0


def _swapped(relation: Relation) -> Relation:
    return lambda a, b: relation(b, a)


# name: (relation, first argument must be a range, second must be, the parameters' names)
_RELATIONS: dict[str, tuple[Relation, bool, bool]] = {
    "before": (_before, False, False),
    "after": (_swapped(_before), False, False),
    "meets": (_meets, True, True),
    "met by": (_swapped(_meets), True, True),
    "overlaps": (_overlaps, True, True),
    "overlaps before": (_overlaps_before, True, True),
    "overlaps after": (_swapped(_overlaps_before), True, True),
    "finishes": (_finishes, False, True),
    "finished by": (_swapped(_finishes), True, False),
    "includes": (_includes, True, False),
    "during": (_swapped(_includes), False, True),
    "starts": (_starts_relation, False, True),
    "started by": (_swapped(_starts_relation), True, False),
    "coincides": (_coincides, False, False),
}


def _declare(name: str, relation: Relation, *, first_range: bool, second_range: bool) -> None:
    first, second = ("range1", "range2") if first_range and second_range else ("value1", "value2")

    @FUNCTIONS.define(f"{name}({first}: any, {second}: any)")
    def compare(run: Run, left: FeelValue, right: FeelValue) -> FeelValue:
        allowed = (isinstance(left, Range) or not first_range) and (isinstance(right, Range) or not second_range)
        if left is None or right is None or not allowed:
            return run.null("argument_value", name=name, argument=f"{first}, {second}")
        run.charge(4)
        try:
            return relation(_as_range(left), _as_range(right))
        except _IncomparableError:
            return run.null("argument_value", name=name, argument=f"{first}, {second}")


def _as_range(value: FeelValue) -> Range:
    return value if isinstance(value, Range) else Range(value, value, start_included=True, end_included=True)


for _name, (_relation, _first, _second) in _RELATIONS.items():
    _declare(_name, _relation, first_range=_first, second_range=_second)
