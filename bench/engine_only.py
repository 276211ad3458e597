"""The engine without a database: what a completion, a restore and a case's token document cost.

Processor time of this process, so that other work on the machine does not count.
"""

import itertools
import json
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench import looped
from engine.feel import Host
from engine.model.forms import FormReference
from engine.model.json_value import Variables
from engine.model.limits import RuntimeLimits
from engine.spiff import Execution, ProcessModel, parse

INSTANCE = 7_000_000_000_000_001
ROUNDS, SLICE, WARM_UP = 1_000, 100, 20
BRANCHES = 1_000
REPEATS = 60
_HEAD = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="bench" targetNamespace="urn:bench">
  <bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="dau"/>"""
_TAIL = "</bpmn:process></bpmn:definitions>"


class EveryForm:
    """A shelf on which every form stands."""

    def find(self, _form: FormReference) -> int | None:
        """Find it: the newest."""
        return None


@dataclass(slots=True)
class Kept:
    """One case between commands: nothing but what a store keeps, as JSON text."""

    model: ProcessModel
    tokens: str = ""
    variables: Variables = field(default_factory=dict)
    keys: Callable[[], int] = field(default_factory=lambda: itertools.count(INSTANCE + 1).__next__)
    host: Host = field(default_factory=lambda: Host(functions={}, now=lambda: datetime(2026, 11, 25, tzinfo=UTC)))
    limits: RuntimeLimits = field(default_factory=RuntimeLimits)

    def start(self) -> None:
        """Begin the case."""
        self._keep(Execution.start(self.model, variables=self.variables, **self._around()))

    def restored(self) -> Execution:
        """Bring the case back as a command does."""
        document, variables = json.loads(self.tokens), {INSTANCE: self.variables}
        return Execution.restore(self.model, document=document, variables=variables, **self._around())

    def complete(self, key: int, submitted: Variables) -> None:
        """Restore, complete the work that waits at `key`, save."""
        execution = self.restored()
        execution.complete(key, submitted)
        self.variables = {**self.variables, **submitted}
        self._keep(execution)

    def open(self) -> list[int]:
        """Give the keys of the element instances that wait."""
        return [token["k"] for token in json.loads(self.tokens)["tokens"] if token["p"] == "W"]

    def _keep(self, execution: Execution) -> None:
        self.tokens = json.dumps(execution.document(), separators=(",", ":"))

    def _around(self) -> dict[str, Any]:
        around = {"instance_key": INSTANCE, "keys": self.keys, "host": self.host, "limits": self.limits}
        return {**around, "forms": EveryForm()}


def measure() -> dict[str, float]:
    """Measure everything once; times in milliseconds, sizes in bytes."""
    return {**_looped(), **_split_and_join(), **_many_active()}


def _looped() -> dict[str, float]:
    case = Kept(_model(looped.MODEL.encode()))
    case.start()
    spent = [_timed(lambda: case.complete(case.open()[0], looped.SUBMITTED)) for _ in range(ROUNDS)]
    return {
        "engine_only_completion_ms": round(statistics.median(spent), 3),
        "restore_after_1000_tasks_ms": round(statistics.median(_timed(case.restored) for _ in range(REPEATS)), 3),
        "token_state_bytes_1_active": len(case.tokens),
    }


def _split_and_join() -> dict[str, float]:
    """Complete both branches of a split, now one first, now the other, round after round."""
    flows = {"dau": "lai", "lai": "tach", "tach": "a b", "a": "gop", "b": "gop", "gop": "lai"}
    nodes = (
        '<bpmn:exclusiveGateway id="lai"/><bpmn:parallelGateway id="tach"/><bpmn:parallelGateway id="gop"/>'
        + _task("a")
        + _task("b")
    )
    case = Kept(_model(f"{_HEAD}{nodes}{_flows(flows)}{_TAIL}".encode()))
    case.start()

    def one_round(number: int) -> None:
        first, second = case.open()[:: -1 if number % 2 else 1]
        case.complete(first, {})
        case.complete(second, {})

    for number in range(WARM_UP):
        one_round(number)
    spent = [_timed(lambda: one_round(number)) for number in range(ROUNDS)]  # noqa: B023  called at once
    early, late = statistics.median(spent[:SLICE]), statistics.median(spent[-SLICE:])
    return {
        "split_join_early_ms": round(early, 3),
        "split_join_late_ms": round(late, 3),
        "split_join_late_to_early": round(late / early, 3),
    }


def _many_active() -> dict[str, float]:
    names = [f"t{number}" for number in range(BRANCHES)]
    nodes = '<bpmn:parallelGateway id="tach"/>' + "".join(map(_task, names))
    case = Kept(_model(f"{_HEAD}{nodes}{_flows({'dau': 'tach', 'tach': ' '.join(names)})}{_TAIL}".encode()))
    case.start()
    return {
        "restore_1000_active_ms": round(statistics.median(_timed(case.restored) for _ in range(REPEATS)), 3),
        "token_state_bytes_1000_active": len(case.tokens),
    }


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time_ns()
    work()
    return (time.process_time_ns() - began) / 1e6


def _model(xml: bytes) -> ProcessModel:
    model, *_ = parse(xml, resource="bench.bpmn", limits=RuntimeLimits())
    return model


def _task(name: str) -> str:
    return (
        f'<bpmn:userTask id="{name}"><bpmn:extensionElements><zeebe:userTask/></bpmn:extensionElements></bpmn:userTask>'
    )


def _flows(ways: Mapping[str, str]) -> str:
    return "".join(
        f'<bpmn:sequenceFlow id="f_{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
        for source, targets in ways.items()
        for target in targets.split()
    )
