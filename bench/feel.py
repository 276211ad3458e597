"""Expressions and decision tables: medians of our interpreter, and of feelin in Node's V8 in the same run.

feelin offers no compiled expression: its `evaluate` parses each time, as forms and modelers that use it do. Ours is
timed both ways, so that each ratio compares like with like.
"""

import json
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from engine.dmn import evaluate, parse
from engine.feel import FeelValue, Host, JsonContext, compile_expression
from engine.feel.expression import compile_anew

ROOT = Path(__file__).parents[1]
SMALL = 'amount > 1000 and status = "open"'
LONG = "sum(items[amount > 250].amount)"
ITEMS, RULES, COLUMNS = 500, 100, "abce"
ROUNDS, SECONDS = 60, 120
LARGE_BYTES = 54_000
Figures = dict[str, float]


def measure() -> Figures:
    """Measure everything once; times in microseconds."""
    host, table, decided = (
        Host(),
        parse(_table(), resource="bench.dmn"),
        {
            "a": Decimal(555),
            "b": "kind 0",
            "c": True,
            "e": Decimal(100),
        },
    )
    small, long = compile_expression(SMALL), compile_expression(LONG)
    case: Mapping[str, FeelValue] = {"amount": Decimal(2000), "status": "open"}
    items: Mapping[str, FeelValue] = {"items": [{"amount": Decimal(n), "name": "x"} for n in range(ITEMS)]}
    large = {"amount": 2000, "status": "open", "rest": [{"name": "x" * 90, "n": n} for n in range(LARGE_BYTES // 115)]}
    figures = {
        "feel_compile_us": _median(lambda: compile_anew(SMALL), 10),
        "feel_evaluate_us": _median(lambda: small.evaluate(case, host=host), 200),
        "feel_sum_of_500_us": _median(lambda: long.evaluate(items, host=host), 5),
        "feel_large_context_us": _median(lambda: small.evaluate(JsonContext(large), host=host), 100),
        "dmn_table_100_rules_us": _median(lambda: evaluate(table, "d", decided, host=host), 10),
    }
    theirs = _feelin()
    figures |= {f"feelin_{name}_us": value for name, value in theirs.items()}
    figures["feelin_to_feel_small"] = theirs["evaluate"] / figures["feel_evaluate_us"]
    figures["feelin_to_feel_sum_of_500"] = theirs["sum_of_500"] / figures["feel_sum_of_500_us"]
    both = figures["feel_compile_us"] + figures["feel_evaluate_us"]
    figures["feelin_to_feel_small_with_compiling"] = theirs["evaluate"] / both
    return {name: round(value, 2) for name, value in figures.items()}


def _median(work: Callable[[], object], times: int) -> float:
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(times):
            work()
        rounds.append((time.perf_counter() - began) / times)
    return statistics.median(rounds) * 1e6


def _feelin() -> Figures:
    """Time feelin in a Node of its own, warmed up first."""
    asked = {
        "evaluate": {"text": SMALL, "context": {"amount": 2000, "status": "open"}, "times": 100},
        "sum_of_500": {
            "text": LONG,
            "context": {"items": [{"amount": n, "name": "x"} for n in range(ITEMS)]},
            "times": 3,
        },
    }
    folder = "tests/conformance/feelin"
    command = f'scripts/npm_folder.sh {folder} >&2 && eval "$(scripts/node.sh)" && node {folder}/time.mjs'
    done = subprocess.run(
        ["/usr/bin/env", "bash", "-c", command],
        cwd=ROOT,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    answer: Figures = json.loads(done.stdout)
    return answer


def _table() -> bytes:
    """Draw a table of a hundred rules over four inputs."""
    tests = [
        (f"[{10 * n}..{10 * n + 9}]", f'"kind {n % 5}"', "true" if n % 2 else "false", f"&gt; {n}")
        for n in range(RULES)
    ]
    rules = "".join(
        f'<rule id="r{number}">'
        + "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells)
        + f"<outputEntry><text>{number}</text></outputEntry></rule>"
        for number, cells in enumerate(tests)
    )
    inputs = "".join(f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in COLUMNS)
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>' for name in COLUMNS
    )
    data = "".join(f'<inputData id="{name}" name="{name}"><variable name="{name}"/></inputData>' for name in COLUMNS)
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="f" name="f" namespace="urn:bench">'
        f'{data}<decision id="d" name="d"><variable name="d"/>{needs}<decisionTable id="t">{inputs}<output/>{rules}'
        "</decisionTable></decision></definitions>"
    ).encode()


if __name__ == "__main__":
    for key, figure in measure().items():
        print(json.dumps({key: figure}))
