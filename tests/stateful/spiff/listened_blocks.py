"""User tasks whose listeners are asked, with their oracle: one after another, and a denial goes back to the task."""

import random

from tests.stateful.spiff.blocks import Plan, Step, Work
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
        parts += [self._listeners("executionListener", EXECUTION), self._listeners("taskListener", TASK)]
        return self.id, self.id, d.user_task(self.id, *parts)

    def _listeners(self, name: str, events: tuple[str, ...]) -> str:
        drawn = [
            d.zeebe(name, eventType=event, type=f"{event}{place}")
            for place, event in enumerate(self.listened)
            if event in events
        ]
        return d.zeebe(f"{name}s", "".join(drawn)) if drawn else ""

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
