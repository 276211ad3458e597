"""A desk where tests drive one case: it keeps what a store would keep and distrusts the runtime.

Before every command the case is saved as JSON text, dropped, and restored on a model parsed anew; after every command
the events are applied to plain dictionaries, and an event that contradicts them fails the test.
"""

import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from engine.feel import Host, HostFunction
from engine.model import events as e
from engine.model.ad_hoc import AdHocResult
from engine.model.calls import CalledProcesses
from engine.model.decision import DecisionMaker
from engine.model.forms import FormReference, FormShelf
from engine.model.json_value import JsonValue
from engine.model.lifecycle import TaskState
from engine.model.limits import RuntimeLimits
from engine.model.task_change import TaskAnswer, TaskChange, TaskEvent
from engine.spiff import Execution, ProcessModel, parse
from engine.spiff.json_size import size_of
from tests.unit.spiff.kept_items import KeptItems

Wait = e.TimerScheduled | e.SubscriptionOpened | e.SignalAwaited
WAIT_KINDS: Mapping[type[Wait], e.WaitKind] = {
    e.TimerScheduled: e.WaitKind.TIMER,
    e.SubscriptionOpened: e.WaitKind.MESSAGE,
    e.SignalAwaited: e.WaitKind.SIGNAL,
}
INSTANCE = 7_000_000_000_000_001
MONDAY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)  # eight o'clock in Hanoi


class EveryForm:
    """A shelf on which every form stands."""

    def find(self, _form: FormReference) -> int | None:
        return None


class Desk:
    """One case, with its projections."""

    _model: ProcessModel | None = None

    def __init__(
        self,
        xml: bytes,
        variables: Mapping[str, JsonValue] | None = None,
        *,
        limits: RuntimeLimits | None = None,
        functions: Mapping[str, HostFunction] | None = None,
        decisions: DecisionMaker | None = None,
        calls: CalledProcesses | None = None,
        forms: FormShelf | None = None,
        instance: int = INSTANCE,
        now: datetime = MONDAY,
        start_id: str | None = None,
        brought: Mapping[str, JsonValue] | None = None,
        straight: bool = False,
        shared: bool = False,
    ) -> None:
        """Begin a case; `straight` keeps it in memory between commands, `shared` restores it on one parsed model."""
        self.shared, self.straight = shared, straight
        self.xml = xml
        self.instance = instance
        self.live: Execution | None = None
        self._seen = 0  # events of the live execution that have been applied
        self.limits = limits or RuntimeLimits()
        self.now = now
        self.decisions = decisions
        self.callable = calls
        self.forms = forms or EveryForm()
        self.calls: dict[int, e.CallRequested] = {}
        self.host = Host(functions=functions or {}, now=lambda: self.now, timezone="Asia/Ho_Chi_Minh")
        self._keys = itertools.count(instance + 1)
        self.items = KeptItems(self)
        self.item_of_scope: dict[int, int] = {}
        self.enclosing: dict[int, int] = {}  # the enclosing scope of each element instance
        self.scopes: dict[int, dict[str, JsonValue]] = {instance: {}}
        self.active: dict[int, str] = {}
        self.ended: dict[int, str] = {}
        self.tasks: dict[int, e.UserTaskCreated] = {}
        self.jobs: dict[int, e.JobCreated] = {}
        self.waits: dict[int, Wait] = {}
        self.signals: list[e.SignalThrown] = []
        self.left: list[e.EscalationLeft] = []
        self.incidents: dict[int, e.IncidentRaised] = {}
        self.taken: list[str] = []
        self.outcome: str | None = None
        self.events: tuple[e.Event, ...] = ()
        execution = Execution.start(
            self.parse(),
            instance_key=instance,
            keys=self.new_key,
            host=self.host,
            limits=self.limits,
            variables=variables or {},
            decisions=decisions,
            calls=calls,
            forms=self.forms,
            start_id=start_id,
            brought=brought,
        )
        self._keep(execution)

    # commands by element id ---------------------------------------------------------------------------------------

    def complete(self, element_id: str, **variables: JsonValue) -> None:
        self.complete_key(self.key_of_work(element_id), variables)

    def complete_key(
        self, key: int, variables: Mapping[str, JsonValue], result: AdHocResult | TaskAnswer | None = None
    ) -> None:
        execution = self.restored()
        asked = TaskChange(event=TaskEvent.COMPLETING, action="complete", by="ai", variables=variables)
        if key not in self.jobs and execution.change_task(key, asked):
            self.tasks[key] = replace(self.tasks[key], state=TaskState.COMPLETING)
        else:
            execution.complete(key, variables, result)
            if self.jobs.pop(key, None) is None:
                del self.tasks[key]
        self._keep(execution)

    def change_task(self, element_id: str, event: TaskEvent, **changes: JsonValue) -> bool:
        """Change a user task as a host does."""
        return self.change_task_key(self.key_of_work(element_id), event, **changes)

    def change_task_key(self, key: int, event: TaskEvent, **changes: JsonValue) -> bool:
        """Let a change of a user task wait for its listeners, else make it as a host does; True when they are asked."""
        task = self.tasks[key]
        now = {name: getattr(task, name) for name in changes}
        execution = self.restored()
        asked = execution.change_task(key, TaskChange(event=event, action="x", by="ai", now=now, changes=changes))
        self.tasks[key] = replace(task, state=event.state) if asked else replace(task, **changes)  # type: ignore[arg-type]
        self._keep(execution)
        return asked

    def activate_key(self, key: int, wanted: AdHocResult) -> None:
        """Begin elements of an ad-hoc sub-process."""
        execution = self.restored()
        execution.activate(key, wanted)
        self._keep(execution)

    def fire(self, element_id: str, **variables: JsonValue) -> None:
        self.fire_key(self.wait_of(element_id).wait_key, variables)

    def fire_key(self, wait_key: int, variables: Mapping[str, JsonValue] | None = None) -> None:
        execution = self.restored()
        execution.trigger(wait_key, variables or {})
        self._keep(execution)

    def throw(self, element_id: str, code: str, **variables: JsonValue) -> bool:
        return self.throw_key(self.key_of_work(element_id), code, variables)

    def throw_key(self, key: int, code: str, variables: Mapping[str, JsonValue]) -> bool:
        execution = self.restored()
        caught = execution.throw_error(key, code, variables)
        self._keep(execution)
        return caught

    def retry(self, element_id: str) -> None:
        self.retry_key(self.incident_at(element_id).element_instance_key)

    def retry_key(self, element_instance_key: int) -> None:
        execution = self.restored()
        execution.retry(element_instance_key)
        self._keep(execution)

    def end_call(self, element_id: str, **variables: JsonValue) -> None:
        """End a called case."""
        self.end_call_key(next(key for key, call in self.calls.items() if call.element_id == element_id), variables)

    def end_call_key(self, key: int, variables: Mapping[str, JsonValue] | None = None) -> None:
        execution = self.restored()
        del self.calls[key]
        execution.end_call(key, variables or {})
        self._keep(execution)

    def take_error(self, element_id: str, code: str, **variables: JsonValue) -> None:
        """End a called case by an error that left it."""
        self.take_error_key(next(k for k, call in self.calls.items() if call.element_id == element_id), code, variables)

    def take_error_key(self, key: int, code: str, variables: Mapping[str, JsonValue]) -> None:
        execution = self.restored()
        execution.take_error(key, code, variables)
        self._keep(execution)

    def take_escalation_key(self, key: int, code: str, variables: Mapping[str, JsonValue]) -> None:
        """Bring an escalation that left a called case."""
        execution = self.restored()
        execution.take_escalation(key, code, variables)
        self._keep(execution)

    def set_variables(self, scope_key: int, **variables: JsonValue) -> None:
        execution = self.restored()
        execution.set_variables(scope_key, variables)
        self._keep(execution)

    def cancel(self) -> None:
        execution = self.restored()
        execution.cancel()
        self._keep(execution)

    # what the desk shows ------------------------------------------------------------------------------------------

    @property
    def open(self) -> list[str]:
        """Ids of the user tasks and jobs that wait, sorted."""
        return sorted(work.element_id for work in self.work().values())

    @property
    def conditions(self) -> list[str]:
        """Ids of the conditional events that wait, as the saved document says; those inside items aside."""
        document = json.loads(self.saved)
        rows = [*document.get("waits", ())]
        rows += [row for token in document["tokens"] for kind in "wx" for row in token.get(kind, ())]
        return sorted(row["e"] for row in rows if row.get("t"))

    @property
    def variables(self) -> dict[str, JsonValue]:
        """The variables of the process instance."""
        return self.scopes[self.instance]

    def item_path(self, element_instance_key: int) -> tuple[int, ...]:
        """Give the loop counters of the items that an element instance stands in, outermost first."""
        path, key = [], element_instance_key
        while key in self.enclosing:
            if self.item_of_scope.get(key) == key:
                path.append(int(self.scopes[key]["loopCounter"]))  # type: ignore[arg-type]
            key = self.enclosing[key]
        return tuple(path[::-1])

    def key_of_work(self, element_id: str) -> int:
        return next(key for key, work in self.work().items() if work.element_id == element_id)

    def work(self) -> dict[int, e.UserTaskCreated | e.JobCreated]:
        """Give the user tasks and jobs that wait, by element instance."""
        return {**{key: task for key, task in self.tasks.items() if task.state is TaskState.CREATED}, **self.jobs}

    def task(self, element_id: str) -> e.UserTaskCreated:
        return next(task for task in self.tasks.values() if task.element_id == element_id)

    def wait_of(self, element_id: str) -> Wait:
        return next(wait for wait in self.waits.values() if wait.element_id == element_id)

    def incident_at(self, element_id: str) -> e.IncidentRaised:
        return next(incident for incident in self.incidents.values() if incident.element_id == element_id)

    def happened(self, kind: type[e.Event]) -> list[str]:
        """Element ids of the last command's events of one kind, in order."""
        return [str(getattr(event, "element_id", "")) for event in self.events if isinstance(event, kind)]

    def story(self) -> list[str]:
        """Tell the last command's events in words, in order."""
        return [_word(event) for event in self.events]

    # plumbing -----------------------------------------------------------------------------------------------------

    def new_key(self) -> int:
        return next(self._keys)

    def parse(self) -> ProcessModel:
        if self._model is None or not self.shared:
            self._model, *_ = parse(self.xml, resource="test.bpmn", limits=self.limits)
        return self._model

    def restored(self) -> Execution:
        """Make a new execution from the saved text, on a model parsed anew; a straight desk has the one it began."""
        if self.live is not None:
            return self.live
        return Execution.restore(
            self.parse(),
            instance_key=self.instance,
            keys=self.new_key,
            host=self.host,
            limits=self.limits,
            document=json.loads(self.saved),
            variables={key: values for key, values in self.scopes.items() if key not in self.item_of_scope},
            decisions=self.decisions,
            calls=self.callable,
            forms=self.forms,
            items=self.items,
        )

    def pass_time(self, **amount: float) -> None:
        self.now += timedelta(**amount)

    def _keep(self, execution: Execution) -> None:
        self._take_events(execution)
        self.saved = json.dumps(execution.document())
        if not self.straight:
            self.items.keep(execution.item_changes())
        assert json.loads(self.saved)["size"] == self._size()  # kept from command to command, never measured anew
        self.elements = execution.active_elements()
        assert execution.finished == (self.outcome is not None)
        if execution.finished:
            assert not self.active, self.active
            assert not self.tasks
            assert not self.jobs
            assert not self.calls
            assert not self.waits
            assert not self.incidents
            assert set(self.scopes) == {self.instance}
            assert self.elements == ()
            assert not self.items.states

    def _take_events(self, execution: Execution) -> None:
        """Apply what is new; a live execution tells its whole story each time, and last the variables."""
        if self.straight:
            self.live = execution
        self.events = execution.events[self._seen :]
        if self.straight:
            self._seen += sum(not isinstance(event, e.VariableSet) for event in self.events)
        for event in self.events:
            self._apply(event)

    def _size(self) -> int:
        held = [entry for values in self.scopes.values() for entry in values.items()]
        return sum(size_of(name) + size_of(value) + 2 for name, value in held)

    def _apply(self, event: e.Event) -> None:
        assert self.outcome is None or isinstance(event, e.VariableSet), f"{event} after the end"
        match event:
            case e.ElementActivated():
                assert event.element_instance_key not in {**self.active, **self.ended}
                assert event.scope_key == self.instance or event.scope_key in self.active
                self.active[event.element_instance_key] = event.element_id
                self.enclosing[event.element_instance_key] = event.scope_key
            case e.ElementCompleted() | e.ElementTerminated():
                assert self.active.pop(event.element_instance_key) == event.element_id
                assert event.element_instance_key not in {**self.tasks, **self.jobs, **self.incidents}
                self.ended[event.element_instance_key] = event.element_id
            case e.TimerScheduled() | e.SubscriptionOpened() | e.SignalAwaited():
                assert event.element_instance_key in {self.instance, *self.active}
                self.waits[event.wait_key] = event
            case e.WaitClosed():
                assert WAIT_KINDS[type(self.waits.pop(event.wait_key))] == event.kind
            case e.IncidentRaised():
                assert event.element_instance_key in {self.instance, *self.active}
                assert event.element_instance_key not in self.incidents
                assert event.message.vi
                assert event.message.en
                self.incidents[event.element_instance_key] = event
            case e.IncidentCleared():
                del self.incidents[event.element_instance_key]
            case _:
                self._apply_work(event)

    def _apply_work(self, event: e.Event) -> None:
        match event:
            case e.UserTaskCreated():
                assert event.element_instance_key in self.active
                self.tasks[event.element_instance_key] = event
            case e.JobCreated():
                assert event.element_instance_key in {self.instance, *self.active}
                assert event.element_instance_key not in self.jobs
                self.jobs[event.element_instance_key] = event
            case e.CallRequested():
                assert event.element_instance_key in self.active
                self.calls[event.element_instance_key] = event
            case e.ErrorLeft():
                assert not self.active
            case e.CallCanceled():
                del self.calls[event.element_instance_key]
            case e.UserTaskChanged():
                self._change(event)
            case e.UserTaskCanceled():
                del self.tasks[event.element_instance_key]
            case e.JobCanceled():
                del self.jobs[event.element_instance_key]
            case _:
                self._apply_rest(event)

    def _change(self, event: e.UserTaskChanged) -> None:
        task = self.tasks.pop(event.element_instance_key)
        assert task.state is not TaskState.CREATED, "nobody was asked"
        if event.state is not TaskState.COMPLETED:
            made = {} if event.denied is not None else dict(event.change.changes)
            self.tasks[event.element_instance_key] = replace(task, state=event.state, **made)  # type: ignore[arg-type]

    def _apply_rest(self, event: e.Event) -> None:
        match event:
            case e.VariableSet():
                assert event.scope_key == self.instance or event.scope_key in self.active
                self.scopes.setdefault(event.scope_key, {})[event.name] = event.value
                if event.item_key is not None:
                    self.item_of_scope[event.scope_key] = event.item_key
            case e.ScopeClosed():
                self.scopes.pop(event.scope_key, None)
            case e.DecisionEvaluated():
                assert self.active[event.element_instance_key] == event.element_id
            case e.EscalationLeft():
                assert self.active[event.element_instance_key] == event.element_id
                self.left.append(event)
            case e.SignalThrown():
                assert event.element_instance_key in self.active
                self.signals.append(event)
            case e.SequenceFlowTaken():
                self.taken.append(event.flow_id)
            case e.ProcessCompleted():
                self.outcome = "completed"
            case e.ProcessTerminated():
                self.outcome = "terminated"
            case _:
                raise AssertionError(event)


def _word(event: e.Event) -> str:
    about = getattr(event, "element_id", None) or getattr(event, "flow_id", None) or getattr(event, "name", "")
    return f"{type(event).__name__} {about}".strip()
