"""Random processes against an oracle that shares no code with the engine, saved and restored before every step.

A failure names its seed; `HOIDONG_RANDOM_SEED` repeats a run and `HOIDONG_RANDOM_PROCESSES` says how many to play.
"""

import os
import random
from collections.abc import Mapping
from typing import Protocol

from engine.model.limits import RuntimeLimits
from tests.stateful.spiff.blocks import Block, Plan, Space, Step
from tests.stateful.spiff.call_blocks import AnyProcess
from tests.stateful.spiff.random_block import random_block
from tests.unit.spiff import drawing as d
from tests.unit.spiff.desk import INSTANCE, Desk

PROCESSES = int(os.environ.get("HOIDONG_RANDOM_PROCESSES", "160"))
MAX_STEPS = 60


class Visited(Protocol):
    """Something that waits at an element instance."""

    @property
    def element_id(self) -> str: ...

    @property
    def element_instance_key(self) -> int: ...


class Player:
    """One random process at its desk, beside its oracle."""

    def __init__(self, seed: int, limits: RuntimeLimits) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.space = Space()
        self.changes = 0
        self.block: Block = random_block(self.random, 4)
        plan = Plan(self.random)
        first, last, xml = self.block.draw(plan)
        self.block.settle(self.space)
        model = d.process(
            d.start(), xml, d.end(), d.flow("start", first), d.flow(last, "end"), around="".join(plan.messages)
        )
        self.desk = Desk(model, {"ma": "HS-1"}, limits=limits, calls=AnyProcess())
        self._go_on()
        self.done = self.block.begin()

    def steps(self) -> list[Step]:
        """List what the oracle says can be done now."""
        return ([] if self.done else self.block.open()) + [Step("complete", side) for side in self.space.sides]

    def take(self, step: Step) -> None:
        """Take one step at the desk and in the oracle."""
        where = (step.element_id, step.item)
        if step.what == "complete":
            self.desk.complete_key(self._at(where, {**self.desk.tasks, **self.desk.jobs}), {})
        elif step.what == "call":
            self.desk.end_call_key(self._at(where, self.desk.calls))
        elif step.what == "fire":
            self.desk.fire_key(self._at(where, self.desk.waits))
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

    def compare(self) -> None:
        """Fail unless the desk shows exactly what the oracle says."""
        steps = self.steps()
        shown = {
            "complete": sorted(
                [self._where(task) for task in self.desk.tasks.values()]
                + [self._where(job) for job in self.desk.jobs.values()]
            ),
            "call": sorted(self._where(called) for called in self.desk.calls.values()),
            "fire": sorted(self._where(wait) for wait in self.desk.waits.values()),
            "set": sorted((element_id, ()) for element_id in self.desk.conditions),
            "mend": sorted(self._where(found) for found in self.desk.incidents.values()),
        }
        expected = {what: sorted((step.element_id, step.item) for step in steps if step.what == what) for what in shown}
        assert shown == expected, f"seed {self.seed}"
        assert (self.desk.outcome == "completed") == (not steps), f"seed {self.seed}: {self.desk.saved}"

    def play(self) -> tuple[int, bool]:
        """Take random steps to the end or to the bound; give their number and whether the end was reached."""
        for taken in range(MAX_STEPS):
            self.compare()
            steps = self.steps()
            if not steps:
                return taken, True
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


def play_many(count: int, limits: RuntimeLimits) -> None:
    base = int(os.environ.get("HOIDONG_RANDOM_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
    print(f"seed {base}: HOIDONG_RANDOM_SEED={base} repeats this run")  # noqa: T201 - the way back to a failure
    results = [Player(seed, limits).play() for seed in range(base, base + count)]
    assert sum(ended for _, ended in results) > count // 2
    assert sum(steps for steps, _ in results) > count


def test_random_processes_do_what_the_oracle_says() -> None:
    play_many(PROCESSES, RuntimeLimits())


def test_they_do_the_same_when_every_command_is_cut_short() -> None:
    play_many(PROCESSES // 4, RuntimeLimits(steps_per_command=3))
