"""Elements whose listeners are asked, with their oracle: one after another, and a denial goes back to the task."""

import random

from tests.stateful.spiff.blocks import Block, Plan, Space, Step, Work
from tests.unit.spiff import drawing as d

EXECUTION, TASK = ("start", "end"), ("creating", "assigning", "completing")
_DENIABLE = frozenset({"assigning", "completing"})
_ORDER = ("start", "creating", "assigning", "task", "completing", "end")


class Listened(Work):
    """A user task with listeners.

    Those of execution stand before and after the waits of its boundary events, so that `guarded` ones have none.
    """

    must_be_activity = True

    def __init__(self, rng: random.Random, *, guarded: bool = False) -> None:
        events = TASK if guarded else EXECUTION + TASK
        self.listened = [event for event in events for _ in range(rng.choice([0, 0, 1, 1, 2]))]

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id = plan.name("l")
        self.stages = sorted([*self.listened, "task"], key=_ORDER.index)
        parts = [d.zeebe("assignmentDefinition", assignee="an")] if "assigning" in self.listened else []
        parts.append(listeners("executionListener", [event for event in self.listened if event in EXECUTION]))
        parts.append(listeners("taskListener", [event for event in self.listened if event in TASK]))
        return self.id, self.id, d.user_task(self.id, *parts)

    def begin(self) -> bool:
        self.at = 0
        return False

    def open(self) -> list[Step]:
        deny = [Step("deny", self.id)] if self.stages[self.at] in _DENIABLE else []
        return [Step("complete", self.id), *deny]

    def step(self, step: Step) -> bool:
        assert step.element_id == self.id
        self.at = self.stages.index("task") if step.what == "deny" else self.at + 1
        return self.at == len(self.stages)


class Heard(Block):
    """A task, an event, a call or a sub-process with execution listeners before and after its own work."""

    def __init__(self, host: Block, *, before: int, after: int) -> None:
        self.host, self.before, self.after = host, before, after
        host.extension = listeners("executionListener", ["start"] * before + ["end"] * after)

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.host.must_be_activity = self.must_be_activity
        self.id, _, _ = drawn = self.host.draw(plan)
        return drawn

    def settle(self, space: Space) -> None:
        super().settle(space)
        self.host.settle(space)

    def begin(self) -> bool:
        self.heard, self.began, self.done = 0, False, False
        return self._go_on()

    def _go_on(self) -> bool:
        if not self.began and self.heard == self.before:
            self.began = True
            self.done = self.host.begin()
        return self.done and self.heard == self.before + self.after

    def open(self) -> list[Step]:
        return self.host.open() if self.began and not self.done else [Step("complete", self.id)]

    def step(self, step: Step) -> bool:
        if self.began and not self.done:
            self.done = self.host.step(step)
        else:
            self.heard += 1
        return self._go_on()


def listeners(name: str, events: list[str]) -> str:
    """Draw listeners for these events, each with a job type of its own."""
    drawn = [d.zeebe(name, eventType=event, type=f"{event}{place}") for place, event in enumerate(events)]
    return d.zeebe(f"{name}s", "".join(drawn)) if drawn else ""
