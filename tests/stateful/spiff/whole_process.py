"""The whole random process: its starts, its listeners, what watches over it, and the block inside."""

import random

from tests.stateful.spiff.blocks import Block, Plan, Space, Step
from tests.stateful.spiff.guarded_blocks import triggered
from tests.stateful.spiff.listened_blocks import listeners
from tests.stateful.spiff.watched_blocks import Watched
from tests.unit.spiff import drawing as d

PROCESS, START, MEET, END, BY_EVENT = "case_p", "start", "meet", "end", "by"
STARTS = ("plain", "message", "signal", "cron", "condition")


class WholeProcess:
    """A process that may also be started by an event, with listeners before its start and after its last end."""

    def __init__(self, rng: random.Random, block: Block) -> None:
        self.block, self.space = block, Space()
        [self.started_by] = rng.choices(STARTS, [8, 1, 1, 1, 1])
        self.before, self.after = (rng.choice([0, 0, 0, 0, 0, 0, 1, 2]) for _ in range(2))

    @property
    def start_id(self) -> str | None:
        """The event that starts it; None: the plain start."""
        return None if self.started_by == "plain" else BY_EVENT

    def draw(self, plan: Plan) -> bytes:
        if isinstance(self.block, Watched):
            first, inside = self.block.draw_inside(plan, END)
        else:
            first, last, xml = self.block.draw(plan)
            inside = xml + d.path(last, END)
        parts = [d.start(START), d.exclusive(MEET), d.path(START, MEET, first), inside, d.end(END)]
        if self.started_by != "plain":
            definition = triggered(plan, self.started_by, BY_EVENT, span="", cron="0 0 8 * * MON-FRI")
            parts += [d.element("startEvent", BY_EVENT, definition), d.path(BY_EVENT, MEET)]
        self.block.settle(self.space)
        return d.process(
            d.extensions(listeners("executionListener", ["start"] * self.before + ["end"] * self.after)),
            *parts,
            around="".join(plan.messages),
            process_id=PROCESS,
        )

    # what must be seen

    def begin(self) -> None:
        self.heard, self.began, self.done = 0, False, False
        self._go_on()

    def _go_on(self) -> None:
        if not self.began and self.heard == self.before:
            self.began = True
            self.done = self.block.begin()

    @property
    def _is_through(self) -> bool:
        return self.began and self.done and not self.space.sides

    @property
    def is_over(self) -> bool:
        return self._is_through and self.heard == self.before + self.after

    def open(self) -> list[Step]:
        if self.is_over:
            return []
        if not self.began or self._is_through:
            return [Step("complete", PROCESS)]
        return ([] if self.done else self.block.open()) + [Step("complete", side) for side in self.space.sides]

    def step(self, step: Step) -> None:
        if step.element_id == PROCESS:
            self.heard += 1
        elif step.element_id in self.space.sides:
            self.space.sides.remove(step.element_id)
        else:
            self.done = self.block.step(step)
        self._go_on()
