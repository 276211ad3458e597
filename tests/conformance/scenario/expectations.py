"""Compare what a scenario expects after a step with what its cases show.

Silence means something too: an incident, an end or an uncaught message that the step does not mention is a failure.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine.model import events as e
from engine.spiff.moments import read_moment
from tests.conformance.scenario.office import Office

ZONE = "Asia/Ho_Chi_Minh"
_HISTORY: Mapping[type[e.Event], str] = {
    e.ElementActivated: "enter",
    e.ElementCompleted: "complete",
    e.ElementTerminated: "terminate",
}
_KINDS = {e.TimerScheduled: "timer", e.SubscriptionOpened: "message", e.SignalAwaited: "signal"}
_NOT_SAID: Mapping[str, Any] = {"incidents": {}, "ended": None}


def check(office: Office, step: Mapping[str, Any], where: str, answer: Any) -> None:
    """Fail with everything that differs after one step."""
    expected = {**_NOT_SAID, **step["then"]}
    answers = answer or {}
    if "caught" in answers:
        expected.setdefault("caught", True)
    differences = []
    for name, wanted in expected.items():
        shown = answers.get(name) if name in {"caught", "rejected"} else _SHOWN[name](office, wanted)
        asked = _meant(wanted) if name == "due" else wanted
        if shown != asked:
            differences.append(f"{name}: expected {asked!r}, shown {shown!r}")
    assert not differences, f"{where}: " + "; ".join(differences)


def _waiting(office: Office, _wanted: object) -> object:
    return sorted(place.partition("[")[0] for place, _, _ in office.works())


def _active(office: Office, _wanted: object) -> object:
    return sorted(place.partition("[")[0] for place, _, _ in office.places())


def _joining(office: Office, _wanted: object) -> object:
    """Give the joins where a token waits for others: no element instance before the join fires."""
    return sorted(found for desk in office.cases for found in desk.elements if found not in desk.active.values())


def _told(office: Office, kind: type[e.Event]) -> list[str]:
    return [str(getattr(event, "element_id", "")) for _, event in office.told if isinstance(event, kind)]


def _history(office: Office, _wanted: object) -> object:
    return [f"{_HISTORY[type(event)]} {event.element_id}" for _, event in office.told if type(event) in _HISTORY]  # type: ignore[attr-defined]  # the events of the table have one


def _flows(office: Office, _wanted: object) -> object:
    return [event.flow_id for _, event in office.told if isinstance(event, e.SequenceFlowTaken)]


def _variables(office: Office, wanted: Mapping[str, Any]) -> object:
    return _selected(office.cases[0].variables, wanted)


def _variables_of(office: Office, wanted: Mapping[str, Mapping[str, Any]]) -> object:
    scopes: dict[str, Mapping[str, Any]] = {}
    for place, desk, key in office.places():
        for name in (place, place.partition("[")[0]):
            if key in desk.scopes and name not in scopes:
                scopes[name] = desk.scopes[key]
    for desk in office.cases:
        scopes.setdefault(desk.process_id, desk.variables)
    return {name: _selected(scopes.get(name, {}), values) for name, values in wanted.items()}


def _absent(office: Office, wanted: list[str]) -> object:
    return [name for name in wanted if name not in office.cases[0].variables]


def _sees(office: Office, wanted: Mapping[str, Mapping[str, Any]]) -> object:
    shown: dict[str, Any] = {}
    for place, desk, key in office.works():
        for name in (place, place.partition("[")[0]):
            if name in wanted and name not in shown:
                shown[name] = _selected(desk.restored().visible_variables(key), wanted[name])
    return shown


def _incidents(office: Office, _wanted: object) -> object:
    return {found.element_id: found.error_type for desk in office.cases for found in desk.incidents.values()}


def _waits(office: Office, _wanted: object) -> object:
    return {wait.element_id: _KINDS[type(wait)] for desk in office.cases for wait in desk.waits.values()}


def _due(office: Office, wanted: Mapping[str, str]) -> object:
    timers = [wait for desk in office.cases for wait in desk.waits.values() if isinstance(wait, e.TimerScheduled)]
    return {wait.element_id: wait.due_at for wait in timers if wait.element_id in wanted}


def _meant(wanted: Mapping[str, str]) -> object:
    return {element_id: read_moment(text, ZONE) for element_id, text in wanted.items()}


def _tasks(office: Office, wanted: Mapping[str, Mapping[str, Any]]) -> object:
    tasks = {task.element_id: task for desk in office.cases for task in desk.tasks.values()}
    return {name: _fields(tasks.get(name), of) for name, of in wanted.items()}


def _jobs(office: Office, wanted: Mapping[str, Mapping[str, Any]]) -> object:
    jobs = {job.element_id: job for desk in office.cases for job in desk.jobs.values()}
    return {name: _fields(jobs.get(name), of) for name, of in wanted.items()}


def _fields(record: object, of: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: getattr(record, name, None) for name in of}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in shown.items()}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in plain.items()}


def _ended(office: Office, _wanted: object) -> object:
    return office.cases[0].outcome if office.cases else None


def _thrown(office: Office, _wanted: object) -> object:
    return [event.signal_name for _, event in office.told if isinstance(event, e.SignalThrown)]


def _cases(office: Office, wanted: Mapping[str, list[str]]) -> object:
    return {name: [desk.outcome or "active" for desk in office.of_process(name)] for name in wanted}


def _selected(values: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in wanted if name in values}


_SHOWN: Mapping[str, Callable[[Office, Any], object]] = {
    "waiting": _waiting,
    "active": _active,
    "joining": _joining,
    "entered": lambda office, _: _told(office, e.ElementActivated),
    "completed": lambda office, _: _told(office, e.ElementCompleted),
    "terminated": lambda office, _: _told(office, e.ElementTerminated),
    "history": _history,
    "flows": _flows,
    "variables": _variables,
    "variablesOf": _variables_of,
    "absent": _absent,
    "sees": _sees,
    "incidents": _incidents,
    "waits": _waits,
    "due": _due,
    "tasks": _tasks,
    "jobs": _jobs,
    "ended": _ended,
    "thrown": _thrown,
    "cases": _cases,
}
