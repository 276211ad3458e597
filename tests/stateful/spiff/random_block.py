"""Choose a random process for the oracle: which blocks there are and how often each comes."""

import random
from collections.abc import Callable, Mapping

from tests.stateful.spiff.ad_hoc_blocks import AdHoc
from tests.stateful.spiff.blocks import (
    Block,
    Catch,
    Choice,
    Flaky,
    Inclusive,
    Instant,
    Loop,
    Parallel,
    Sequence,
    SubProcess,
    Work,
)
from tests.stateful.spiff.call_blocks import Call
from tests.stateful.spiff.compensation_blocks import WAYS, GivenUp, Undone
from tests.stateful.spiff.event_blocks import Awaited, Broadcast, EventRace, Linked
from tests.stateful.spiff.graph_blocks import Graph
from tests.stateful.spiff.guarded_blocks import Guarded
from tests.stateful.spiff.listened_blocks import Heard, Listened
from tests.stateful.spiff.mishap_blocks import Mishap, Troubled
from tests.stateful.spiff.repeated_blocks import Repeated
from tests.stateful.spiff.watched_blocks import Watched

MISHAPS = ("error", "stops", "beside", "passes", "nothing")
THROWERS = ("event", "job", "call")
RULES = ("last", "enough", "kept", "worker")


def random_block(rng: random.Random, depth: int, *, once: bool = True) -> Block:
    """Make a random block, at most `depth` levels deep.

    `once`: no activity around it repeats, else a signal or a change of variables would reach its other rounds.
    """
    chooser = _Chooser(rng, depth, once=once)
    if depth == 0:
        return chooser.leaf()
    makers = {**chooser.structures(), **chooser.events(), **chooser.activities()}
    [make] = rng.choices([*makers], [*makers.values()])
    return make()


Makers = Mapping[Callable[[], Block], int]  # each with how often it comes


class _Chooser:
    """What may stand at one place."""

    def __init__(self, rng: random.Random, depth: int, *, once: bool) -> None:
        self.rng, self.depth, self.once = rng, depth, once
        self.of_data = ["condition", "signal"] if once else []

    def structures(self) -> Makers:
        return {
            self.leaf: 15,
            lambda: Sequence(self.several()): 20,
            lambda: Parallel(self.several()): 20,
            lambda: Loop(self.inner(), self.rng.randint(1, 3)): 13,
            lambda: SubProcess(self.inner()): 10,
            self.choice: 10,
            lambda: Inclusive(self.several(4), self.rng.randrange(16)): 12,
            lambda: Graph(self.rng): 18,
            lambda: Linked(self.inner()): 3,
        }

    def events(self) -> Makers:
        return {
            self.guarded: 12,
            self.race: 10,
            self.mishap: 14,
            self.troubled: 6,
            self.watched: 10,
            Awaited: 6 if self.once else 0,
            lambda: Broadcast(self.rng.randint(1, 3)): 4 if self.once else 0,
        }

    def activities(self) -> Makers:
        return {
            self.repeated: 12,
            self.ad_hoc: 12,
            self.heard: 6,
            lambda: GivenUp(self.rng.randint(1, 3)): 4,
            self.undone: 8,
        }

    # parts

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def inner(self) -> Block:
        return random_block(self.rng, self.depth - 1, once=self.once)

    def repeating(self) -> Block:
        """Make a block for what is begun more than once."""
        return random_block(self.rng, self.depth - 1, once=False)

    def several(self, most: int = 3) -> list[Block]:
        return [self.inner() for _ in range(self.rng.randint(2, most))]

    def leaf(self) -> Block:
        kinds: list[Callable[[], Block]] = [Call, Work, Catch, Instant, Flaky, lambda: Listened(self.rng)]
        [make] = self.rng.choices(kinds, [8, 50, 25, 15, 5, 10])
        return make()

    # structures

    def choice(self) -> Block:
        blocks = self.several()
        return Choice(blocks, self.rng.randrange(len(blocks)))

    # events

    def guarded(self) -> Block:
        task = Listened(self.rng, guarded=True) if self.chance(0.3) else Work()
        hosts: list[Callable[[], Block]] = [
            lambda: task,
            lambda: SubProcess(Sequence([task, self.inner()])),
            Call,
            Catch,
        ]
        [make] = self.rng.choices(hosts, [4, 4, 1, 1])
        return self.with_boundary(make(), ["timer", "message", *self.of_data])

    def around(self, task: Block) -> Block:
        return SubProcess(Sequence([task, self.inner()]))

    def with_boundary(self, host: Block, triggers: list[str]) -> Block:
        interrupting = self.chance(0.5)
        chosen = self.rng.choice([*triggers, *([] if interrupting else ["cron"])])
        return Guarded(host, interrupting=interrupting, trigger=chosen)

    def race(self) -> Block:
        blocks = [Sequence([self.inner()]) for _ in range(self.rng.randint(2, 3))]
        return EventRace(blocks, conditional=self.once and self.chance(0.3))

    def mishap(self) -> Block:
        return Mishap(
            self.inner(),
            self.inner(),
            kind=self.rng.choice(MISHAPS),
            thrower=self.rng.choice(THROWERS),
            by_code=self.chance(0.5),
            deep=self.chance(0.5),
            inside=self.chance(0.4),
        )

    def troubled(self) -> Block:
        kind = self.rng.choice(["error", "stops", "beside"])
        return Troubled(self.inner(), call=self.chance(0.6), kind=kind, by_code=self.chance(0.5))

    def watched(self) -> Block:
        interrupting = self.chance(0.5)
        triggers = ["timer", "message", *self.of_data, *([] if interrupting else ["cron"])]
        return Watched(self.inner(), self.inner(), interrupting=interrupting, trigger=self.rng.choice(triggers))

    # activities

    def repeated(self) -> Block:
        hosts: list[Callable[[], Block]] = [
            Work,
            Call,
            lambda: Heard(Work(), before=self.rng.randint(0, 1), after=1),
            lambda: SubProcess(self.repeating(), repeats=True),
        ]
        [make] = self.rng.choices(hosts, [3, 1, 1, 7])
        kind, count = self.rng.choice(["parallel", "sequential", "loop"]), self.rng.randint(0, 3)
        enough = self.rng.choice([0, 0, self.rng.randint(1, max(count, 1))]) if kind != "loop" else 0
        block = Repeated(make(), count, kind=kind, enough=enough)
        return self.with_boundary(block, ["timer", "message"]) if self.chance(0.3) else block

    def ad_hoc(self) -> Block:
        ways = [self._way() for _ in range(self.rng.randint(1, 3))]
        listed = self.rng.randint(0, len(ways))
        return AdHoc(ways, listed=listed, rule=self.rng.choice(RULES), enough=self.rng.randint(1, 3))

    def _way(self) -> Block:
        if self.chance(0.4):
            return self.leaf()
        block = SubProcess(self.repeating(), repeats=True)
        return Sequence([self.leaf(), block]) if self.chance(0.3) else block

    def heard(self) -> Block:
        hosts: list[Callable[[], Block]] = [Work, Catch, Instant, Call, lambda: SubProcess(self.inner())]
        return Heard(self.rng.choice(hosts)(), before=self.rng.randint(0, 2), after=self.rng.randint(0, 2))

    def undone(self) -> Block:
        return Undone(self.rng.randint(1, 3), at_end=self.chance(0.5), way=self.rng.choice(WAYS))
