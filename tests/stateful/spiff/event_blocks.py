"""Blocks of events for the random processes, each with its own oracle like those in `blocks`."""

from collections.abc import Sequence as Several

from tests.stateful.spiff.blocks import Block, Catch, Plan, Space, Step
from tests.unit.spiff import drawing as d


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
