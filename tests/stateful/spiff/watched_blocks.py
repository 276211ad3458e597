"""Sub-processes that event sub-processes watch over, with their oracle."""

from tests.stateful.spiff.blocks import Block, Plan, Space, Step, Switch
from tests.stateful.spiff.guarded_blocks import triggered
from tests.unit.spiff import drawing as d


class Watched(Block):
    """A block in a sub-process with an event sub-process beside it.

    Interrupting: another block takes over. Not interrupting: a task of its own for each time; a timer that is not cron
    fires once, a condition at each change while it holds.
    """

    def __init__(self, block: Block, other: Block, *, interrupting: bool, trigger: str) -> None:
        self.block, self.other = block, other
        self.interrupting, self.trigger = interrupting, trigger
        self.inner, self.handler = Space(), Space()
        self.switch = Switch()

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id, begin, finish = (plan.name(name) for name in ("q", "qs", "qe"))
        first, inside = self.draw_inside(plan, finish)
        return self.id, self.id, d.sub_process(self.id, d.start(begin), inside, d.end(finish), d.path(begin, first))

    def draw_inside(self, plan: Plan, finish: str) -> tuple[str, str]:
        """Draw what stands between a start and the end `finish`, and the event sub-process; give the first element."""
        event, last_end, self.side = (plan.name(name) for name in ("qv", "qn", "qt"))
        self.event = f"{event}_s"
        first, last, xml = self.block.draw(plan)
        if self.interrupting:
            other_first, other_last, other_xml = self.other.draw(plan)
        else:
            other_first, other_last, other_xml = self.side, self.side, d.user_task(self.side)
        handler = d.event_sub_process(
            event,
            triggered(plan, self.trigger, self.event, span="PT3H", cron="@daily"),
            other_xml,
            d.end(last_end),
            d.path(self.event, other_first),
            d.path(other_last, last_end),
            interrupting=self.interrupting,
        )
        return first, xml + handler + d.path(last, finish)

    def settle(self, space: Space) -> None:
        super().settle(space)
        self.block.settle(self.inner)
        self.other.settle(self.handler)

    def begin(self) -> bool:
        self.inner.sides.clear()
        self.handler.sides.clear()
        self.taken_over, self.armed, self.runs = False, True, 0
        self.done = self.block.begin()
        if self.switch.count:
            self._fire()
        return self.done and not self.runs

    @property
    def event_step(self) -> Step:
        return Step("set" if self.trigger == "condition" else "fire", self.event)

    def open(self) -> list[Step]:
        sides = [*self.inner.sides, *self.handler.sides, *([self.side] * self.runs)]
        waiting = [Step("complete", side) for side in sides]
        if self.taken_over:
            return ([] if self.done else self.other.open()) + waiting
        event = [self.event_step] if self.armed else []
        return ([] if self.done else self.block.open()) + waiting + event

    def step(self, step: Step) -> bool:
        if step == self.event_step:
            self.switch.count += step.what == "set"
            self._fire()
        elif step.element_id == self.side:
            self.runs -= 1
        elif step.element_id in self.inner.sides:
            self.inner.sides.remove(step.element_id)
        elif step.element_id in self.handler.sides:
            self.handler.sides.remove(step.element_id)
        else:
            self.done = (self.other if self.taken_over else self.block).step(step)
        return self.done and not (self.inner.sides or self.handler.sides or self.runs)

    def _fire(self) -> None:
        if self.interrupting:
            self.taken_over = True
            self.inner.sides.clear()
            self.done = self.other.begin()
        else:
            self.armed = self.trigger != "timer"
            self.runs += 1
