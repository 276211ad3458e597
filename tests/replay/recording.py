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
from engine.model.events import JobCreated, SubscriptionOpened, TimerScheduled, UserTaskCreated
from engine.model.limits import RuntimeLimits
from engine.spiff import Execution, ProcessModel, parse
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


def _open(execution: Execution) -> dict[str, int]:
    return {
        event.element_id: event.element_instance_key
        for event in execution.events
        if isinstance(event, (UserTaskCreated, JobCreated))
    }


def main() -> None:
    """Write the recording of the present format unless it is there."""
    recording = record()
    folder = FOLDER / f"format_{recording.document['format']}"
    folder.mkdir(exist_ok=True)
    path = folder / "parallel_loop.json"
    if not path.exists():
        fields = {name: getattr(recording, name) for name in Recording.__slots__}
        path.write_text(json.dumps(fields, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
