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
    """An event-based gateway: the event that comes first decides which block follows.

    `conditional`: the last one is a condition, which decides at once when it holds already.
    """

    def __init__(self, blocks: Several[Block], *, conditional: bool) -> None:
        self.blocks = blocks
        self.events: list[Block] = [Catch() for _ in blocks[1:]]
        self.events.append(Awaited() if conditional else Catch())

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
        if self.events[-1].begin():
            self.chosen = self.blocks[-1]
            return self.chosen.begin()
        return False

    def open(self) -> list[Step]:
        if self.chosen is not None:
            return self.chosen.open()
        return [step for event in self.events for step in event.open()]

    def step(self, step: Step) -> bool:
        if self.chosen is not None:
            return self.chosen.step(step)
        index = next(i for i, event in enumerate(self.events) if step in event.open())
        self.events[index].step(step)
        self.chosen = self.blocks[index]
        return self.chosen.begin()
