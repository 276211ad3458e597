"""Random block-structured processes, each block with its own model of what a person must then see: the oracle.

A block draws itself, and beside that keeps by itself which work is open; it shares no code with the engine. A block is
begun with `begin`, answers in `open` which steps are possible, and takes one with `step`; both say whether it is done.
"""

import random
import re
from dataclasses import dataclass, field
from itertools import pairwise

from tests.unit.spiff import drawing as d

_COUNTERS = re.compile(r'resultVariable="([nx]_\w+)"')


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the world can do now: complete work, fire an event, mend data, change what a condition asks."""

    what: str  # one of those in the table of `player`
    element_id: str
    item: tuple[int, ...] = ()  # which items of repeated activities and which activations it stands in, outermost first
    more: str = ""  # what is thrown, or what an ad-hoc sub-process begins


@dataclass
class Plan:
    """What is shared while one process is drawn."""

    random: random.Random
    messages: list[str] = field(default_factory=list)
    count: int = 0

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"


class Space:
    """A process or sub-process: side branches that non-interrupting events began and that end on their own."""

    def __init__(self) -> None:
        self.sides: list[str] = []


class Block:
    """A part of a process with one way in and one way out."""

    space: Space
    extension = ""  # what its first element carries besides its own settings
    must_be_activity = False

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        """Give first element, last element and XML."""
        raise NotImplementedError

    def settle(self, space: Space) -> None:
        """Learn which space the block stands in."""
        self.space = space

    def begin(self) -> bool:
        raise NotImplementedError

    def open(self) -> list[Step]:
        raise NotImplementedError

    def step(self, step: Step) -> bool:
        raise NotImplementedError


class Work(Block):
    """A user task or a job of any kind of task, or of a message throw event unless it must be an activity."""

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id = plan.name("w")
        if plan.random.random() < 0.7:
            return self.id, self.id, d.user_task(self.id, self.extension)
        tag = plan.random.choice(["serviceTask", "sendTask", "businessRuleTask", "intermediateThrowEvent"])
        if tag == "intermediateThrowEvent" and not self.must_be_activity:
            job = d.zeebe("taskDefinition", type="work")
            return self.id, self.id, d.throw(self.id, d.message_event("sent"), job, self.extension)
        kept = "serviceTask" if tag == "intermediateThrowEvent" else tag
        return self.id, self.id, d.service_task(self.id, self.extension, tag=kept)

    def begin(self) -> bool:
        return False

    def open(self) -> list[Step]:
        return [Step("complete", self.id)]

    def step(self, step: Step) -> bool:
        assert step.element_id == self.id
        return True


class Catch(Block):
    """An intermediate timer, message or signal, or a receive task."""

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id = plan.name("c")
        kind = 2 if self.must_be_activity else plan.random.randrange(4)
        if kind == 0:
            return self.id, self.id, d.catch(self.id, d.timer("timeDuration", "PT1H"), self.extension)
        if kind == 3:
            plan.messages.append(d.signal(f"g_{self.id}", f"g_{self.id}"))
            return self.id, self.id, d.catch(self.id, d.signal_event(f"g_{self.id}"), self.extension)
        plan.messages.append(d.message(f"m_{self.id}", f"m_{self.id}"))
        if kind == 1:
            return self.id, self.id, d.catch(self.id, d.message_event(f"m_{self.id}"), self.extension)
        return self.id, self.id, d.receive_task(self.id, f"m_{self.id}", self.extension)

    def begin(self) -> bool:
        return False

    def open(self) -> list[Step]:
        return [Step("fire", self.id)]

    def step(self, step: Step) -> bool:
        assert step.element_id == self.id
        return True


class Instant(Block):
    """Something that never waits."""

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id = plan.name("i")
        kind = plan.random.randrange(5)
        if kind == 0:
            return self.id, self.id, d.script_task(self.id, f"v_{self.id}", "=1 + 1", self.extension)
        if kind == 3:
            return self.id, self.id, d.throw(self.id, "", self.extension)
        if kind == 4:
            decided = d.zeebe("calledDecision", decisionId="decided", resultVariable=f"v_{self.id}")
            return self.id, self.id, d.element("businessRuleTask", self.id, d.extensions(decided, self.extension))
        tag = "manualTask" if kind == 1 else "task"
        return self.id, self.id, d.element(tag, self.id, d.extensions(self.extension))

    def begin(self) -> bool:
        return True

    def open(self) -> list[Step]:
        return []

    def step(self, step: Step) -> bool:
        raise AssertionError(step)


class Data:
    """A variable of the case: however often an activity is repeated, there is one of it."""

    mended = False

    def __deepcopy__(self, _memo: object) -> "Data":
        return self


class Switch(Data):
    """A variable of the case that a condition asks for: it counts up, and the condition holds when it is not 0."""

    def __init__(self) -> None:
        self.count = 0

    @staticmethod
    def condition(element_id: str) -> str:
        return d.condition(f"=n_{element_id} > 0")


class Flaky(Block):
    """A script whose input mapping, or a gateway whose condition fails until somebody mends the data and retries."""

    def __init__(self) -> None:
        self.data = Data()

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id = plan.name("k")
        if plan.random.random() < 0.4:
            after = plan.name("ka")
            ways = d.flow(self.id, after, f"=ok_{self.id}")
            return self.id, after, d.exclusive(self.id) + d.exclusive(after) + ways
        mapping = d.io_mapping(d.inputs(x=f"=if ok_{self.id} then 1 else function(a) a"))
        return self.id, self.id, d.script_task(self.id, f"v_{self.id}", "=x", mapping)

    def begin(self) -> bool:
        return self.data.mended

    def open(self) -> list[Step]:
        return [Step("mend", self.id)]

    def step(self, step: Step) -> bool:
        assert step.element_id == self.id
        self.data.mended = True
        return True


class Sequence(Block):
    """Blocks one after another."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        drawn = [block.draw(plan) for block in self.blocks]
        joins = [d.flow(before[1], after[0]) for before, after in pairwise(drawn)]
        return drawn[0][0], drawn[-1][1], "".join([*(xml for _, _, xml in drawn), *joins])

    def settle(self, space: Space) -> None:
        super().settle(space)
        for block in self.blocks:
            block.settle(space)

    def begin(self) -> bool:
        self.at = 0
        return self._go()

    def _go(self) -> bool:
        while self.at < len(self.blocks) and self.blocks[self.at].begin():
            self.at += 1
        return self.at == len(self.blocks)

    def open(self) -> list[Step]:
        return self.blocks[self.at].open()

    def step(self, step: Step) -> bool:
        if not self.blocks[self.at].step(step):
            return False
        self.at += 1
        return self._go()


class Parallel(Block):
    """Blocks side by side, split by a gateway or straight out of an activity; sometimes with an empty branch."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        split, join = plan.name("ps"), plan.name("pj")
        by_gateway = plan.random.random() < 0.7
        parts = [d.parallel(split) if by_gateway else d.element("manualTask", split), d.parallel(join)]
        for block in self.blocks:
            first, last, xml = block.draw(plan)
            parts += [xml, d.flow(split, first), d.flow(last, join)]
        if plan.random.random() < 0.2:
            parts += [d.flow(split, join, flow_id=plan.name("pf")), d.flow(split, join, flow_id=plan.name("pf"))]
        return split, join, "".join(parts)

    def settle(self, space: Space) -> None:
        super().settle(space)
        for block in self.blocks:
            block.settle(space)

    def begin(self) -> bool:
        self.done = [block.begin() for block in self.blocks]
        return all(self.done)

    def open(self) -> list[Step]:
        return [step for block, done in zip(self.blocks, self.done, strict=True) if not done for step in block.open()]

    def step(self, step: Step) -> bool:
        for index, block in enumerate(self.blocks):
            if not self.done[index] and step in block.open():
                self.done[index] = block.step(step)
                return all(self.done)
        raise AssertionError(step)


class Inclusive(Parallel):
    """Those of several blocks whose condition is true, between two inclusive gateways; none: the default block."""

    def __init__(self, blocks: list[Block], mask: int) -> None:
        super().__init__(blocks)
        self.mask = mask

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        before, split, join, default = (plan.name(prefix) for prefix in ("ii", "is", "ij", "if"))
        variable = f"x_{split}"
        by_gateway = plan.random.random() < 0.6
        parts = [
            d.script_task(before, variable, f"={self.mask}"),
            d.inclusive(split, default) if by_gateway else d.element("task", split, default=default),
            d.inclusive(join),
            d.flow(before, split),
        ]
        for index, block in enumerate(self.blocks):
            first, last, xml = block.draw(plan)
            condition = f"=modulo(floor({variable} / {2**index}), 2) = 1"
            to_block = d.flow(split, first, flow_id=default) if index == 0 else d.flow(split, first, condition)
            parts += [xml, to_block, d.flow(last, join)]
        return before, join, "".join(parts)

    def begin(self) -> bool:
        chosen = [index for index in range(1, len(self.blocks)) if self.mask >> index & 1] or [0]
        self.done = [index not in chosen or block.begin() for index, block in enumerate(self.blocks)]
        return all(self.done)


class Choice(Block):
    """One of several blocks by a variable's value."""

    def __init__(self, blocks: list[Block], taken: int) -> None:
        self.blocks = blocks
        self.taken = taken

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        before, split, join, default = (plan.name(prefix) for prefix in ("xi", "xs", "xj", "xf"))
        variable = f"x_{split}"
        parts = [
            d.script_task(before, variable, f"={self.taken}"),
            d.exclusive(split, default),
            d.exclusive(join),
            d.flow(before, split),
        ]
        for index, block in enumerate(self.blocks):
            first, last, xml = block.draw(plan)
            to_block = (
                d.flow(split, first, flow_id=default) if index == 0 else d.flow(split, first, f"={variable} = {index}")
            )
            parts += [xml, to_block, d.flow(last, join)]
        return before, join, "".join(parts)

    def settle(self, space: Space) -> None:
        super().settle(space)
        for block in self.blocks:
            block.settle(space)

    def begin(self) -> bool:
        return self.blocks[self.taken].begin()

    def open(self) -> list[Step]:
        return self.blocks[self.taken].open()

    def step(self, step: Step) -> bool:
        return self.blocks[self.taken].step(step)


class Loop(Block):
    """A block again and again, counted by a script; the counter is the case's, so it also proves scopes."""

    def __init__(self, block: Block, rounds: int) -> None:
        self.block = block
        self.rounds = rounds

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        zero, again, count, gate, after, default = (
            plan.name(prefix) for prefix in ("lz", "la", "lc", "lg", "lo", "lf")
        )
        variable = f"n_{gate}"
        first, last, xml = self.block.draw(plan)
        parts = [
            d.script_task(zero, variable, "=0"),
            d.exclusive(again),
            xml,
            d.script_task(count, variable, f"={variable} + 1"),
            d.exclusive(gate, default),
            d.exclusive(after),
            d.path(zero, again, first),
            d.path(last, count, gate),
            d.flow(gate, again, f"={variable} < {self.rounds}"),
            d.flow(gate, after, flow_id=default),
        ]
        return zero, after, "".join(parts)

    def settle(self, space: Space) -> None:
        super().settle(space)
        self.block.settle(space)

    def begin(self) -> bool:
        self.round = 0
        return self._go()

    def _go(self) -> bool:
        while self.round < self.rounds:
            if not self.block.begin():
                return False
            self.round += 1
        return True

    def open(self) -> list[Step]:
        return self.block.open()

    def step(self, step: Step) -> bool:
        if not self.block.step(step):
            return False
        self.round += 1
        return self._go()


class SubProcess(Block):
    """A block in an embedded sub-process; done when the block and every side branch in it are done.

    `repeats`: several may be at work side by side, so that each has variables of its own for its loops and choices.
    """

    def __init__(self, block: Block, *, repeats: bool = False) -> None:
        self.block = block
        self.repeats = repeats
        self.inner = Space()

    def draw(self, plan: Plan) -> tuple[str, str, str]:
        self.id, begin, finish = plan.name("s"), plan.name("ss"), plan.name("se")
        first, last, xml = self.block.draw(plan)
        tag = "subProcess" if self.repeats or plan.random.random() < 0.9 else "transaction"
        counters = _own_counters(xml) if self.repeats else ""
        inside = d.start(begin) + xml + d.end(finish) + d.flow(begin, first) + d.flow(last, finish)
        return self.id, self.id, d.element(tag, self.id, d.extensions(self.extension, counters) + inside)

    def settle(self, space: Space) -> None:
        super().settle(space)
        self.block.settle(self.inner)

    def begin(self) -> bool:
        self.inner.sides.clear()
        self.done = self.block.begin()
        return self.done

    def open(self) -> list[Step]:
        inside = [] if self.done else self.block.open()
        return inside + [Step("complete", side) for side in self.inner.sides]

    def step(self, step: Step) -> bool:
        if step.element_id in self.inner.sides:
            self.inner.sides.remove(step.element_id)
        else:
            self.done = self.block.step(step)
        return self.done and not self.inner.sides


def _own_counters(xml: str) -> str:
    names = sorted(set(_COUNTERS.findall(xml)))
    return d.io_mapping(d.inputs(**dict.fromkeys(names, "=0"))) if names else ""
