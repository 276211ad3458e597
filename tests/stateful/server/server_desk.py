"""The desk of a random case on the product: engine/operations over PostgreSQL, what is seen read from the tables.

Called cases are cases too: a person in each says how it ends. The clock stands still but for timers, which fire when
the next one alone is due.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import SQLModel

from engine.model.actor import SYSTEM
from engine.model.ad_hoc import AdHocResult
from engine.model.json_value import JsonValue
from engine.model.lifecycle import ElementState, IncidentState, InstanceState, JobState, TaskState
from engine.model.records import Resource
from engine.model.task_change import TaskAnswer
from engine.operations import (
    Engine,
    activate_elements,
    broadcast_signal,
    cancel_instance,
    complete_job,
    create_instance,
    deliver_events,
    deploy_resources,
    evaluate_conditionals,
    publish_message,
    resolve_incident,
    throw_job_error,
)
from engine.operations.cases.case import lock_case
from engine.operations.running.follow_calls import tell_ended_calls
from engine.operations.unit_of_work import UnitOfWork
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
from tests.office import MovingClock
from tests.stateful.server.rough_world import RoughWorld
from tests.stateful.spiff.ad_hoc_blocks import NUMBER
from tests.stateful.spiff.whole_process import BY_EVENT, PROCESS, WholeProcess

WAITS = (Timer, MessageSubscription, SignalSubscription)
_BODY, _ACTIVATION, _AD_HOC = "multiInstanceBody", "adHocSubProcessInnerInstance", "adHocSubProcess"
_ALONE_FOR = timedelta(minutes=10)  # no other timer falls due so soon after the one that is fired


class _Call(NamedTuple):
    element_id: str
    element_instance_key: int
    case_key: int


class ServerDesk:
    """One case and the cases that it calls."""

    def __init__(
        self, engine: Engine, clock: MovingClock, world: RoughWorld, whole: WholeProcess, xml: bytes, tag: str
    ) -> None:
        self.engine, self.clock, self.world = engine, clock, world
        self.on_schedule = whole.started_by == "cron"
        self.brought: dict[str, JsonValue] = {"ma": tag, "n_by": 1}
        with engine.unit_of_work() as uow:
            deploy_resources(uow, SYSTEM, resources=[Resource(name="case.bpmn", content=xml)])
        self._start(whole.started_by)
        self._settle()
        self.key = max(row.key for row in self._rows(ProcessInstance) if row.parent_key is None)
        self.read()

    def _start(self, by: str) -> None:
        name = f"{by}_{BY_EVENT}"
        starts: Mapping[str, Callable[[UnitOfWork], object]] = {
            "message": lambda uow: publish_message(uow, SYSTEM, name=name, correlation_key="", variables=self.brought),
            "signal": lambda uow: broadcast_signal(uow, SYSTEM, name=name, variables=self.brought),
            "condition": lambda uow: evaluate_conditionals(uow, SYSTEM, variables=self.brought),
            # What time starts has no variables, and so no messages could reach it: that is left to the scenarios.
            **dict.fromkeys(
                ("plain", "cron"),
                lambda uow: create_instance(uow, SYSTEM, process_id=PROCESS, variables=self.brought),
            ),
        }
        with self.engine.unit_of_work() as uow:
            starts[by](uow)

    # what can be seen

    def read(self) -> None:
        """Read what the tables show of the case now."""
        case = next(row for row in self._rows(ProcessInstance) if row.key == self.key)
        self.saved = (case.tokens, case.audit_sequence)
        self.outcome = None if case.state == InstanceState.ACTIVE.value else case.state.lower()
        mine = {"instance_key": self.key}
        self.visits = {row.key: row for row in self._rows(ElementInstance, **mine)}
        self.numbers = {
            (row.scope_key, row.name): row.value
            for row in self._rows(Variable, **mine)
            if row.name in {"loopCounter", NUMBER}
        }
        by_visit = {
            name: {row.element_instance_key: row for row in self._rows(table, **mine, state=state)}
            for name, table, state in (
                ("tasks", UserTask, TaskState.CREATED.value),
                ("jobs", Job, JobState.CREATED.value),
                ("incidents", Incident, IncidentState.ACTIVE.value),
            )
        }
        self.tasks, self.jobs, self.incidents = by_visit["tasks"], by_visit["jobs"], by_visit["incidents"]
        self.waits = {row.key: row for table in WAITS for row in self._rows(table, **mine)}
        active = [row for row in self.visits.values() if row.state == ElementState.ACTIVE.value]
        self.active = {row.key: row.element_id for row in active}
        self.ad_hocs = {row.key: row.element_id for row in active if row.element_type == _AD_HOC}
        self.calls = {
            row.parent_element_key: _Call(
                self.visits[row.parent_element_key].element_id, row.parent_element_key, row.key
            )
            for row in self._rows(ProcessInstance, state=InstanceState.ACTIVE.value)
            if row.parent_key == self.key
        }

    def work(self) -> dict[int, Any]:
        return {**self.tasks, **self.jobs}

    @property
    def conditions(self) -> list[str]:
        document = self.saved[0]
        rows = [*document.get("waits", ())]
        rows += [row for token in document["tokens"] for kind in "wx" for row in token.get(kind, ())]
        return sorted(row["e"] for row in rows if row.get("t"))

    def item_path(self, key: int) -> tuple[int, ...]:
        path = []
        while key in self.visits:
            visit = self.visits[key]
            around = self.visits.get(visit.scope_key)
            if around is not None and around.element_type == _BODY:
                path.append(int(self.numbers[key, "loopCounter"]))
            if visit.element_type == _ACTIVATION:
                path.append(int(self.numbers.get((key, NUMBER), 0)))
            key = visit.scope_key
        return tuple(path[::-1])

    def possible(self, wait_key: int) -> bool:
        """Tell whether the world can let this wait happen and no other."""
        wait, others = self.waits[wait_key], [row for key, row in self.waits.items() if key != wait_key]
        if hasattr(wait, "due_at"):
            rivals = [row.due_at for row in others if hasattr(row, "due_at")]
            return all(due > wait.due_at + _ALONE_FOR for due in rivals)
        if hasattr(wait, "message_name"):
            return all(row.key > wait_key for row in others if getattr(row, "message_name", "") == wait.message_name)
        return all(getattr(row, "signal_name", "") != wait.signal_name for row in others)

    # what can be done

    def complete_key(self, key: int, variables: Mapping[str, JsonValue]) -> None:
        work = self.work()[key]
        if hasattr(work, "job_type"):
            self._do("complete_job", job_key=work.key, variables=dict(variables))
        else:
            self._do("complete_task", task_key=work.key, variables=dict(variables))

    def answer(self, key: int, result: AdHocResult | TaskAnswer) -> None:
        self._once(lambda uow: complete_job(uow, SYSTEM, job_key=self.jobs[key].key, result=result))

    def end_call_key(self, key: int, _variables: Mapping[str, JsonValue]) -> None:
        self._in_called(key, {"how": "end"})

    def throw_out(self, key: int, kind: str, code: str) -> None:
        if key in self.jobs:
            self._once(lambda uow: throw_job_error(uow, SYSTEM, job_key=self.jobs[key].key, error_code=code))
        else:
            self._in_called(key, {"how": kind, "code": code})

    def _in_called(self, key: int, variables: dict[str, JsonValue]) -> None:
        [task] = self._rows(UserTask, instance_key=self.calls[key].case_key, state=TaskState.CREATED.value)
        self._do("complete_task", task_key=task.key, variables=variables)

    def fire_key(self, key: int, _variables: Mapping[str, JsonValue]) -> None:
        wait = self.waits[key]
        if hasattr(wait, "due_at"):
            self.clock.moment = max(self.clock.moment, wait.due_at)
            self.world.fire_timers()
            self._after()
        elif hasattr(wait, "message_name"):
            self._do("correlate_message", name=wait.message_name, correlation_key=wait.correlation_key)
        else:
            self._once(lambda uow: broadcast_signal(uow, SYSTEM, name=wait.signal_name))

    def change(self, **variables: JsonValue) -> None:
        def set_them(uow: UnitOfWork) -> None:
            case = lock_case(uow, SYSTEM, self.key)
            case.execution.set_variables(self.key, variables)
            case.save()

        self._once(set_them)

    def retry_key(self, key: int) -> None:
        self._once(lambda uow: resolve_incident(uow, SYSTEM, incident_key=self.incidents[key].key))

    def activate_key(self, key: int, wanted: AdHocResult) -> None:
        self._once(lambda uow: activate_elements(uow, SYSTEM, element_instance_key=key, wanted=wanted))

    def cancel(self) -> None:
        self._once(lambda uow: cancel_instance(uow, SYSTEM, instance_key=self.key))

    # plumbing

    def _do(self, command: str, **arguments: Any) -> None:
        """Give a command as a rough world does: killed before or after its commit, twice at once, or smoothly."""
        self.world.give(command, **arguments)
        self._after()

    def _once(self, command: Callable[[UnitOfWork], object]) -> None:
        with self.engine.unit_of_work() as uow:
            command(uow)
        self._after()

    def _after(self) -> None:
        self._settle()
        if self.on_schedule:
            self._cancel_scheduled()
        self.read()

    def _settle(self) -> None:
        """Do what the worker does, until there is nothing left to do."""
        busy = True
        while busy:
            delivered, failures = deliver_events(self.engine)
            told, more = tell_ended_calls(self.engine)
            assert (failures, more) == ((), ())
            busy = bool(delivered or told)

    def _cancel_scheduled(self) -> None:
        """Cancel the cases that the schedule of the process has begun meanwhile: they are nobody's here."""
        running = self._rows(ProcessInstance, state=InstanceState.ACTIVE.value, process_id=PROCESS)
        with self.engine.unit_of_work() as uow:
            for key in [row.key for row in running if row.key != self.key]:
                cancel_instance(uow, SYSTEM, instance_key=key)

    def _rows(self, table: type[SQLModel], **wanted: object) -> list[Any]:
        found = core(table)
        with self.engine.unit_of_work() as uow:
            conditions = [found.c[name] == value for name, value in wanted.items()]
            return list(uow.connection.execute(select(found).where(*conditions).order_by(found.c.key)).all())
