"""Random processes, random ways through them: what can be done must at every moment be what the oracle says.

A hypothesis state machine chooses the process, each step, and when a command is sent twice; a failure is made small.
The second test cuts every command short. HOIDONG_RANDOM_PROCESSES says how many examples to play; `make soak` plays
many more by their seeds (bench/random_processes.py).
"""

import os
import random
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.model.limits import RuntimeLimits
from tests.stateful.spiff.player import Player

EXAMPLES = int(os.environ.get("HOIDONG_RANDOM_PROCESSES", "200"))
CUT_SHORT, STEPS = 40, 25


class RandomProcess(RuleBasedStateMachine):
    """One process; its seed and depth are shrunk first, then the way through it."""

    player: Player

    @initialize(seed=st.integers(0, 10**9), depth=st.integers(1, 4))
    def begin(self, seed: int, depth: int) -> None:
        self.player = Player(seed, RuntimeLimits(), depth)

    @precondition(lambda self: self.player.possible())
    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        self.player.take(data.draw(st.sampled_from(self.player.possible())))

    @precondition(lambda self: self.player.last is not None)
    @rule()
    def say_it_again(self) -> None:
        self.player.repeat()

    @precondition(lambda self: not self.player.possible())
    @rule()
    def rest(self) -> None:
        """Nothing is left to do."""

    @invariant()
    def desk_and_oracle_agree(self) -> None:
        self.player.compare()

    def teardown(self) -> None:
        if hasattr(self, "player") and self.player.desk.outcome is None:
            self.player.desk.cancel()


RandomProcess.TestCase.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=STEPS,
    deadline=None,
    phases=[phase for phase in Phase if phase is not Phase.explain],
    suppress_health_check=list(HealthCheck),
)
TestRandomProcesses: Any = RandomProcess.TestCase


def test_they_do_the_same_when_every_command_is_cut_short() -> None:
    base = int(os.environ.get("HOIDONG_RANDOM_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
    print(f"seed {base}: HOIDONG_RANDOM_SEED={base} repeats this run")  # noqa: T201 - the way back to a failure
    limits = RuntimeLimits(steps_per_command=3)
    results = [Player(seed, limits).play() for seed in range(base, base + CUT_SHORT)]
    assert sum(ended for _, ended in results) > CUT_SHORT // 2
    assert sum(steps for steps, _ in results) > CUT_SHORT
