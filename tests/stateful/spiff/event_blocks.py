"""Blocks of events for the random processes, each with its own oracle like those in `blocks`."""

from collections.abc import Sequence as Several

from tests.stateful.spiff.blocks import Block, Catch, Plan, Space, Step, Switch
from tests.unit.spiff import drawing as d


class Linked(Block):
    """A block, then a jump by link events."""

    def __init__(self, block: Block) -> None:
        self.block = block

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        throw, catch = plan.name("lt"), plan.name("lc")
        first, last, xml = self.block.draw(plan)
        link = d.link_event(throw)
        return first, catch, xml + d.throw(throw, link) + d.catch(catch, link) + d.path(last, throw)

    def settle(self, space: Space) -> None:
        super().settle(space)
        self.block.settle(space)

    def begin(self) -> bool:
        return self.block.begin()

    def open(self) -> list[Step]:
        return self.block.open()

    def step(self, step: Step) -> bool:
        return self.block.step(step)


class Mishap(Block):
    """A sub-process with a branch that throws: what a boundary event catches leads to another block.

    `kind`: an `error`; an escalation that `stops` the sub-process, that begins a side branch `beside` it, or that
    `passes` because nobody catches it; or `nothing`. The thrower may stand in a further sub-process whose own boundary
    event catches something else.
    """

    def __init__(self, block: Block, other: Block, *, kind: str, by_code: bool, deep: bool) -> None:
        self.block, self.other = block, other
        self.kind, self.by_code, self.deep = kind, by_code, deep
        self.inner = Space()

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        names = ("x", "xs", "xp", "xt", "xe", "xm")
        self.id, begin, split, self.thrower, finish, meet = (plan.name(name) for name in names)
        before = len(plan.messages)
        first, last, xml = self.block.draw(plan)
        # An escalation inside that passes there would be caught here by an event that catches any.
        self.by_code = self.by_code or any('id="p_' in drawn for drawn in plan.messages[before:])
        branch_id, branch = self._thrower(plan)
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
        parts = [body, d.exclusive(meet), d.path(self.id, meet), self._catch(plan, meet)]
        return self.id, meet, "".join(parts)

    def _thrower(self, plan: Plan) -> tuple[str, str]:
        over = plan.name("xo")
        code, definition = f"{'p' if self.kind == 'passes' else 'c'}_{self.id}", ""
        if self.kind == "error":
            plan.messages.append(d.error(code, code.upper()))
            definition = d.error_event(code)
        elif self.kind != "nothing":
            plan.messages.append(d.escalation(code, code.upper()))
            definition = d.escalation_event(code)
        at_end = self.kind == "error" or plan.random.random() < 0.5
        throwing = d.end_event(over, definition) if at_end else d.throw(over, definition)
        branch = d.user_task(self.thrower) + throwing + d.path(self.thrower, over)
        return self._wrapped(plan, branch) if self.deep else (self.thrower, branch)

    def _wrapped(self, plan: Plan, branch: str) -> tuple[str, str]:
        around, begin, event, over, wrong = (plan.name(name) for name in ("y", "ys", "yb", "ye", "y_wrong"))
        is_error = self.kind == "error"
        plan.messages.append(d.error(wrong, wrong) if is_error else d.escalation(wrong, wrong))
        inside = d.sub_process(around, d.start(begin), branch, d.path(begin, self.thrower))
        catch = d.boundary(event, around, d.error_event(wrong) if is_error else d.escalation_event(wrong))
        return around, inside + catch + d.end(over) + d.path(event, over)

    def _catch(self, plan: Plan, meet: str) -> str:
        if self.kind in {"nothing", "passes"}:
            return ""
        event, reference = plan.name("xb"), f"c_{self.id}" if self.by_code else ""
        definition = d.error_event(reference) if self.kind == "error" else d.escalation_event(reference)
        if self.kind == "beside":
            self.side, over = plan.name("xh"), plan.name("xn")
            boundary = d.boundary(event, self.id, definition, interrupting=False)
            return boundary + d.user_task(self.side) + d.end(over) + d.path(event, self.side, over)
        first, last, xml = self.other.draw(plan)
        return d.boundary(event, self.id, definition) + xml + d.path(event, first) + d.path(last, meet)

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
            if self.kind in {"error", "stops"}:
                self.diverted = True
                return self.other.begin()
            if self.kind == "beside":
                self.space.sides.append(self.side)
        elif step.element_id in self.inner.sides:
            self.inner.sides.remove(step.element_id)
        else:
            self.done = self.block.step(step)
        return self.done and self.thrown and not self.inner.sides


class Broadcast(Block):
    """Several catch events side by side wait for one signal; beside them a task throws it, which all then catch."""

    def __init__(self, count: int) -> None:
        self.count = count

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        split, join, self.thrower, throw = (plan.name(name) for name in ("vs", "vj", "vt", "vn"))
        plan.messages.append(d.signal(f"g_{split}", f"g_{split}"))
        definition = d.signal_event(f"g_{split}")
        parts = [d.parallel(split), d.parallel(join), d.user_task(self.thrower), d.throw(throw, definition)]
        parts.append(d.path(split, self.thrower, throw, join))
        self.catches = [plan.name("vc") for _ in range(self.count)]
        for catch in self.catches:
            parts += [d.catch(catch, definition), d.path(split, catch, join)]
        return split, join, "".join(parts)

    def begin(self) -> bool:
        self.waiting = list(self.catches)
        self.thrown = False
        return False

    def open(self) -> list[Step]:
        thrower = [] if self.thrown else [Step("complete", self.thrower)]
        return thrower + [Step("fire", catch) for catch in self.waiting]

    def step(self, step: Step) -> bool:
        if step.element_id == self.thrower:
            self.thrown = True
            self.waiting.clear()
        else:
            self.waiting.remove(step.element_id)
        return self.thrown and not self.waiting


class Awaited(Block):
    """A conditional catch event: it waits until the case's variable changes; later rounds pass at once."""

    def __init__(self) -> None:
        self.switch = Switch()

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id = plan.name("ca")
        return self.id, self.id, d.catch(self.id, Switch.condition(self.id))

    def begin(self) -> bool:
        return self.switch.count > 0

    def open(self) -> list[Step]:
        return [Step("set", self.id)]

    def step(self, step: Step) -> bool:
        assert step.element_id == self.id
        self.switch.count += 1
        return True


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
