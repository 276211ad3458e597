"""Play a scenario: deploy its processes, begin its first case, take its steps and check what is expected after each."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from engine.errors import DefinitionError, EngineError, Finding
from engine.model.ad_hoc import Activation, AdHocResult
from engine.model.limits import RuntimeLimits
from engine.model.task_change import TaskAnswer, TaskEvent
from engine.spiff.moments import read_moment, read_span
from tests.conformance.scenario.decisions import Decisions
from tests.conformance.scenario.expectations import check
from tests.conformance.scenario.forms import Forms
from tests.conformance.scenario.notation import bpmn
from tests.conformance.scenario.office import Office
from tests.conformance.scenario.reading import Scenario, ScenarioError, Step

MAIN = "main"
ZONE = "Asia/Ho_Chi_Minh"


def play(scenario: Scenario, *, straight: bool) -> None:
    """Play a scenario once; an AssertionError says at which step something else happened than expected."""
    limits = RuntimeLimits(**scenario.of.get("limits", {}))
    office = Office(
        straight=straight,
        limits=limits,
        decisions=Decisions(scenario.of.get("decisions", {})),
        forms=Forms(scenario.of.get("forms", {})),
    )
    if scenario.refused is not None:
        _check_refusal(office, scenario)
        return
    _deploy(office, scenario)
    start, variables = scenario.of.get("start"), scenario.of.get("variables", {})
    if start is not False:
        office.begin(MAIN, scenario.of.get("with", {}) if start else variables, start)
    check(office, {"then": scenario.of.get("then", {})}, "start", None)
    for number, step in enumerate(scenario.steps, start=1):
        office.told.clear()
        answer = _take(office, step)
        check(office, {"then": step.then}, f"step {number} ({step.action} {step.subject})", answer)


def _deploy(office: Office, scenario: Scenario) -> None:
    for other in scenario.of.get("processes", ()):
        name, tag = str(other["id"]), other.get("versionTag")
        office.deploy(name, bpmn(other["process"], process_id=name, version_tag=tag), tag)
    if "process" in scenario.of:
        tag = scenario.of.get("versionTag")
        office.deploy(MAIN, bpmn(scenario.of["process"], version_tag=tag), tag)


def _check_refusal(office: Office, scenario: Scenario) -> None:
    assert scenario.refused is not None
    findings: tuple[Finding, ...] = ()
    try:
        _deploy(office, scenario)
    except DefinitionError as refusal:
        findings = tuple(found for found in refusal.findings if found.severity == "error")
    assert findings, "the deployment was not refused"
    codes: dict[str | None, list[str]] = {}
    for found in findings:
        codes.setdefault(found.element_id, []).append(found.code)
    shown = {element_id: found[0] if len({*found}) == 1 else sorted(found) for element_id, found in codes.items()}
    assert shown == dict(scenario.refused), f"refused: expected {scenario.refused}, shown {shown}"
    assert all(found.text.vi and found.text.en and found.line for found in findings)


def _take(office: Office, step: Step) -> object:
    """Take one step; give what it answered, or the code by which it was rejected."""
    try:
        return _ACTIONS[step.action](office, step.subject, step.more)
    except EngineError as error:
        if "rejected" not in step.then:
            raise
        return {"rejected": error.stable_code}


def _complete(office: Office, place: str, more: Mapping[str, Any]) -> None:
    desk, key = _find(office.works(), place, "no work waits at")
    desk.complete_key(key, more.get("with", {}), result_of(more["result"]) if "result" in more else None)
    office.settle()


def _activate(office: Office, place: str, more: Mapping[str, Any]) -> None:
    desk, key = _find(office.places(), place, "nothing is active at")
    desk.activate_key(key, asked_of(more))
    office.settle()


def result_of(of: Mapping[str, Any]) -> AdHocResult | TaskAnswer:
    """Read what the worker of a job answered: of a task listener, else of an ad-hoc sub-process."""
    if {*of} & {"denied", "correct"}:
        return TaskAnswer(denied="denied" in of, reason=of.get("denied", ""), corrections=of.get("correct", {}))
    return asked_of(of)


def asked_of(of: Mapping[str, Any]) -> AdHocResult:
    """Read what is asked of an ad-hoc sub-process."""
    begun = of.get("begin", {})
    variables = begun if isinstance(begun, Mapping) else {name: {} for name in begun}
    return AdHocResult(
        activations=tuple(Activation(element_id=name, variables=given) for name, given in variables.items()),
        cancels_remaining=of.get("cancelRemaining", False),
        is_fulfilled=of.get("fulfilled", False),
    )


def _throw(office: Office, code: str, more: Mapping[str, Any]) -> object:
    desk, key = _find(office.works(), more["at"], "no work waits at")
    caught = desk.throw_key(key, str(code), more.get("with", {}))
    office.settle()
    return {"caught": caught}


def _pass(office: Office, span: str, _more: Mapping[str, Any]) -> None:
    office.wait_until(moment_of(office.now, span))


def _sleep(office: Office, span: str, _more: Mapping[str, Any]) -> None:
    office.sleep_until(moment_of(office.now, span))


def _message(office: Office, name: str, more: Mapping[str, Any]) -> object:
    return {"caught": office.publish(name, str(more.get("key", "")), more.get("with", {})) > 0}


def _signal(office: Office, name: str, more: Mapping[str, Any]) -> object:
    return {"caught": office.broadcast(name, more.get("with", {})) > 0}


def _evaluate(office: Office, variables: Mapping[str, Any], _more: Mapping[str, Any]) -> object:
    return {"caught": office.evaluate(variables) > 0}


def _assign(office: Office, place: str, more: Mapping[str, Any]) -> None:
    desk, key = _find(office.works(), place, "no work waits at")
    desk.change_task_key(key, TaskEvent.ASSIGNING, assignee=more["to"])
    office.settle()


def _update(office: Office, place: str, more: Mapping[str, Any]) -> None:
    desk, key = _find(office.works(), place, "no work waits at")
    desk.change_task_key(key, TaskEvent.UPDATING, **more["with"])
    office.settle()


def _retry(office: Office, place: str, _more: Mapping[str, Any]) -> None:
    desk, key = _find(
        [(desk.place(k, i.element_id), desk, k) for desk in office.cases for k, i in desk.incidents.items()],
        place,
        "no incident at",
    )
    desk.retry_key(key)
    office.settle()


def _set(office: Office, variables: Mapping[str, Any], more: Mapping[str, Any]) -> None:
    desk, key = office.cases[0], office.cases[0].instance
    if "in" in more:
        desk, key = _find(office.places(), more["in"], "nothing is active at")
    desk.set_variables(key, **variables)


def _cancel(office: Office, process_id: str, _more: Mapping[str, Any]) -> None:
    office.of_process(process_id)[0].cancel()
    office.settle()


def _start(office: Office, process_id: str, more: Mapping[str, Any]) -> None:
    office.begin(process_id, more.get("with", {}))


_ACTIONS: Mapping[str, Callable[[Office, Any, Mapping[str, Any]], object]] = {
    "activate": _activate,
    "complete": _complete,
    "throw": _throw,
    "pass": _pass,
    "sleep": _sleep,
    "message": _message,
    "signal": _signal,
    "evaluate": _evaluate,
    "assign": _assign,
    "update": _update,
    "retry": _retry,
    "set": _set,
    "cancel": _cancel,
    "start": _start,
}


def _find(places: Any, place: str, problem: str) -> tuple[Any, int]:
    """Find a place by its full name, else the first one of the element."""
    found = list(places)
    for name, desk, key in found:
        if name == place or ("[" not in place and name.partition("[")[0] == place):
            return desk, key
    raise AssertionError(f"{problem} {place}, but at {[name for name, _, _ in found]}")


def moment_of(now: datetime, text: str) -> datetime:
    """Read a moment, or a length of time from now on."""
    span = read_span(text)
    moment = span.after(now, ZONE) if span is not None else read_moment(text, ZONE)
    if moment is None or moment - now < timedelta(0):
        raise ScenarioError(f"no time to come: {text}")
    return moment
