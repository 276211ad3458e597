"""Play a scenario on the product itself: engine/operations over PostgreSQL, each step a command of its own.

What is shown comes from the tables that pages and API read. The order of things within a step is not kept there,
so those expectations, and what a throw answered, are left to the plays in memory.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from engine.errors import EngineError
from engine.model.actor import SYSTEM
from engine.model.lifecycle import ElementState, IncidentState, InstanceState, JobState, TaskState
from engine.model.records import Resource
from engine.operations import (
    Engine,
    activate_elements,
    assign_task,
    broadcast_signal,
    cancel_instance,
    complete_job,
    complete_task,
    create_instance,
    deliver_events,
    deploy_resources,
    evaluate_conditionals,
    fire_due_timers,
    publish_message,
    resolve_incident,
    throw_job_error,
    unclaim_task,
    update_task,
)
from engine.operations.cases.case import lock_case
from engine.operations.running.follow_calls import tell_ended_calls
from engine.spiff.moments import read_moment
from engine.store.tables import (
    ElementInstance,
    Incident,
    Job,
    MessageSubscription,
    ProcessInstance,
    SignalSubscription,
    Timer,
    UserTask,
    Variable,
)
from engine.store.tables.core import core
from tests.conformance.scenario.acting import MAIN, ZONE, asked_of, moment_of, result_of
from tests.conformance.scenario.decisions import dmn_file
from tests.conformance.scenario.forms import form_file
from tests.conformance.scenario.notation import bpmn
from tests.conformance.scenario.reading import MEMORY, Scenario, Step
from tests.office import MovingClock
from tests.unit.spiff.desk import MONDAY

BODY = "multiInstanceBody"
_WAITS = {Timer: "timer", MessageSubscription: "message", SignalSubscription: "signal"}
# What a scenario brings, by the tables that everything else of it hangs on.
_EVERYTHING = (
    "deployment, process_definition, decision_requirements, process_instance, buffered_message, event_delivery"
)
_NOT_KEPT = frozenset(
    {"joining", "entered", "completed", "terminated", "history", "flows", "variablesOf", "sees", "thrown", "caught"}
)
_NOT_SAID: Mapping[str, Any] = {"incidents": {}, "ended": None}


def plays_on_server(scenario: Scenario) -> bool:
    """Tell whether the product has a command for all that the scenario does, and its own bounds are enough."""
    asked = {step.action for step in scenario.steps}
    silent = any(step.action == "throw" and step.then.get("caught") is False for step in scenario.steps)
    started = isinstance(scenario.of.get("start"), str)
    excluded = silent or started or "sleep" in asked or "limits" in scenario.of or scenario.of.get("only") == MEMORY
    return scenario.refused is None and not excluded


class Server:
    """One scenario on an engine of its own."""

    def __init__(self, engine: Engine, clock: MovingClock) -> None:
        self.engine, self.clock = engine, clock

    def empty(self) -> None:
        """Forget every process, decision and case."""
        with self.engine.unit_of_work() as uow:
            uow.connection.execute(text(f"TRUNCATE {_EVERYTHING} CASCADE"))

    def play(self, scenario: Scenario) -> None:
        """Play it; an AssertionError says at which step something else is shown than expected."""
        self.clock.moment = MONDAY
        self._deploy(scenario)
        if scenario.of.get("start") is not False:
            self._start(MAIN, {"with": scenario.of.get("variables", {})})
        self._settle()
        self.check("start", scenario.of.get("then", {}), None)
        for number, step in enumerate(scenario.steps, start=1):
            code = self._take(step)
            self._settle()
            self.check(f"step {number} ({step.action} {step.subject})", step.then, code)

    def check(self, where: str, then: Mapping[str, Any], code: str | None) -> None:
        """Compare what is expected with what the tables show."""
        differences = []
        for name, wanted in {**_NOT_SAID, **then}.items():
            if name in _NOT_KEPT:
                continue
            shown = code if name == "rejected" else getattr(self, f"shown_{name}")(wanted)
            asked = {at: read_moment(text, ZONE) for at, text in wanted.items()} if name == "due" else wanted
            if shown != asked:
                differences.append(f"{name}: expected {asked!r}, shown {shown!r}")
        assert not differences, f"{where}: " + "; ".join(differences)

    # what is shown ------------------------------------------------------------------------------------------------

    def shown_waiting(self, _wanted: object) -> object:
        return sorted(row.element_id for row in self._work())

    def shown_active(self, _wanted: object) -> object:
        found = self._rows(ElementInstance, state=ElementState.ACTIVE.value)
        return sorted(row.element_id for row in found)

    def shown_variables(self, wanted: Mapping[str, Any]) -> object:
        return self._selected(self._first_case().key, wanted)

    def shown_absent(self, wanted: list[str]) -> object:
        held = self._selected(self._first_case().key, dict.fromkeys(wanted))
        return [name for name in wanted if name not in held]

    def shown_incidents(self, _wanted: object) -> object:
        found = self._rows(Incident, state=IncidentState.ACTIVE.value)
        return {row.element_id: row.error_type for row in found}

    def shown_waits(self, _wanted: object) -> object:
        return {row.element_id: kind for table, kind in _WAITS.items() for row in self._rows(table)}

    def shown_due(self, wanted: Mapping[str, str]) -> object:
        return {row.element_id: row.due_at for row in self._rows(Timer) if row.element_id in wanted}

    def shown_tasks(self, wanted: Mapping[str, Mapping[str, Any]]) -> object:
        over = {TaskState.COMPLETED.value, TaskState.CANCELED.value}
        rows = {row.element_id: row for row in self._rows(UserTask) if row.state not in over}
        return {name: _fields(rows.get(name), of, _TASK_COLUMNS) for name, of in wanted.items()}

    def shown_jobs(self, wanted: Mapping[str, Mapping[str, Any]]) -> object:
        rows = {row.element_id: row for row in self._rows(Job, state=JobState.CREATED.value)}
        return {name: _fields(rows.get(name), of, {}) for name, of in wanted.items()}

    def shown_ended(self, _wanted: object) -> object:
        state = self._first_case().state if self._rows(ProcessInstance) else InstanceState.ACTIVE.value
        return None if state == InstanceState.ACTIVE.value else state.lower()

    def shown_cases(self, wanted: Mapping[str, list[str]]) -> object:
        rows = self._rows(ProcessInstance)
        return {name: [row.state.lower() for row in rows if row.process_id == name] for name in wanted}

    # what is done -------------------------------------------------------------------------------------------------

    def _take(self, step: Step) -> str | None:
        actions: Mapping[str, Callable[[Any, Mapping[str, Any]], None]] = {
            "activate": self._activate,
            "complete": self._complete,
            "throw": self._throw,
            "pass": self._pass,
            "message": self._message,
            "signal": self._signal,
            "evaluate": self._evaluate,
            "assign": self._assign,
            "update": self._update,
            "retry": self._retry,
            "set": self._set,
            "cancel": self._cancel,
            "start": self._start,
        }
        try:
            actions[step.action](step.subject, step.more)
        except EngineError as error:
            if "rejected" not in step.then:
                raise
            return error.stable_code
        return None

    def _deploy(self, scenario: Scenario) -> None:
        with self.engine.unit_of_work() as uow:
            for name, of in scenario.of.get("decisions", {}).items():
                deploy_resources(uow, SYSTEM, resources=[Resource(name=f"{name}.dmn", content=dmn_file(name, of))])
        for other in scenario.of.get("processes", ()):
            self._deploy_one(str(other["id"]), other["process"], other.get("versionTag"))
        if "process" in scenario.of:
            forms = scenario.of.get("forms", {}).items()
            files = [Resource(name=f"{form}.form", content=form_file(form, tag)) for form, tag in forms]
            self._deploy_one(MAIN, scenario.of["process"], scenario.of.get("versionTag"), *files)

    def _deploy_one(self, name: str, process: Any, tag: str | None, *more: Resource) -> None:
        content = bpmn(process, process_id=name, version_tag=tag)
        with self.engine.unit_of_work() as uow:
            deploy_resources(uow, SYSTEM, resources=[Resource(name=f"{name}.bpmn", content=content), *more])

    def _start(self, process_id: str, more: Mapping[str, Any]) -> None:
        with self.engine.unit_of_work() as uow:
            create_instance(uow, SYSTEM, process_id=process_id, variables=more.get("with", {}))

    def _complete(self, place: str, more: Mapping[str, Any]) -> None:
        row = self._at(self._work(), place)
        variables = more.get("with", {})
        with self.engine.unit_of_work() as uow:
            if hasattr(row, "job_type"):
                result = result_of(more["result"]) if "result" in more else None
                complete_job(uow, SYSTEM, job_key=row.key, variables=variables, result=result)
            else:
                complete_task(uow, SYSTEM, task_key=row.key, variables=variables)

    def _activate(self, place: str, more: Mapping[str, Any]) -> None:
        row = self._at(self._rows(ElementInstance, state=ElementState.ACTIVE.value), place)
        with self.engine.unit_of_work() as uow:
            activate_elements(uow, SYSTEM, element_instance_key=row.key, wanted=asked_of(more))

    def _throw(self, code: str, more: Mapping[str, Any]) -> None:
        row = self._at(self._work(), more["at"])
        with self.engine.unit_of_work() as uow:
            throw_job_error(uow, SYSTEM, job_key=row.key, error_code=code, variables=more.get("with", {}))

    def _pass(self, span: str, _more: Mapping[str, Any]) -> None:
        until = moment_of(self.clock.moment, span)
        while due := sorted(row.due_at for row in self._rows(Timer) if row.due_at <= until):
            self.clock.moment = max(due[0], self.clock.moment)
            assert fire_due_timers(self.engine)[1] == ()
            self._settle()
        self.clock.moment = until

    def _message(self, name: str, more: Mapping[str, Any]) -> None:
        lives = moment_of(MONDAY, more["lives"]) - MONDAY if "lives" in more else timedelta(0)
        with self.engine.unit_of_work() as uow:
            publish_message(
                uow,
                SYSTEM,
                name=name,
                correlation_key=str(more.get("key", "")),
                time_to_live=lives,
                message_id=more.get("id"),
                variables=more.get("with", {}),
            )

    def _signal(self, name: str, more: Mapping[str, Any]) -> None:
        with self.engine.unit_of_work() as uow:
            broadcast_signal(uow, SYSTEM, name=name, variables=more.get("with", {}))

    def _evaluate(self, variables: Mapping[str, Any], _more: Mapping[str, Any]) -> None:
        with self.engine.unit_of_work() as uow:
            evaluate_conditionals(uow, SYSTEM, variables=variables)

    def _assign(self, place: str, more: Mapping[str, Any]) -> None:
        row = self._at(self._work(), place)
        with self.engine.unit_of_work() as uow:
            if more["to"] is None:
                unclaim_task(uow, SYSTEM, task_key=row.key)
            else:
                assign_task(uow, SYSTEM, task_key=row.key, assignee=more["to"])

    def _update(self, place: str, more: Mapping[str, Any]) -> None:
        row = self._at(self._work(), place)
        with self.engine.unit_of_work() as uow:
            update_task(uow, SYSTEM, task_key=row.key, changes=more["with"])

    def _retry(self, place: str, _more: Mapping[str, Any]) -> None:
        row = self._at(self._rows(Incident, state=IncidentState.ACTIVE.value), place)
        with self.engine.unit_of_work() as uow:
            resolve_incident(uow, SYSTEM, incident_key=row.key)

    def _set(self, variables: Mapping[str, Any], more: Mapping[str, Any]) -> None:
        scope = key = self._first_case().key
        if "in" in more:
            found = self._at(self._rows(ElementInstance, state=ElementState.ACTIVE.value), more["in"])
            scope, key = found.key, found.instance_key
        with self.engine.unit_of_work() as uow:
            case = lock_case(uow, SYSTEM, key)
            case.execution.set_variables(scope, variables)
            case.save()

    def _cancel(self, process_id: str, _more: Mapping[str, Any]) -> None:
        first = next(row for row in self._rows(ProcessInstance) if row.process_id == process_id)
        with self.engine.unit_of_work() as uow:
            cancel_instance(uow, SYSTEM, instance_key=first.key)

    def _settle(self) -> None:
        """Do what the worker does, until there is nothing left to do."""
        busy = True
        while busy:
            delivered, failures = deliver_events(self.engine)
            told, more = tell_ended_calls(self.engine)
            assert (failures, more) == ((), ())
            busy = bool(delivered or told)

    # rows ---------------------------------------------------------------------------------------------------------

    def _rows(self, table: Any, **wanted: str) -> list[Any]:
        found = core(table)
        with self.engine.unit_of_work() as uow:
            conditions = [found.c[name] == value for name, value in wanted.items()]
            return list(uow.connection.execute(select(found).where(*conditions).order_by(found.c.key)).all())

    def _work(self) -> list[Any]:
        tasks = self._rows(UserTask, state=TaskState.CREATED.value)
        return [*tasks, *self._rows(Job, state=JobState.CREATED.value)]

    def _first_case(self) -> Any:
        return self._rows(ProcessInstance)[0]

    def _selected(self, scope_key: int, wanted: Mapping[str, Any]) -> dict[str, Any]:
        held = {row.name: row.value for row in self._rows(Variable) if row.scope_key == scope_key}
        return {name: held[name] for name in wanted if name in held}

    def _at(self, rows: list[Any], place: str) -> Any:
        """Find the row of a place by its element and the items that it stands in, else the first one."""
        element_id, bracket, _ = place.partition("[")
        fitting = [row for row in rows if row.element_id == element_id]
        assert fitting, f"nothing at {place}, but at {[row.element_id for row in rows]}"
        if not bracket:
            return fitting[0]
        visits = {row.key: row for row in self._rows(ElementInstance)}
        counters = {row.scope_key: row.value for row in self._rows(Variable) if row.name == "loopCounter"}
        return next(row for row in fitting if element_id + _path(visits, counters, _visit_of(row)) == place)


def _visit_of(row: Any) -> int:
    return int(getattr(row, "element_instance_key", row.key))


def _path(visits: Mapping[int, Any], counters: Mapping[int, Any], key: int) -> str:
    path = ""
    while key in visits:
        holder = visits.get(visits[key].scope_key)
        if holder is not None and holder.element_type == BODY:
            path = f"[{counters[key]}]{path}"
        key = visits[key].scope_key
    return path


_TASK_COLUMNS = {"form_id": "form_key"}


def _fields(row: Any, of: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    shown = {name: getattr(row, columns.get(name, name), None) for name in of}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in shown.items()}
