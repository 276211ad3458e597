"""Read the execution listeners of an element or a process, and refuse those that would never be heard."""

from collections.abc import Iterator

from engine.model.task_change import TaskEvent
from engine.spiff.details import Listener
from engine.spiff.elements.compensation import is_compensation_boundary
from engine.spiff.findings import local_name
from engine.spiff.job_settings import read_job
from engine.spiff.namespaces import zeebe
from engine.spiff.reading import Reading, child
from engine.untrusted_xml import Node

START, END = "start", "end"
NEVER_ASKED = ("canceling",)  # an event of Camunda 8 at which nobody is asked here
NO_START = frozenset({"startEvent", "boundaryEvent"})


def read_listeners(node: Node, reading: Reading) -> tuple[Listener, ...]:
    """Read `zeebe:executionListeners`, in the order of the file."""
    return tuple(read_each(node, "executionListeners", "executionListener", (START, END), reading))


def read_task_listeners(node: Node, reading: Reading) -> dict[TaskEvent, tuple[Listener, ...]]:
    """Read `zeebe:taskListeners` of a user task, by event, in the order of the file."""
    names = (*(event.value for event in TaskEvent), *NEVER_ASKED)
    found = list(read_each(node, "taskListeners", "taskListener", names, reading))
    for holder in reading.extensions(node, "taskListeners"):
        for listener in holder.iterchildren(zeebe("taskListener")):
            if listener.get("eventType") in NEVER_ASKED:
                reading.findings.add(
                    "listener_place",
                    listener,
                    "Bộ lắng nghe “canceling” không được gọi: việc bị ngắt thì kết thúc ngay, không chờ ai. Hãy đặt "
                    "bước tự động sau sự kiện ngắt.",
                    "A listener for “canceling” is never asked: what interrupts a task waits for nobody. Put a service "
                    "task after the event that interrupts.",
                )
    return {event: tuple(one for one in found if one.event == event.value) for event in TaskEvent}


def read_each(node: Node, holder: str, name: str, events: tuple[str, ...], reading: Reading) -> Iterator[Listener]:
    """Read the listeners of one kind, each pair of event and type once."""
    seen: set[tuple[str, str]] = set()
    for group in reading.extensions(node, holder):
        for found in group.iterchildren(zeebe(name)):
            event, job_type = found.get("eventType") or "", found.get("type") or ""
            if event not in events:
                _refuse_event(found, event, events, reading)
                continue
            if not reading.required(
                found, job_type, "Bộ lắng nghe thiếu loại việc (type).", "The listener has no job type (type)."
            ):
                continue
            if (event, job_type) in seen:
                reading.findings.add(
                    "listener_twice",
                    found,
                    f"Bộ lắng nghe “{job_type}” ({event}) xuất hiện hai lần. Hãy giữ lại một.",
                    f"The listener “{job_type}” ({event}) occurs twice. Keep one.",
                )
            seen.add((event, job_type))
            _check_place(node, found, event, reading)
            job = read_job(node, found, reading, *found.iterchildren(zeebe("taskHeaders")))
            if job is not None:
                yield Listener(event=event, job=job)


def _refuse_event(found: Node, event: str, events: tuple[str, ...], reading: Reading) -> None:
    allowed = ", ".join(events)
    reading.findings.add(
        "invalid_setting",
        found,
        f"eventType “{event}” của bộ lắng nghe không hợp lệ; chỉ nhận: {allowed}.",
        f"eventType “{event}” of the listener is not valid; use one of: {allowed}.",
    )


def _check_place(node: Node, found: Node, event: str, reading: Reading) -> None:
    """Note a listener where Camunda 8 never calls it."""
    tag = local_name(node)
    never = (
        (event == START and tag in NO_START)
        or (event == END and tag.endswith("Gateway"))
        or (event == END and tag == "endEvent" and any(child(node, name) is not None for name in _LEAVES_OTHERWISE))
        or is_compensation_boundary(node)
    )
    if never:
        reading.findings.add(
            "listener_place",
            found,
            f"Bộ lắng nghe “{event}” không bao giờ được gọi ở “{tag}” này. Hãy đặt ở phần tử trước hoặc sau nó.",
            f"A listener for “{event}” is never called at this “{tag}”. Put it on the element before or after.",
        )


_LEAVES_OTHERWISE = ("errorEventDefinition", "cancelEventDefinition")
