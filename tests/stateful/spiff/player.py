"""One random process at its desk beside its oracle, which shares no code with the engine.

The desk saves and restores the case before every step, every fourth process on a model parsed anew each time; a seed
says which process it is.
"""

import random
from collections.abc import Callable, Mapping
from typing import Protocol

import pytest

from engine.errors import Conflict, NotFound
from engine.model.json_value import JsonValue
from engine.model.limits import RuntimeLimits
from engine.model.task_change import TaskAnswer
from tests.stateful.spiff.blocks import Block, Plan, Space, Step
from tests.stateful.spiff.call_blocks import AnyProcess
from tests.stateful.spiff.random_block import random_block
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk

MAX_STEPS = 60
_LEFT_ALONE = {"stuck": "mend", "held": "fire"}  # as what they are seen


class Visited(Protocol):
    """Something that waits at an element instance."""

    @property
    def element_id(self) -> str: ...

    @property
    def element_instance_key(self) -> int: ...


class Player:
    """One random process at its desk, beside its oracle."""

    def __init__(self, seed: int, limits: RuntimeLimits, depth: int = 4) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.space = Space()
        self.changes = 0
        self.last: tuple[str, int] | None = None  # the last command and the key that it was about
        self.block: Block = random_block(self.random, depth)
        plan = Plan(self.random)
        first, last, xml = self.block.draw(plan)
        self.block.settle(self.space)
        model = d.process(
            d.start(), xml, d.end(), d.flow("start", first), d.flow(last, "end"), around="".join(plan.messages)
        )
        self.desk = Desk(model, {"ma": "HS-1"}, limits=limits, calls=AnyProcess(), shared=seed % 4 != 0)
        self._go_on()
        self.done = self.block.begin()

    def steps(self) -> list[Step]:
        """List what the oracle says can be done or seen now."""
        return ([] if self.done else self.block.open()) + [Step("complete", side) for side in self.space.sides]

    def possible(self) -> list[Step]:
        """List what the oracle says can be done now."""
        return [step for step in self.steps() if step.what not in _LEFT_ALONE]

    def take(self, step: Step) -> None:
        """Take one step at the desk and in the oracle."""
        where = (step.element_id, step.item)
        self.last = None
        if step.what == "complete":
            self.last = ("complete", self._at(where, self.desk.work()))
            self.desk.complete_key(self.last[1], {})
        elif step.what == "deny":
            self.desk.complete_key(self._at(where, self.desk.jobs), {}, TaskAnswer(denied=True, reason="no"))
        elif step.what == "call":
            self.last = ("call", self._at(where, self.desk.calls))
            self.desk.end_call_key(self.last[1])
        elif step.what == "fire":
            self.last = ("fire", self._at(where, self.desk.waits))
            self.desk.fire_key(self.last[1])
        elif step.what == "set":
            self.changes += 1
            self.desk.set_variables(INSTANCE, **{f"n_{step.element_id}": self.changes})
        else:
            self.desk.set_variables(INSTANCE, **{f"ok_{step.element_id}": True})
            self.desk.retry_key(self._at(where, self.desk.incidents))
        self._go_on()
        if step.element_id in self.space.sides:
            self.space.sides.remove(step.element_id)
        else:
            self.done = self.block.step(step)

    def repeat(self) -> None:
        """Send the last command about something that is over once more: it is refused, and nothing changes."""
        if self.last is None or self.last[1] in {**self.desk.active, **self.desk.waits}:
            return
        what, key = self.last
        commands: dict[str, Callable[[int, Mapping[str, JsonValue]], None]] = {
            "complete": self.desk.complete_key,
            "call": self._end_call_again,
            "fire": self.desk.fire_key,
        }
        before = self.desk.saved
        with pytest.raises((Conflict, NotFound)):
            commands[what](key, {})
        assert self.desk.saved == before, f"seed {self.seed}"

    def _end_call_again(self, key: int, variables: Mapping[str, JsonValue]) -> None:
        self.desk.restored().end_call(key, variables)

    def compare(self) -> None:
        """Fail unless the desk shows exactly what the oracle says."""
        steps = self.steps()
        shown = {
            "complete": sorted(self._where(work) for work in self.desk.work().values()),
            "call": sorted(self._where(called) for called in self.desk.calls.values()),
            "fire": sorted(self._where(wait) for wait in self.desk.waits.values()),
            "set": sorted((element_id, ()) for element_id in self.desk.conditions),
            "mend": sorted(self._where(found) for found in self.desk.incidents.values()),
        }
        expected = {
            what: sorted(
                (step.element_id, step.item) for step in steps if _LEFT_ALONE.get(step.what, step.what) == what
            )
            for what in shown
        }
        assert shown == expected, f"seed {self.seed}"
        over = self.done and not self.space.sides
        assert (self.desk.outcome == "completed") == over, f"seed {self.seed}: {self.desk.saved}"

    def play(self) -> tuple[int, bool]:
        """Take random steps to the end or to the bound; give their number and whether the end was reached.

        A case whose joins wait for tokens that never come stands still for ever, as BPMN has it.
        """
        for taken in range(MAX_STEPS):
            self.compare()
            steps = self.possible()
            if not steps:
                return taken, self.desk.outcome is not None
            self.take(self.random.choice(steps))
        if self.desk.outcome is None:
            self.desk.cancel()
        return MAX_STEPS, False

    def _where(self, thing: Visited) -> tuple[str, tuple[int, ...]]:
        return thing.element_id, self.desk.item_path(thing.element_instance_key)

    def _at(self, where: tuple[str, tuple[int, ...]], things: Mapping[int, Visited]) -> int:
        return next(key for key, thing in things.items() if self._where(thing) == where)

    def _go_on(self) -> None:
        """Retry whatever only the bound on steps has stopped."""
        while stopped := [i for i in self.desk.incidents.values() if i.error_type == "LIMIT_EXCEEDED"]:
            self.desk.retry(stopped[0].element_id)
