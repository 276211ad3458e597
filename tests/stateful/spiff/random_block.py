"""Choose a random process for the oracle: which blocks there are and how often each comes."""

import random
from collections.abc import Callable

from tests.stateful.spiff.blocks import (
    Block,
    Catch,
    Choice,
    Flaky,
    Guarded,
    Inclusive,
    Instant,
    Loop,
    Parallel,
    Sequence,
    SubProcess,
    Work,
)
from tests.stateful.spiff.call_blocks import Call
from tests.stateful.spiff.compensation_blocks import GivenUp, Undone
from tests.stateful.spiff.event_blocks import Awaited, Broadcast, EventRace, Linked, Mishap
from tests.stateful.spiff.graph_blocks import Graph
from tests.stateful.spiff.listened_blocks import Listened
from tests.stateful.spiff.repeated_blocks import Repeated
from tests.stateful.spiff.watched_blocks import Watched

MISHAPS = ("error", "stops", "beside", "passes", "nothing")


def random_block(rng: random.Random, depth: int, *, once: bool = True) -> Block:
    """Make a random block, at most `depth` levels deep.

    `once`: no activity around it repeats, else a signal or a change of variables would reach its other rounds.
    """
    of_data = ["condition"] if once else []
    if depth == 0:
        return _leaf(rng)

    def inner() -> Block:
        return random_block(rng, depth - 1, once=once)

    def several(most: int = 3) -> list[Block]:
        return [inner() for _ in range(rng.randint(2, most))]

    def guarded() -> Block:
        task = Listened(rng, guarded=True) if rng.random() < 0.3 else Work()
        host = task if rng.random() < 0.5 else SubProcess(Sequence([task, inner()]))
        return _guarded(rng, host, ["timer", "message", *of_data])

    def mishap() -> Block:
        by_code, deep = rng.random() < 0.5, rng.random() < 0.5
        return Mishap(inner(), inner(), kind=rng.choice(MISHAPS), by_code=by_code, deep=deep)

    def watched() -> Block:
        interrupting = rng.random() < 0.5
        triggers = ["timer", "message", "signal", *of_data, *([] if interrupting else ["cron"])]
        return Watched(inner(), inner(), interrupting=interrupting, trigger=rng.choice(triggers))

    def repeated() -> Block:
        host = Work() if rng.random() < 0.3 else SubProcess(random_block(rng, depth - 1, once=False))
        kind, count = rng.choice(["parallel", "sequential", "loop"]), rng.randint(0, 3)
        enough = rng.choice([0, 0, rng.randint(1, max(count, 1))]) if kind != "loop" else 0
        block: Block = Repeated(host, count, kind=kind, enough=enough)
        return _guarded(rng, block, ["timer", "message"]) if rng.random() < 0.3 else block

    makers: list[tuple[int, Callable[[], Block]]] = [
        (15, lambda: _leaf(rng)),
        (20, lambda: Sequence(several())),
        (20, lambda: Parallel(several())),
        (13, lambda: Loop(inner(), rng.randint(1, 3))),
        (10, lambda: SubProcess(inner())),
        (12, guarded),
        (10, lambda: _choice(rng, several())),
        (12, repeated),
        (4, lambda: GivenUp(rng.randint(1, 3))),
        (6, lambda: Undone(rng.randint(1, 3), at_end=rng.random() < 0.5, inside=rng.random() < 0.5)),
        (10, lambda: EventRace([Sequence([inner()]) for _ in range(rng.randint(2, 3))])),
        (10, mishap),
        (10, watched),
        (3, lambda: Linked(inner())),
        (6 if once else 0, Awaited),
        (4 if once else 0, lambda: Broadcast(rng.randint(1, 3))),
        (14, lambda: Graph(rng)),
        (12, lambda: Inclusive(several(4), rng.randrange(16))),
    ]
    (make,) = rng.choices([maker for _, maker in makers], [weight for weight, _ in makers])
    return make()


def _choice(rng: random.Random, blocks: list[Block]) -> Block:
    return Choice(blocks, rng.randrange(len(blocks)))


def _guarded(rng: random.Random, host: Block, triggers: list[str]) -> Block:
    interrupting = rng.random() < 0.5
    chosen = rng.choice([*triggers, *([] if interrupting else ["cron"])])
    return Guarded(host, interrupting=interrupting, trigger=chosen)


def _leaf(rng: random.Random) -> Block:
    kinds: list[Callable[[], Block]] = [Call, Work, Catch, Instant, Flaky, lambda: Listened(rng)]
    (make,) = rng.choices(kinds, [8, 50, 25, 15, 5, 10])
    return make()
