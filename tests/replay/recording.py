"""Cases saved in the middle of their way, by every release that changed the format of the token document.

A recording is never edited: it stands for cases that wait in somebody's database. `python -m tests.replay.recording`
adds the missing ones for the present format.
"""

import itertools
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.feel import Host
from engine.model.events import (
    JobCreated,
    ScopeClosed,
    SubscriptionOpened,
    TimerScheduled,
    UserTaskCreated,
    VariableSet,
)
from engine.model.limits import RuntimeLimits
from engine.spiff import Execution, ProcessModel, parse
from tests.conformance.scenario.notation import bpmn as scenario_bpmn
from tests.models import bpmn, end, flow, service_task, start, user_task

FOLDER = Path(__file__).parent
HOST = Host(functions={}, now=lambda: datetime(2026, 11, 25, 2, 0, tzinfo=UTC), timezone="Asia/Ho_Chi_Minh")
KEY = 1000
_PARALLEL_LOOP = bpmn(
    start()
    + '<bpmn:exclusiveGateway id="lai"/><bpmn:parallelGateway id="tach"/><bpmn:parallelGateway id="gop"/>'
    + '<bpmn:exclusiveGateway id="nua" default="f_xong"/>'
    + user_task("mot")
    + user_task("hai")
    + service_task("ba", "thu")
    + '<bpmn:boundaryEvent id="nhac" attachedToRef="mot" cancelActivity="false"><bpmn:timerEventDefinition>'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT4H</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:boundaryEvent>" + '<bpmn:boundaryEvent id="rut" attachedToRef="hai">'
    '<bpmn:messageEventDefinition messageRef="m"/></bpmn:boundaryEvent>'
    + end("da_nhac")
    + end("da_rut")
    + end("xong")
    + flow("f1", "dau", "lai")
    + flow("f2", "lai", "tach")
    + flow("f3", "tach", "mot")
    + flow("f4", "tach", "hai")
    + flow("f5", "tach", "ba")
    + flow("f6", "mot", "gop")
    + flow("f7", "hai", "gop")
    + flow("f8", "ba", "gop")
    + flow("f9", "gop", "nua")
    + flow("f_lai", "nua", "lai", "=vong &lt; 2")
    + flow("f_xong", "nua", "xong")
    + flow("f10", "nhac", "da_nhac")
    + flow("f11", "rut", "da_rut"),
    roots='<bpmn:message id="m" name="rut"><bpmn:extensionElements><zeebe:subscription correlationKey="=ma"/>'
    "</bpmn:extensionElements></bpmn:message>",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A saved case: the model it runs on, its document and variables, and the key of each task, job and wait."""

    model: str
    document: dict[str, Any]
    variables: dict[str, dict[str, Any]]
    tasks: dict[str, int]
    waits: dict[str, int]


def restore(recording: Recording) -> Execution:
    """Bring a recorded case back with the present code on a freshly parsed model."""
    return Execution.restore(
        parsed(recording.model),
        instance_key=KEY,
        keys=itertools.count(9000).__next__,
        host=HOST,
        limits=RuntimeLimits(),
        document=recording.document,
        variables={int(scope): values for scope, values in recording.variables.items()},
    )


def parsed(model: str) -> ProcessModel:
    """Parse the recorded model."""
    return parse(model.encode(), resource="thu.bpmn", limits=RuntimeLimits())[0]


def read(path: Path) -> Recording:
    """Read a recording."""
    return Recording(**json.loads(path.read_text(encoding="utf-8")))


def record() -> Recording:
    """Save the parallel loop in its second round with one branch at the join, as the present code does."""
    model = _PARALLEL_LOOP.decode()
    execution = Execution.start(
        parsed(model),
        instance_key=KEY,
        keys=itertools.count(KEY + 1).__next__,
        host=HOST,
        limits=RuntimeLimits(),
        variables={"ma": "SY-1", "vong": 1},
    )
    for element in ("ba", "mot", "hai"):  # the first round
        execution.complete(_open(execution)[element], {})
    execution.complete(_open(execution)["mot"], {"vong": 2})
    waits = {
        event.element_id: event.wait_key
        for event in execution.events
        if isinstance(event, (TimerScheduled, SubscriptionOpened))
    }
    scope = str(KEY)
    return Recording(
        model=model,
        document=json.loads(json.dumps(execution.document())),
        variables={scope: {"ma": "SY-1", "vong": 2}},
        tasks={element: key for element, key in _open(execution).items() if element != "mot"},
        waits={"rut": waits["rut"]},
    )


_LISTENING = scenario_bpmn(
    [
        {"listen": [{"start": "mo"}, {"end": "dong"}]},
        {
            "subProcess": "goi",
            "input": {"x": "=n"},
            "inside": [
                "start_goi -> viec",
                {"eventSubProcess": "bu", "inside": [{"startEvent": "s_bu", "compensate": True}, "s_bu -> tra_lai"]},
            ],
        },
        {
            "adHocSubProcess": "tuy",
            "activate": '=["a", "b"]',
            "enough": "=du",
            "cancelRemaining": False,
            "gather": "ket_qua",
            "gatherFrom": "=r",
            "inside": [
                {"userTask": "a"},
                {"serviceTask": "b", "job": "thu", "listen": [{"start": "t1"}, {"start": "t2"}]},
            ],
        },
        {"endEvent": "bo", "compensate": "goi"},
        "start -> goi -> tuy -> bo",
    ]
)


def record_listening() -> Recording:
    """Save an ad-hoc sub-process whose condition has held, with a listener at work and a sub-process to be undone."""
    model = _LISTENING.decode()
    execution = Execution.start(
        parsed(model),
        instance_key=KEY,
        keys=itertools.count(KEY + 1).__next__,
        host=HOST,
        limits=RuntimeLimits(),
        variables={"n": 7, "du": False},
    )
    execution.complete(KEY, {})
    execution.complete(_open(execution)["viec"], {})
    execution.complete(_open(execution)["b"], {"y": 1})
    execution.complete(_open(execution)["a"], {"du": True, "r": "A"})
    variables: dict[str, dict[str, Any]] = {str(KEY): {"n": 7, "du": True}}
    closed = {str(event.scope_key) for event in execution.events if isinstance(event, ScopeClosed)}
    for event in execution.events:
        if isinstance(event, VariableSet) and str(event.scope_key) not in closed:
            variables.setdefault(str(event.scope_key), {})[event.name] = event.value
    return Recording(
        model=model,
        document=json.loads(json.dumps(execution.document())),
        variables=variables,
        tasks={"b": _open(execution)["b"]},
        waits={},
    )


def _open(execution: Execution) -> dict[str, int]:
    return {
        event.element_id: event.element_instance_key
        for event in execution.events
        if isinstance(event, (UserTaskCreated, JobCreated))
    }


def main() -> None:
    """Write the recordings of the present format unless they are there."""
    for name, recording in (("parallel_loop", record()), ("listening", record_listening())):
        folder = FOLDER / f"format_{recording.document['format']}"
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.json"
        if not path.exists():
            fields = {name: getattr(recording, name) for name in Recording.__slots__}
            path.write_text(json.dumps(fields, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
