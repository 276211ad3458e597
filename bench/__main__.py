"""`make bench`: ratios, taken in one run on one machine; a table for people and one JSON line a figure for machines.

Absolute numbers depend on the machine and on what else it does. The ratios compare things measured in this very run.
A figure with a limit says whether it keeps it.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

from bench import documents, engine_only, feel, load, looped, many_items, pgbench, starts, timers
from bench.product import Product, installed

CASES, WARM_UP = 600, 60
# Short slices in turn: what else the machine does meets both alike.
SLICES, SLICE_S = 5, 2.0
FEW, MANY, REPEATS = 10, 1000, 80
Figures = dict[str, float]
AT_MOST = {
    "engine_many_to_few": 1.2,
    "http_many_to_few": 1.2,
    "split_join_late_to_early": 1.3,
    "items_many_to_few": 1.5,
    "engine_only_completion_ms": 0.4,
    "restore_after_1000_tasks_ms": 1.0,
    "restore_1000_active_ms": 15.0,
    "token_state_bytes_1_active": 1_000 + 200,
    "token_state_bytes_1000_active": 1_000 + 200 * 1_000,
    "dmn_triage_of_a_letter_us": 2_000.0,
    "claim_many_to_few": 1.2,
    "timer_lateness_p99_s": 2.0,
    "second_start_s": 5.0,
    "number_stamp_seal_s": 2.0,
    "first_page_of_300_s": 1.0,
}
AT_LEAST = {"ratio_16": 0.3}


def main() -> int:
    """Measure and tell."""
    began = time.perf_counter()
    started = starts.measure()
    with installed() as product:
        looped.deploy(product)
        figures = {
            **started,
            **_throughput(product),
            **pgbench.measure(product),
            **_past_tasks(product),
            **many_items.measure(product),
            **timers.measure(product),
            **engine_only.measure(),
            **feel.measure(),
            **documents.measure(),
        }
    figures["run_s"] = round(time.perf_counter() - began, 1)
    _tell(figures)
    for name, value in figures.items():
        print(json.dumps({"figure": name, "value": value, **_judged(name, value)}))
    return 0


def _judged(name: str, value: float) -> dict[str, float | bool]:
    """Say whether a figure keeps its limit, when it has one."""
    if name in AT_MOST:
        return {"at_most": AT_MOST[name], "kept": value <= AT_MOST[name]}
    if name in AT_LEAST:
        return {"at_least": AT_LEAST[name], "kept": value >= AT_LEAST[name]}
    return {}


def _throughput(product: Product) -> Figures:
    """Compare completions with the bare insert at 1 and at 16 clients, one after the other in turn."""
    looped.start_cases(product, CASES)
    headers = product.signed_in(looped.WORKER)
    insert = load.post("/rows", looped.BODY, {})
    figures: Figures = {}
    with (
        product.serving("web", "api.cli", "web") as web,
        product.serving("insert", "bench.insert_web") as bare,
    ):

        def completions(count: int) -> list[bytes]:
            keys = looped.open_tasks(product)[:count]
            return [load.post(looped.completion_path(key), looped.BODY, headers) for key in keys]

        load.run(web, completions(WARM_UP), clients=8, seconds=SLICE_S)
        load.run(bare, [insert] * WARM_UP, clients=8, seconds=SLICE_S)
        for clients in (1, 16):
            done, rows = [], []
            for _ in range(SLICES):
                done.append(load.run(web, completions(CASES), clients=clients, seconds=SLICE_S))
                rows.append(load.run(bare, [insert] * 1_000_000, clients=clients, seconds=SLICE_S / 2))
            figures |= _phase(f"completion_{clients}", done) | _phase(f"insert_{clients}", rows)
            ratio = load.together(done).per_second / load.together(rows).per_second
            figures[f"ratio_{clients}"] = round(ratio, 3)
    return figures


def _phase(name: str, slices: list[load.Measured]) -> Figures:
    measured = load.together(slices)
    return {
        f"{name}_per_s": round(measured.per_second, 1),
        f"{name}_p50_ms": round(measured.percentile_ms(50), 2),
        f"{name}_p95_ms": round(measured.percentile_ms(95), 2),
        f"{name}_generator_cpu": round(measured.generator_cpu_share, 3),
    }


def _past_tasks(product: Product) -> Figures:
    """Compare a completion in cases with many and with few past tasks: pairs, one after the other in turn."""
    worker = product.actor(looped.WORKER)
    headers = product.signed_in(looped.WORKER)
    [many] = looped.start_cases(product, 1)
    looped.work_off(product, worker, many, MANY)
    # A fresh case every ten completions, so that "few" stays few.
    few = looped.start_cases(product, 2 * REPEATS // FEW)
    for case in few:
        looped.work_off(product, worker, case, FEW)

    def paired(complete: Callable[[int], None], cases: list[int]) -> tuple[float, float]:
        times: dict[str, list[float]] = {"few": [], "many": []}
        for number in range(REPEATS):
            for name, case in (("few", cases[number // FEW]), ("many", many)):
                key = looped.open_task(product, worker, case)
                began = time.perf_counter()
                complete(key)
                times[name].append(time.perf_counter() - began)
        return statistics.median(times["few"]) * 1000, statistics.median(times["many"]) * 1000

    half = len(few) // 2
    engine_few, engine_many = paired(lambda key: looped.complete(product, worker, key), few[:half])
    with product.serving("web", "api.cli", "web") as web:

        def over_http(key: int) -> None:
            request = load.post(looped.completion_path(key), looped.BODY, headers)
            load.run(web, [request], clients=1, seconds=SLICE_S)

        http_few, http_many = paired(over_http, few[half:])
    return {
        "engine_few_ms": round(engine_few, 2),
        "engine_many_ms": round(engine_many, 2),
        "engine_many_to_few": round(engine_many / engine_few, 3),
        "http_few_ms": round(http_few, 2),
        "http_many_ms": round(http_many, 2),
        "http_many_to_few": round(http_many / http_few, 3),
    }


def _tell(figures: Figures) -> None:
    print(f"{'':34}{'1 client':>12}{'16 clients':>12}")
    for title, name in (
        ("completions/s over HTTP", "completion_{}_per_s"),
        ("  p50 ms", "completion_{}_p50_ms"),
        ("  p95 ms", "completion_{}_p95_ms"),
        ("bare one-row inserts/s", "insert_{}_per_s"),
        ("  p50 ms", "insert_{}_p50_ms"),
        ("  p95 ms", "insert_{}_p95_ms"),
        ("completions to inserts", "ratio_{}"),
    ):
        print(f"{title:34}{figures[name.format(1)]:>12}{figures[name.format(16)]:>12}")
    print(f"{'pgbench, one-row inserts/s':34}{'':>12}{figures['pgbench_insert_per_s']:>12}")
    print(f"\n{'':34}{'engine':>12}{'HTTP':>12}")
    for title, name in (
        (f"completion after {FEW} tasks, ms", "{}_few_ms"),
        (f"completion after {MANY} tasks, ms", "{}_many_ms"),
        (f"{MANY} to {FEW}", "{}_many_to_few"),
    ):
        print(f"{title:34}{figures[name.format('engine')]:>12}{figures[name.format('http')]:>12}")
    print(
        f"\nmulti-instance completion beside {many_items.FEW} and {many_items.MANY} items: "
        f"{figures['items_few_ms']} and {figures['items_many_ms']} ms, ratio {figures['items_many_to_few']}"
    )
    print()
    for name, figure in figures.items():
        if name.startswith(
            ("feel", "dmn", "split", "engine_only", "restore", "token", "claim", "timer", "number_", "first_")
        ):
            print(f"{name:42}{figure:>12}")
    print(f"run: {figures['run_s']} s")


if __name__ == "__main__":
    sys.exit(main())
