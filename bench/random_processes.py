"""Play very many random processes by their seeds, bounded in number, and go on where the last run stopped.

python -m bench.random_processes --examples 50000 --state FILE [--first SEED]

Every fifth example cuts its commands short. The state is one JSON line; the exit code is 1 when any example failed, and
the seeds that did are told: `Player(seed, limits_of(seed), depth_of(seed)).play()` repeats one.
"""

import argparse
import json
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

from engine.model.limits import RuntimeLimits
from tests.stateful.spiff.player import Player

FIRST, SAVED_EVERY, CUT_SHORT_EVERY, DEPTHS = 1_000_000, 50, 5, 4


@dataclass(slots=True)
class Progress:
    """How far the soak has come."""

    first: int
    examples: int = 0
    steps: int = 0
    ended: int = 0  # cases that reached their end within the bound on steps
    processor_s: float = 0.0
    failed: list[int] = field(default_factory=list)


def limits_of(seed: int) -> RuntimeLimits:
    """Give the limits that a seed is played with."""
    return RuntimeLimits() if seed % CUT_SHORT_EVERY else RuntimeLimits(steps_per_command=3)


def depth_of(seed: int) -> int:
    """Give how many levels deep the process of a seed may be."""
    return 1 + seed // CUT_SHORT_EVERY % DEPTHS


def play(progress: Progress) -> None:
    """Play the next example and note how it went."""
    seed = progress.first + progress.examples
    began = time.process_time()
    try:
        steps, ended = Player(seed, limits_of(seed), depth_of(seed)).play()
        progress.steps += steps
        progress.ended += ended
    except Exception:  # noqa: BLE001  every failure is told, and the next example is another one
        progress.failed.append(seed)
        print(f"seed {seed}", file=sys.stderr)
        traceback.print_exc()
    progress.examples += 1
    progress.processor_s += time.process_time() - began


def main() -> int:
    """Play until so many examples are done; tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=50_000)
    parser.add_argument("--first", type=int, default=FIRST)
    parser.add_argument("--state", type=Path)
    given = parser.parse_args()
    progress = Progress(first=given.first)
    if given.state and given.state.exists():
        progress = Progress(**json.loads(given.state.read_text(encoding="utf-8")))
    while progress.examples < given.examples:
        play(progress)
        if given.state and progress.examples % SAVED_EVERY == 0:
            given.state.write_text(json.dumps(asdict(progress)), encoding="utf-8")
    told = {**asdict(progress), "examples_per_processor_s": round(progress.examples / progress.processor_s, 2)}
    print(json.dumps(told))
    return 1 if progress.failed else 0


if __name__ == "__main__":
    sys.exit(main())
