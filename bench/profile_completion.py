"""Where the time of a completion goes: statements sent, and seconds by part of the product, in this process.

python -m bench.profile_completion
"""

import cProfile
import pstats
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from unittest.mock import patch

from bench import looped
from bench.product import Product, installed
from engine.model.actor import Actor
from engine.store.wire import Call, Rows, Wire

WARM_UP, PLAIN, PROFILED = 20, 200, 200
PARTS = {
    "engine.spiff": ("engine/spiff", "SpiffWorkflow"),
    "engine.feel": ("engine/feel",),
    "engine.forms": ("engine/forms",),
    "engine.calendar": ("engine/calendar",),
    "engine.operations": ("engine/operations",),
    "engine.store": ("engine/store",),
    "sqlalchemy": ("sqlalchemy",),
    "psycopg": ("psycopg",),
    "json": ("simplejson", "json/"),
}


def main() -> int:
    """Measure and tell."""
    with installed() as product:
        looped.deploy(product)
        worker = product.actor(looped.WORKER)
        [case] = looped.start_cases(product, 1)
        looped.work_off(product, worker, case, WARM_UP)
        print("statements of one completion:")
        for statement, times in _statements(product, worker, case).items():
            print(f"  {times} x {statement}")
        print(f"milliseconds (median of {PLAIN}): {_plain(product, worker, case):.2f}")
        _profile(product, worker, case)
    return 0


def _statements(product: Product, worker: Actor, case: int) -> Counter[str]:
    """Complete one task and give what went to the server, and in how many exchanges."""
    key = looped.open_task(product, worker, case)
    seen: Counter[str] = Counter()
    exchange = Wire.exchange_within

    def counted(wire: Wire, calls: Sequence[Call]) -> list[Rows]:
        seen.update(" ".join(text.split())[:100] for text, _ in calls)
        seen["round trips"] += 1
        return exchange(wire, calls)

    with patch.object(Wire, "exchange_within", counted):
        looped.complete(product, worker, key)
    return seen


def _plain(product: Product, worker: Actor, case: int) -> float:
    times = []
    for _ in range(PLAIN):
        key = looped.open_task(product, worker, case)
        began = time.perf_counter()
        looped.complete(product, worker, key)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def _profile(product: Product, worker: Actor, case: int) -> None:
    profile = cProfile.Profile(time.process_time)
    for _ in range(PROFILED):
        key = looped.open_task(product, worker, case)
        profile.enable()
        looped.complete(product, worker, key)
        profile.disable()
    stats = pstats.Stats(profile)
    own: Counter[str] = Counter()
    for (file, _line, name), (_cc, _nc, own_s, _cum, _callers) in stats.stats.items():  # type: ignore[attr-defined]
        part = next((part for part, marks in PARTS.items() if any(mark in file for mark in marks)), "other")
        if part == "other" and "psycopg_binary" in name:
            part = "psycopg"
        own[part] += own_s
    print(f"processor time of one completion under the profiler, by part (ms, mean of {PROFILED}):")
    for part, seconds in own.most_common():
        print(f"  {part:20}{seconds / PROFILED * 1000:8.3f}")
    stats.sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    sys.exit(main())
