"""A case in the hands of one command: locked, restored, acted on, and written back whole.

Every command that moves a case goes through here, so that lock order, audit and projection are the same for all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.errors import Conflict, NotFound, Text
from engine.feel import to_json
from engine.model.actor import Actor
from engine.model.definition import Definition
from engine.model.events import (
    CallCanceled,
    CallRequested,
    DecisionEvaluated,
    ElementActivated,
    ErrorLeft,
    EscalationLeft,
    Event,
    IncidentRaised,
    ProcessCompleted,
    SignalThrown,
    SubscriptionOpened,
    UserTaskChanged,
    UserTaskCreated,
    VariableSet,
)
from engine.model.json_value import JsonValue
from engine.model.lifecycle import RUNNING, InstanceState
from engine.operations.cases.around_given import Standing, around_given
from engine.operations.cases.case_number import new_case_number
from engine.operations.cases.family import family_news
from engine.operations.cases.process_property import evaluate_property
from engine.operations.cases.roles_given import roles_given
from engine.operations.cases.searchable_fields import kept_fields
from engine.operations.cases.secrecy import hide_traces, is_secret
from engine.operations.deadlines.given_dates import bases_of_timers, dates_of_task
from engine.operations.running.callable_processes import CallableProcesses
from engine.operations.tasks.awaited_act import awaited_act
from engine.operations.tasks.task_history import entry_of
from engine.operations.tasks.tell_receiver import tell_receiver
from engine.operations.unit_of_work import SavedCase, UnitOfWork
from engine.spiff import Execution
from engine.store.audit import AuditEntry
from engine.store.escalations import note_escalation
from engine.store.folding import search_words
from engine.store.projection import CaseChange, project
from engine.store.queries.locked_case import lock_and_read
from engine.store.queries.loop_items import CaseItems
from engine.store.statements import Row, Statement


class CaseSuspended(Conflict):
    """The case stands still: whatever would move it waits for its resumption."""

    def __init__(self, kept: Text | None = None) -> None:
        """Say so, and what becomes of what was asked (`kept`)."""
        kept = kept or Text(vi="Không có gì thay đổi.", en="Nothing has changed.")
        super().__init__(
            Text(vi=f"Hồ sơ đang tạm dừng. {kept.vi}", en=f"The case is suspended. {kept.en}"),
            code="case_suspended",
        )


@dataclass(slots=True)
class Case:
    """One locked case: its row as it was read, its restored execution, and what the command wants recorded."""

    uow: UnitOfWork
    actor: Actor
    row: Mapping[str, Any]
    execution: Execution
    definition: Definition
    root: dict[str, JsonValue]  # the case's own variables, kept up to date from events by `save`
    new: bool = False
    entries: list[AuditEntry] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)  # of the case's row, beside those that follow from events
    title: str = ""  # as `save` wrote it
    on_behalf_of: str | None = None  # whose work the actor does in their place while they are away
    task: Mapping[str, Any] | None = None  # of a command on a task: its row (`full_tasks`) under the lock
    along: Sequence[Sequence[Mapping[str, Any]]] = ()  # what the command asked under the lock (`lock_case`)

    @property
    def key(self) -> int:
        """Give the process instance key."""
        return int(self.row["key"])

    def record(self, action: str, *, element_id: str | None = None, **payload: Any) -> None:
        """Put an event on the case's audit chain (past tense); it stands in the command's transaction."""
        if self.on_behalf_of is not None:
            payload["on_behalf_of"] = self.on_behalf_of
        entry = AuditEntry(
            at=self.uow.now, actor=self.actor.username, action=action, element_id=element_id, payload=payload
        )
        self.entries.append(entry)

    def save(self) -> tuple[int, ...]:
        """Write everything that the command did; give the keys of the user tasks that it created."""
        self._follow_variables()
        number = self._new_number()
        if number is not None and not self.execution.finished:
            self.execution.set_variables(self.key, {"ma_ho_so": number})
            self._follow_variables()
        events = self.execution.events
        self._record_events(events)
        columns = self._columns(events, number)
        self.title = columns.get("title", self.row["title"])
        change = CaseChange(
            row=self.row,
            new=self.new,
            events=events,
            tokens=self.execution.document(),
            items=self.execution.item_changes(),
            entries=tuple(self.entries),
            columns=columns,
            task_details=self._task_details(events),
            message_actors=self._message_actors(events),
            timer_bases=bases_of_timers(self.uow, self.row.get("clock_stopped_at"), events),
            members=self.members,
            roles=roles_given(self.definition, events, self.actor, self._property),
            around=around_given(self.definition, events, self._property, self._standing(columns)),
        )
        tasks = project(self.uow.transaction, self.uow.secret, change)
        self._tell_receivers(events, columns.get("business_id", self.row["business_id"]))
        self._ask_others(events)
        return tasks

    def _tell_receivers(self, events: tuple[Event, ...], business_id: str) -> None:
        for event in events:
            if isinstance(event, UserTaskChanged) and event.denied is None:
                element = self.definition.elements[event.element_id]
                tell_receiver(self.uow, event.change, element, instance_key=self.key, business_id=business_id)

    def _follow_variables(self) -> None:
        for event in self.execution.events:
            if isinstance(event, VariableSet) and event.scope_key == self.key:
                self.root[event.name] = event.value

    def _new_number(self) -> str | None:
        """Give the id that the case moves to, None when it keeps its own; a called case's id is its caller's."""
        if self.row["parent_key"] is not None:
            return None
        number = new_case_number(self.uow, self.definition, self.root, held=self.row["business_id"])
        if number is not None:
            # Not the id it had: gaps among those would tell of the cases that stay hidden.
            self.record("CaseNumbered", number=number)
        return number

    def _ask_others(self, events: tuple[Event, ...]) -> None:
        """Leave to the end of the command what other cases must do about this one."""
        calls = tuple(event for event in events if isinstance(event, CallRequested | CallCanceled))
        completed = any(isinstance(event, ProcessCompleted | ErrorLeft) for event in events)
        parent_key = self.row["parent_key"]
        escalations = [event for event in events if isinstance(event, EscalationLeft)] if parent_key is not None else []
        for event in escalations:
            note_escalation(
                self.uow.transaction,
                called_key=self.key,
                call_visit=self.row["parent_element_key"],
                element_id=event.element_id,
                code=event.escalation_code,
                variables=event.variables,
            )
        news = family_news(self.definition, events, self._property, self.key)
        if calls or news is not None or ((completed or escalations) and parent_key is not None):
            self.uow.saved.append(
                SavedCase(
                    case_key=self.key,
                    parent_key=parent_key,
                    completed=completed,
                    escalated=bool(escalations),
                    actor=self.actor,
                    events=calls,
                    news=news,
                )
            )

    def _record_events(self, events: tuple[Event, ...]) -> None:
        for event in events:
            match event:
                case UserTaskCreated():
                    self.record(
                        "TaskCreated",
                        element_id=event.element_id,
                        about=event.about,
                        assignee=event.assignee,
                        groups=list(event.candidate_groups),
                        due_at=event.due_at and event.due_at.isoformat(),
                    )
                case IncidentRaised():
                    self.record(
                        "IncidentRaised",
                        element_id=event.element_id,
                        error_type=event.error_type,
                        vi=event.message.vi,
                        en=event.message.en,
                    )
                case DecisionEvaluated():
                    self.record(
                        "DecisionMade",
                        element_id=event.element_id,
                        decision=event.decision_id,
                        decision_name=event.name,
                        version=event.version,
                        rules={name: list(numbers) for name, numbers in event.matched.items()},
                    )
                case SignalThrown():
                    self.record(
                        "SignalThrown",
                        element_id=event.element_id,
                        signal=event.signal_name,
                        data=dict(event.variables),
                    )
                case UserTaskChanged():
                    told = entry_of(event, self.definition, actor=self.actor.username, now=self.uow.now)
                    self.entries += [] if told is None else [told]
                case ProcessCompleted():
                    self.record("CaseCompleted")
                case ErrorLeft():
                    self.record("CaseFailed", code=event.error_code)
                case _:
                    pass

    def _columns(self, events: tuple[Event, ...], number: str | None) -> dict[str, Any]:
        columns: dict[str, Any] = dict(self.columns) if number is None else {**self.columns, "business_id": number}
        for event in events:
            if isinstance(event, ProcessCompleted) and self.row["parent_key"] is not None:
                columns["parent_untold"] = True
            if isinstance(event, ErrorLeft):
                columns["parent_untold"] = True
                columns["thrown"] = {"code": event.error_code, "variables": dict(event.variables)}
            if isinstance(event, ElementActivated):
                state = self.definition.elements[event.element_id].properties.get("case-state")
                if state:
                    columns["case_state"] = state
        if self.new or any(isinstance(event, VariableSet) for event in events):
            title = self._title()
            fields, said = kept_fields(self.definition, self.root)
            if title != self.row["title"] or number is not None or self.new or fields != self.row["search_fields"]:
                columns |= {"title": title, "search_fields": fields}
                columns["search_words"] = search_words(f"{title} {number or self.row['business_id']} {said}")
            columns |= self._secrecy(number)
        return columns

    def _secrecy(self, number: str | None) -> dict[str, bool]:
        """Give the case's secrecy where the process property `restricted` changes it."""
        restricted = is_secret(self.uow, self.definition, self.root)
        if restricted is None or restricted == self.row["restricted"]:
            return {}
        self.record("CaseRestricted" if restricted else "CaseOpened")
        if restricted:
            hide_traces(self.uow, self.key, number or self.row["business_id"])
        return {"restricted": restricted}

    def _standing(self, columns: Mapping[str, Any]) -> Standing:
        restricted = columns.get("restricted", self.row["restricted"])
        return Standing(key=self.key, new=self.new, restricted=restricted, turned="restricted" in columns)

    def _title(self) -> str:
        written = self.definition.properties.get("title", "")
        value = evaluate_property(written, self.root, self.uow.host)
        return value if isinstance(value, str) and value else self.definition.name

    def _property(self, written: str) -> object:
        return to_json(evaluate_property(written, self.root, self.uow.host))

    def _task_details(self, events: tuple[Event, ...]) -> dict[int, dict[str, Any]]:
        return {
            event.element_instance_key: self._details_of(event)
            for event in events
            if isinstance(event, UserTaskCreated)
        }

    def _details_of(self, event: UserTaskCreated) -> dict[str, Any]:
        properties = self.definition.elements[event.element_id].properties
        said = self._property(properties.get("waits-outside", ""))
        dates = dates_of_task(self.uow, self.row.get("clock_stopped_at"), event)
        if said in (False, "false"):  # a body's own time limit, met by the Office itself
            dates = {**dates, "outside": False}
        awaits = awaited_act(properties, self._property)
        return {"name_en": properties.get("name-en"), "outside": said in (True, "true"), "awaits": awaits, **dates}

    def _message_actors(self, events: tuple[Event, ...]) -> dict[int, tuple[str, ...]]:
        return {
            event.wait_key: self._actors_of(event.element_id)
            for event in events
            if isinstance(event, SubscriptionOpened)
        }

    def _actors_of(self, element_id: str) -> tuple[str, ...]:
        written = self.definition.elements[element_id].properties.get("actors", "")
        value = evaluate_property(written, self.root, self.uow.host)
        named = value if isinstance(value, list) else [value]
        return tuple(_principal(name) for name in named if isinstance(name, str) and name)


def _principal(name: str) -> str:
    return name if name.startswith("group:") else f"user:{name}"


def lock_case(
    uow: UnitOfWork,
    actor: Actor,
    instance_key: int,
    *,
    along: Sequence[tuple[Statement, Row]] = (),
    suspended: bool = False,
) -> Case:
    """Lock a running case and restore it; `along` are queries answered in the same round trip, under the lock.

    Raises NotFound for an unknown key, Conflict when the case has ended and, unless `suspended` ones are wanted too,
    CaseSuspended. Permission is the caller's business.
    """
    locked = lock_and_read(uow.transaction, instance_key, along)
    if locked is None:
        raise case_not_found()
    row = locked.row
    if row["state"] == InstanceState.SUSPENDED.value and not suspended:
        raise CaseSuspended
    if row["state"] not in RUNNING:
        raise Conflict(
            Text(
                vi="Hồ sơ đã kết thúc, không thực hiện được thao tác này. Không có gì thay đổi.",
                en="The case has ended; this action is not possible. Nothing has changed.",
            ),
            code="case_ended",
        )
    model = uow.definitions.model(uow.connection, row["definition_key"])
    execution = Execution.restore(
        model,
        instance_key=instance_key,
        keys=uow.new_key,
        host=uow.host,
        limits=uow.limits,
        document=row["tokens"],
        variables=locked.variables,
        decisions=uow.decisions_for(row["definition_key"]),
        calls=CallableProcesses(uow, row["definition_key"], row["depth"], row["parent_element_key"]),
        forms=uow.forms_for(row["definition_key"]),
        items=CaseItems(uow.transaction, instance_key),
    )
    root = dict(locked.variables[instance_key])
    return Case(uow, actor, row, execution, model.definition, root, along=locked.along)


def case_not_found() -> NotFound:
    """Make the one answer for a case that does not exist or that the reader may not know of."""
    return NotFound(Text(vi="Không tìm thấy hồ sơ.", en="Case not found."), code="case_not_found")
