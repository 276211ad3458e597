"""Blocks of events for the random processes, each with its own oracle like those in `blocks`."""

from collections.abc import Sequence as Several

from tests.stateful.spiff.blocks import Block, Catch, Plan, Space, Step
from tests.unit.spiff import drawing as d


class Mishap(Block):
    """A sub-process with a branch that throws an error; a boundary event catches it and leads to another block.

    The thrower may stand in a further sub-process whose own boundary event catches another error.
    """

    def __init__(self, block: Block, other: Block, *, throws: bool, by_code: bool, deep: bool) -> None:
        self.block, self.other = block, other
        self.throws, self.by_code, self.deep = throws, by_code, deep
        self.inner = Space()

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        names = ("x", "xs", "xp", "xt", "xe", "xb", "xm", "xf")
        self.id, begin, split, self.thrower, finish, event, meet, over = (plan.name(name) for name in names)
        code = f"e_{self.id}"
        plan.messages.append(d.error(code, code.upper()))
        first, last, xml = self.block.draw(plan)
        caught, after, other_xml = self.other.draw(plan)
        ending = d.end_event(over, d.error_event(code)) if self.throws else d.end(over)
        branch_id, branch = self.thrower, d.user_task(self.thrower) + ending + d.path(self.thrower, over)
        if self.deep:
            branch_id, branch = self._wrapped(plan, branch)
        body = d.sub_process(
            self.id,
            d.start(begin),
            d.parallel(split),
            d.end(finish),
            xml,
            branch,
            d.path(begin, split, first),
            d.path(split, branch_id),
            d.path(last, finish),
        )
        boundary = d.boundary(event, self.id, d.error_event(code if self.by_code else ""))
        flows = d.path(event, caught) + d.path(after, meet) + d.path(self.id, meet)
        return self.id, meet, body + boundary + other_xml + d.exclusive(meet) + flows

    def _wrapped(self, plan: Plan, branch: str) -> tuple[str, str]:
        around, begin, event, over, wrong = (plan.name(name) for name in ("y", "ys", "yb", "ye", "y_wrong"))
        plan.messages.append(d.error(wrong, wrong))
        inside = d.sub_process(around, d.start(begin), branch, d.path(begin, self.thrower))
        return around, inside + d.boundary(event, around, d.error_event(wrong)) + d.end(over) + d.path(event, over)

    def settle(self, space: Space) -> None:
        super().settle(space)
        self.block.settle(self.inner)
        self.other.settle(space)

    def begin(self) -> bool:
        self.inner.sides.clear()
        self.diverted = self.thrown = False
        self.done = self.block.begin()
        return False

    def open(self) -> list[Step]:
        if self.diverted:
            return self.other.open()
        inside = [] if self.done else self.block.open()
        thrower = [] if self.thrown else [Step("complete", self.thrower)]
        return inside + thrower + [Step("complete", side) for side in self.inner.sides]

    def step(self, step: Step) -> bool:
        if self.diverted:
            return self.other.step(step)
        if step.element_id == self.thrower:
            self.thrown = True
            if self.throws:
                self.diverted = True
                return self.other.begin()
        elif step.element_id in self.inner.sides:
            self.inner.sides.remove(step.element_id)
        else:
            self.done = self.block.step(step)
        return self.done and self.thrown and not self.inner.sides


class EventRace(Block):
    """An event-based gateway: the event that comes first decides which block follows."""

    def __init__(self, blocks: Several[Block]) -> None:
        self.blocks = blocks
        self.events = [Catch() for _ in blocks]

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        gate, meet = plan.name("eg"), plan.name("em")
        parts = [d.event_gateway(gate), d.exclusive(meet)]
        for event, block in zip(self.events, self.blocks, strict=True):
            catch, _, catch_xml = event.draw(plan)
            first, last, xml = block.draw(plan)
            parts += [catch_xml, xml, d.path(gate, catch, first), d.path(last, meet)]
        return gate, meet, "".join(parts)

    def settle(self, space: Space) -> None:
        super().settle(space)
        for block in self.blocks:
            block.settle(space)

    def begin(self) -> bool:
        self.chosen: Block | None = None
        return False

    def open(self) -> list[Step]:
        if self.chosen is not None:
            return self.chosen.open()
        return [step for event in self.events for step in event.open()]

    def step(self, step: Step) -> bool:
        if self.chosen is not None:
            return self.chosen.step(step)
        index = next(i for i, event in enumerate(self.events) if step in event.open())
        self.chosen = self.blocks[index]
        return self.chosen.begin()
