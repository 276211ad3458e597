"""Repeated activities for the random processes: side by side, one after another, until enough, and as a loop."""

import copy
from dataclasses import replace

from tests.stateful.spiff.blocks import Block, Plan, Space, Step
from tests.unit.spiff import drawing as d


class Repeated(Block):
    """A task or sub-process for each of some items; `enough` of them end it early when it is not 0."""

    def __init__(self, inner: Block, count: int, *, kind: str, enough: int) -> None:
        self.inner = inner
        inner.must_be_activity = True
        self.count = count
        self.kind = kind  # parallel, sequential, loop
        self.enough = enough

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        first, last, xml = self.inner.draw(plan)
        if self.kind == "loop":
            loop = d.standard_loop(f"=loopCounter < {self.count}", before=self.count == 0)
        else:
            until = f"=numberOfCompletedInstances = {self.enough}" if self.enough else None
            items = f"=for i in [{', '.join(map(str, range(self.count)))}] return i"
            loop = d.multi_instance(items, sequential=self.kind == "sequential", until=until)
        return first, last, d.repeated(xml, loop)

    def settle(self, space: Space) -> None:
        super().settle(space)
        self.inner.settle(space)

    def begin(self) -> bool:
        self.items: list[Block] = []
        self.open_items: dict[int, Block] = {}
        self.completed = 0
        if self.kind == "parallel":
            begun = [self._new_item() for _ in range(self.count)]
            for number, item in begun:
                if not self._is_over() and item.begin():
                    self._end(number)
        return self._go_on()

    def open(self) -> list[Step]:
        return [
            replace(step, item=(number, *step.item)) for number, item in self.open_items.items() for step in item.open()
        ]

    def step(self, step: Step) -> bool:
        number, *inside = step.item
        if not self.open_items[number].step(replace(step, item=tuple(inside))):
            return False
        self._end(number)
        return self._go_on()

    def _go_on(self) -> bool:
        while self.kind != "parallel" and not self.open_items and not self._is_over():
            number, item = self._new_item()
            if item.begin():
                self._end(number)
        if self._is_over():
            self.open_items.clear()
        return self._is_over()

    def _new_item(self) -> tuple[int, Block]:
        item = copy.deepcopy(self.inner)
        self.items.append(item)
        self.open_items[len(self.items)] = item
        return len(self.items), item

    def _end(self, number: int) -> None:
        del self.open_items[number]
        self.completed += 1

    def _is_over(self) -> bool:
        return self.completed == self.count or (self.enough > 0 and self.completed == self.enough)
