"""The host of a scenario's cases: it keeps their models and the clock, and brings events from one case to another.

It does what engine/operations does, without a database: called cases are started and ended with their callers, thrown
signals reach every case that waits, due timers fire in order.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from engine.feel import Host
from engine.model import events as e
from engine.model.calls import ProcessCall, process_not_found
from engine.model.decision import Binding, DecisionMaker
from engine.model.forms import FormShelf
from engine.model.limits import RuntimeLimits
from engine.spiff import ProcessModel, evaluate_start, model_catches, parse, true_starts
from tests.conformance.scenario.case_desk import CaseDesk
from tests.unit.spiff.desk import INSTANCE, MONDAY

_KEYS_A_CASE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """One version of a process; its key is its place in the order of deployment, from 1."""

    process_id: str
    xml: bytes
    model: ProcessModel
    version_tag: str | None


@dataclass(slots=True)
class Office:
    """All cases of one scenario. `straight` keeps them in memory; else each is restored before every command."""

    straight: bool
    limits: RuntimeLimits
    decisions: DecisionMaker
    forms: FormShelf
    now: datetime = MONDAY
    deployed: list[Deployed] = field(default_factory=list)
    cases: list[CaseDesk] = field(default_factory=list)
    told: list[tuple[CaseDesk, e.Event]] = field(default_factory=list)
    _signals: list[tuple[CaseDesk, e.SignalThrown]] = field(default_factory=list)
    _escalations: list[tuple[CaseDesk, int, e.EscalationLeft]] = field(default_factory=list)

    # what the world does ------------------------------------------------------------------------------------------

    def deploy(self, process_id: str, xml: bytes, version_tag: str | None = None) -> None:
        """Add a version; raises DefinitionError when it is refused."""
        (model,) = parse(xml, resource=f"{process_id}.bpmn", limits=self.limits)
        starts = [evaluate_start(found, self._host()) for found in model.definition.starts]
        model = replace(model, definition=replace(model.definition, starts=tuple(filter(None, starts))))
        self.deployed.append(Deployed(process_id=process_id, xml=xml, model=model, version_tag=version_tag))

    def begin(self, process_id: str, variables: Mapping[str, Any], start_id: str | None = None) -> None:
        """Start a case of the latest version, with what an event brought when one starts it."""
        latest = [found for found in self.deployed if found.process_id == process_id][-1]
        started_by = {"start_id": start_id, "brought": variables} if start_id else {"variables": variables}
        self._begin(latest, None, started_by)
        self.settle()

    def wait_until(self, moment: datetime) -> None:
        """Let time pass; each timer fires at its moment."""
        while due := self._due(moment):
            when, desk, key = due[0]
            self._set_clock(max(when, self.now))
            desk.fire_key(key)
            self.settle()
        self._set_clock(moment)

    def sleep_until(self, moment: datetime) -> None:
        """Let time pass with nobody there; what has become due fires afterwards, each in its order."""
        self._set_clock(moment)
        while due := self._due(moment):
            _, desk, key = due[0]
            desk.fire_key(key)
            self.settle()

    def publish(self, name: str, key: str, variables: Mapping[str, Any]) -> int:
        """Bring a message to one waiting case of each process, or start what it starts there; give how many took it."""
        reached: set[str] = set()
        for desk in list(self.cases):
            for wait in list(desk.waits.values()):
                fits = isinstance(wait, e.SubscriptionOpened) and (wait.message_name, wait.correlation_key) == (
                    name,
                    key,
                )
                if fits and desk.process_id not in reached:
                    reached.add(desk.process_id)
                    desk.fire_key(wait.wait_key, variables)
                    self.settle()
        return len(reached) + self._start_by("message", name, variables, but=reached)

    def broadcast(self, name: str, variables: Mapping[str, Any], thrower: CaseDesk | None = None) -> int:
        """Bring a signal to all that wait for it now, and start what it starts; give how many took it."""
        waiting = [
            (desk, wait.wait_key)
            for desk in self.cases
            if desk is not thrower
            for wait in desk.waits.values()
            if isinstance(wait, e.SignalAwaited) and wait.signal_name == name
        ]
        for desk, key in waiting:
            if key in desk.waits:
                desk.fire_key(key, variables)
                self.settle()
        return len(waiting) + self._start_by("signal", name, variables)

    def evaluate(self, variables: Mapping[str, Any]) -> int:
        """Begin a case at each conditional start event whose condition holds; give how many."""
        latest = {found.process_id: (key, found) for key, found in enumerate(self.deployed)}
        asked = [(key, found.model, start) for key, found in latest.values() for start in found.model.condition_starts]
        holding = true_starts(asked, variables, host=self._host(), limits=self.limits)
        for key, start_id in holding:
            self._begin(self.deployed[key], None, {"start_id": start_id, "brought": variables})
            self.settle()
        return len(holding)

    def settle(self) -> None:
        """Do all that the cases ask of each other."""
        while self._tell_escalation() or self._tell_signal() or self._begin_call() or self._end_call():
            pass

    # where things are ---------------------------------------------------------------------------------------------

    def of_process(self, process_id: str) -> list[CaseDesk]:
        """Give the cases of a process, oldest first."""
        return [desk for desk in self.cases if desk.process_id == process_id]

    def works(self) -> Iterator[tuple[str, CaseDesk, int]]:
        """Give every place where work waits."""
        for desk in self.cases:
            for key, work in desk.work().items():
                yield desk.place(key, work.element_id), desk, key

    def places(self) -> Iterator[tuple[str, CaseDesk, int]]:
        """Give every place where an element instance is active."""
        for desk in self.cases:
            for key, element_id in desk.active.items():
                yield desk.place(key, element_id), desk, key

    # plumbing -----------------------------------------------------------------------------------------------------

    def _host(self) -> Host:
        return Host(now=lambda: self.now, timezone="Asia/Ho_Chi_Minh")

    def _hear(self, desk: CaseDesk) -> None:
        for event in desk.events:
            self.told.append((desk, event))
            if isinstance(event, e.SignalThrown):
                self._signals.append((desk, event))
            if isinstance(event, e.EscalationLeft) and desk.caller is not None:
                self._escalations.append((*desk.caller, event))

    def _set_clock(self, moment: datetime) -> None:
        self.now = moment
        for desk in self.cases:
            desk.now = moment

    def _due(self, moment: datetime) -> list[tuple[datetime, CaseDesk, int]]:
        waiting = [
            (wait.due_at, desk, wait.wait_key)
            for desk in self.cases
            for wait in desk.waits.values()
            if isinstance(wait, e.TimerScheduled) and wait.due_at <= moment
        ]
        return sorted(waiting, key=lambda found: (found[0], found[2]))

    def _start_by(self, kind: str, name: str, variables: Mapping[str, Any], but: Collection[str] = ()) -> int:
        latest = {found.process_id: found for found in self.deployed if found.process_id not in but}
        started = 0
        for found in latest.values():
            for trigger in found.model.definition.starts:
                if (trigger.kind, trigger.name) == (kind, name):
                    self._begin(found, None, {"start_id": trigger.element_id, "brought": variables})
                    self.settle()
                    started += 1
        return started

    def _begin(self, version: Deployed, caller: tuple[CaseDesk, int] | None, of: Mapping[str, Any]) -> CaseDesk:
        place = len(self.cases)
        desk = CaseDesk(
            version.process_id,
            version.xml,
            self._hear,
            caller,
            limits=self.limits,
            decisions=self.decisions,
            forms=self.forms,
            calls=Callable(self, version, caller),
            instance=INSTANCE + place * _KEYS_A_CASE,
            now=self.now,
            straight=self.straight,
            **of,
        )
        self.cases.insert(place, desk)
        return desk

    def _tell_signal(self) -> bool:
        if not self._signals:
            return False
        desk, thrown = self._signals.pop(0)
        self.broadcast(thrown.signal_name, thrown.variables, desk)
        return True

    def _tell_escalation(self) -> bool:
        if not self._escalations:
            return False
        desk, key, left = self._escalations.pop(0)
        if key in desk.calls:
            desk.take_escalation_key(key, left.escalation_code, left.variables)
        return True

    def _begin_call(self) -> bool:
        for desk in self.cases:
            for key, call in desk.calls.items():
                if key not in desk.begun:
                    desk.begun[key] = self._begin(
                        self.deployed[call.definition_key - 1], (desk, key), {"variables": call.variables}
                    )
                    return True
        return False

    def _end_call(self) -> bool:
        for desk in self.cases:
            for key, called in list(desk.begun.items()):
                if key not in desk.calls:
                    del desk.begun[key]
                    if called.outcome is None:
                        called.cancel()
                        return True
                elif called.outcome is not None:
                    del desk.begun[key]
                    if called.error_left is not None:
                        desk.take_error_key(key, called.error_left.error_code, called.error_left.variables)
                    elif called.outcome == "completed":
                        desk.end_call_key(key, called.variables)
                    return True
        return False


@dataclass(frozen=True, slots=True)
class Callable:
    """What one case may call: the port that engine/operations has over the database."""

    office: Office
    version: Deployed
    caller: tuple[CaseDesk, int] | None

    def find(self, call: ProcessCall) -> int:
        """Give the key of the version that a call means."""
        fitting = [
            key
            for key, found in enumerate(self.office.deployed, start=1)
            if found.process_id == call.process_id
            and (call.binding is not Binding.VERSION_TAG or found.version_tag == call.version_tag)
        ]
        if not fitting:
            raise process_not_found(call)
        return fitting[-1]

    def caller_catches(self, error_code: str) -> bool:
        """Tell whether a case on the way out catches the error."""
        at = self.caller
        while at is not None:
            desk, key = at
            if model_catches(desk.parse(), desk.calls[key].element_id, error_code):
                return True
            at = desk.caller
        return False
