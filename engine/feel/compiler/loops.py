"""`for`, `some` and `every`. Loops over several lists are nested closures, so their number is bounded by the depth."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TypeAlias

from engine.feel.compiler.core import Compiler, Handler, Local
from engine.feel.compiler.paths import PARTIAL
from engine.feel.decimals import as_int
from engine.feel.limits import exceeded
from engine.feel.places import Place
from engine.feel.runtime import Code, Frame, Run
from engine.feel.syntax import For, Iteration, Node, Quantified
from engine.feel.temporal.values import FeelDate
from engine.feel.values import FeelValue, Range, kind_of

# Visits one element; True stops the loop.
Visit: TypeAlias = Callable[[Frame], bool]
Domain: TypeAlias = Callable[[Frame], Iterable[FeelValue] | None]


def _for(compiler: Compiler, node: For) -> Code:
    results = compiler.new_slot()
    with compiler.scope(Local({PARTIAL: results})):
        loop = _Loop(compiler, node.iterations, node.body)

    def visit(frame: Frame) -> bool:
        value = loop.body(frame)
        frame.slots[results].append(value)  # type: ignore[attr-defined] # the list that `code` put there
        return False

    run_loop = loop.nest(visit)

    def code(frame: Frame) -> FeelValue:
        outer = frame.slots[results]
        items: list[FeelValue] = []
        frame.slots[results] = items
        complete = run_loop(frame)
        frame.slots[results] = outer
        if complete is None:
            return None
        frame.run.check_list(len(items))
        return items

    return code


def _quantified(compiler: Compiler, node: Quantified) -> Code:
    """Combine the results of the body as `or` does for some, as `and` does for every."""
    decisive = node.quantifier == "some"
    verdict = compiler.new_slot()
    loop = _Loop(compiler, node.iterations, node.body)

    def visit(frame: Frame) -> bool:
        value = loop.body(frame)
        if value is decisive:
            frame.slots[verdict] = value
            return True
        if type(value) is not bool:
            frame.slots[verdict] = None
        return False

    run_loop = loop.nest(visit)

    def code(frame: Frame) -> FeelValue:
        frame.slots[verdict] = not decisive
        return None if run_loop(frame) is None else frame.slots[verdict]

    return code


class _Loop:
    """The iterations of one loop with their slots, and its body with its weight."""

    def __init__(self, compiler: Compiler, iterations: tuple[Iteration, ...], body: Node) -> None:
        self._domains: list[tuple[int, Domain]] = []
        names = Local({})
        with compiler.scope(names):
            before = compiler.weight
            for iteration in iterations:
                domain = _domain(compiler, iteration)
                slot = compiler.new_slot()
                names.slots[iteration.name] = slot
                self._domains.append((slot, domain))
            self.body = compiler.compile(body)
            self._weight = compiler.weight - before

    def nest(self, visit: Visit) -> Callable[[Frame], bool | None]:
        """Make the nested loops: None when a domain cannot be iterated over, True when a visit stopped them."""
        run_loop: Callable[[Frame], bool | None] = visit
        for slot, domain in reversed(self._domains):
            run_loop = _level(slot, domain, run_loop, self._weight)
        return run_loop


def _level(
    slot: int, domain: Domain, inner: Callable[[Frame], bool | None], weight: int
) -> Callable[[Frame], bool | None]:
    def loop(frame: Frame) -> bool | None:
        items = domain(frame)
        if items is None:
            return None
        slots, run = frame.slots, frame.run
        for item in items:
            run.steps -= weight
            if run.steps < 0:
                run.charge(0)
            slots[slot] = item
            stopped = inner(frame)
            if stopped is not False:
                return stopped
        return False

    return loop


def _domain(compiler: Compiler, iteration: Iteration) -> Domain:
    first, place = compiler.compile(iteration.domain), compiler.place(iteration)
    if iteration.last is None:
        return lambda frame: _elements(frame.run, first(frame), place)
    last = compiler.compile(iteration.last)
    return lambda frame: _count(frame.run, first(frame), last(frame), place, descending=True)


def _elements(run: Run, value: FeelValue, place: Place) -> Iterable[FeelValue] | None:
    """Give what a loop walks over: the items of a list, the steps of a range, a single value as such."""
    if isinstance(value, list):
        return value
    if isinstance(value, Range):
        return _range_elements(run, value, place)
    if value is None:
        run.warn("iteration", place, kind=kind_of(value))
        return None
    return (value,)


def _range_elements(run: Run, interval: Range, place: Place) -> Iterable[FeelValue] | None:
    steps = _count(run, interval.start, interval.end, place, descending=False)
    if steps is None:
        return None
    return (
        value
        for value in steps
        if (interval.start_included or value != interval.start) and (interval.end_included or value != interval.end)
    )


def _count(
    run: Run, first: FeelValue, last: FeelValue, place: Place, *, descending: bool
) -> Iterable[FeelValue] | None:
    """Count from one whole number or date to another; only `a..b` after `in` may go down."""
    if isinstance(first, FeelDate) and isinstance(last, FeelDate):
        days = _steps(run, first.days, last.days, place, descending=descending)
        return None if days is None else map(FeelDate.from_days, days)
    if isinstance(first, Decimal) and isinstance(last, Decimal):
        start, end = as_int(first), as_int(last)
        if start is not None and end is not None:
            numbers = _steps(run, start, end, place, descending=descending)
            return None if numbers is None else map(Decimal, numbers)
    run.warn("range_endpoints", place, left=kind_of(first), right=kind_of(last))
    return None


def _steps(run: Run, start: int, end: int, place: Place, *, descending: bool) -> Iterator[int] | None:
    length = abs(end - start) + 1
    if end < start and not descending:
        run.warn("iteration", place, kind=kind_of(Range(None, None, start_included=False, end_included=False)))
        return None
    if length > run.limits.range_items:
        raise exceeded("range_items", run.limits.range_items)
    return iter(range(start, end + 1) if start <= end else range(start, end - 1, -1))


HANDLERS: dict[type[Node], Handler] = {For: _for, Quantified: _quantified}
