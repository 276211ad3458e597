"""One random process at its desk beside its oracle, which shares no code with the engine.

The desk saves and restores the case before every step, every sixteenth process on a model parsed anew each time; a seed
says which process it is.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import pytest

from engine.errors import Conflict, NotFound
from engine.model.ad_hoc import Activation, AdHocResult
from engine.model.limits import RuntimeLimits
from engine.model.task_change import TaskAnswer
from tests.stateful.spiff.ad_hoc_blocks import NUMBER
from tests.stateful.spiff.blocks import Plan, Step
from tests.stateful.spiff.memory_desk import MemoryDesk
from tests.stateful.spiff.random_block import random_block
from tests.stateful.spiff.whole_process import WholeProcess

MAX_STEPS, ANEW_EVERY = 60, 16
# What is seen of each step: work, called cases, waits, conditions, incidents, ad-hoc sub-processes.
SEEN_AS = {
    "complete": "work",
    "deny": "",  # of work that is seen as such
    "decide": "",
    "throw": "",
    "call": "call",
    "fire": "wait",
    "held": "wait",
    "set": "condition",
    "mend": "incident",
    "stuck": "incident",
    "activate": "ad hoc",
    "full": "ad hoc",
}
LEFT_ALONE = frozenset({"held", "stuck", "full"})
Where = tuple[str, tuple[int, ...]]
MakeDesk = Callable[[WholeProcess, bytes], Any]


class Visited(Protocol):
    """Something that waits at an element instance."""

    @property
    def element_id(self) -> str: ...

    @property
    def element_instance_key(self) -> int: ...


class Player:
    """One random process at its desk, beside its oracle."""

    def __init__(self, seed: int, limits: RuntimeLimits, depth: int = 4, *, make_desk: MakeDesk | None = None) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.changes = 0
        self.path: list[Step] = []
        self.last: tuple[str, int] | None = None  # the last command and the key that it was about
        self.whole = WholeProcess(self.random, random_block(self.random, depth))
        xml = self.whole.draw(Plan(self.random))
        make = make_desk or (lambda whole, xml: MemoryDesk(whole, xml, limits, shared=seed % ANEW_EVERY != 0))
        self.desk = make(self.whole, xml)
        self._go_on()
        self.whole.begin()

    def possible(self) -> list[Step]:
        """List what the oracle says can be done now."""
        return [step for step in self.whole.open() if step.what not in LEFT_ALONE and self._reaches_one(step)]

    def take(self, step: Step) -> None:
        """Take one step at the desk and in the oracle."""
        self.path.append(step)
        self.last = None
        actions = {
            "complete": self._complete,
            "deny": self._deny,
            "call": self._end_call,
            "throw": self._throw,
            "fire": self._fire,
            "set": self._set,
            "mend": self._mend,
            "activate": self._activate,
            "decide": self._decide,
        }
        actions[step.what](step)
        self._go_on()
        self.whole.step(step)

    def repeat(self) -> None:
        """Send the last command about something that is over once more: it is refused, and nothing changes."""
        if self.last is None or self.last[1] in {**self.desk.active, **self.desk.waits, **self.desk.work()}:
            return
        what, key = self.last
        before = self.desk.saved
        with pytest.raises((Conflict, NotFound)):
            {"complete": self.desk.complete_key, "call": self.desk.end_call_key, "fire": self.desk.fire_key}[what](
                key, {}
            )
        assert self.desk.saved == before, f"seed {self.seed}"

    def compare(self) -> None:
        """Fail unless the desk shows exactly what the oracle says."""
        desk = self.desk
        shown: dict[str, Counter[tuple[str, tuple[int, ...]]]] = {
            "work": self._places(desk.work()),
            "call": self._places(desk.calls),
            "wait": self._places(desk.waits),
            "condition": Counter((element_id, ()) for element_id in desk.conditions),
            "incident": self._places(desk.incidents),
            "ad hoc": Counter((element_id, desk.item_path(key)) for key, element_id in desk.ad_hocs.items()),
        }
        steps = self.whole.open()
        expected = {kind: Counter(_where(step) for step in steps if SEEN_AS[step.what] == kind) for kind in shown}
        expected["work"] += Counter({_where(step) for step in steps if step.what == "decide"})
        expected["ad hoc"] = Counter({*expected["ad hoc"]})  # one, whatever it may begin
        differences = {
            kind: {"shown": shown[kind] - expected[kind], "expected": expected[kind] - shown[kind]}
            for kind in shown
            if shown[kind] != expected[kind]
        }
        assert not differences, f"seed {self.seed}: {differences} after {self.path[-10:]}"
        assert (desk.outcome == "completed") == self.whole.is_over, f"seed {self.seed}: {desk.saved}"

    def play(self, most: int = MAX_STEPS) -> tuple[int, bool]:
        """Take random steps to the end, but no more than `most`; give their number and whether the end was reached.

        A case whose joins wait for tokens that never come stands still for ever, as BPMN has it.
        """
        for taken in range(most):
            self.compare()
            steps = self.possible()
            if not steps:
                return taken, self.desk.outcome is not None
            self.take(self.random.choice(steps))
        if self.desk.outcome is None:
            self.desk.cancel()
        return most, False

    # what is done at the desk

    def _complete(self, step: Step) -> None:
        self.desk.complete_key(self._remembered("complete", self._key(step, self.desk.work())), {})

    def _deny(self, step: Step) -> None:
        self.desk.answer(self._key(step, self.desk.jobs), TaskAnswer(denied=True, reason="no"))

    def _end_call(self, step: Step) -> None:
        self.desk.end_call_key(self._remembered("call", self._key(step, self.desk.calls)), {})

    def _throw(self, step: Step) -> None:
        kind, _, code = step.more.partition(":")
        self.desk.throw_out(self._key(step, {**self.desk.jobs, **self.desk.calls}), kind, code)

    def _fire(self, step: Step) -> None:
        self.desk.fire_key(self._remembered("fire", self._key(step, self.desk.waits)), {})

    def _set(self, step: Step) -> None:
        self.changes += 1
        self.desk.change(**{f"n_{step.element_id}": self.changes})

    def _mend(self, step: Step) -> None:
        self.desk.change(**{f"ok_{step.element_id}": True})
        self.desk.retry_key(self._key(step, self.desk.incidents))

    def _activate(self, step: Step) -> None:
        wanted = _asked(step.more)
        key = next(key for key, found in self.desk.ad_hocs.items() if (found, self.desk.item_path(key)) == _where(step))
        self.desk.activate_key(key, wanted)

    def _decide(self, step: Step) -> None:
        self.desk.answer(self._key(step, self.desk.jobs), _asked(step.more))

    # where things are

    def _reaches_one(self, step: Step) -> bool:
        return step.what != "fire" or self.desk.possible(self._key(step, self.desk.waits))

    def _remembered(self, what: str, key: int) -> int:
        """Note what is done next, so that it can be given again; give its key."""
        self.last = what, key
        return key

    def _places(self, things: Mapping[int, Visited]) -> Counter[Where]:
        return Counter(self._place(thing) for thing in things.values())

    def _place(self, thing: Visited) -> Where:
        return thing.element_id, self.desk.item_path(thing.element_instance_key)

    def _key(self, step: Step, things: Mapping[int, Visited]) -> int:
        return next(key for key, thing in things.items() if self._place(thing) == _where(step))

    def _go_on(self) -> None:
        """Retry whatever only the bound on steps has stopped."""
        while stopped := [key for key, found in self.desk.incidents.items() if found.error_type == "LIMIT_EXCEEDED"]:
            self.desk.retry_key(stopped[0])


def _where(step: Step) -> Where:
    return step.element_id, step.item


def _asked(more: str) -> AdHocResult:
    """Read what an ad-hoc sub-process is asked for: `more:N:ELEMENT`, `instead:N:ELEMENT`, or a word alone."""
    how, _, wanted = more.partition(":")
    number, _, element_id = wanted.partition(":")
    begun = (Activation(element_id=element_id, variables={NUMBER: int(number)}),) if wanted else ()
    return AdHocResult(
        activations=begun, cancels_remaining=how in {"instead", "enough"}, is_fulfilled=how in {"enough", "kept"}
    )
