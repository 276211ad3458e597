"""What the runtime reports after a command, in order: past-tense facts that the store projects into rows.

Keys are 64-bit integers. `element_instance_key` names one visit of a token to an element; `scope_key` names the
variable scope: the process instance's key, or the key of the element instance that opened the scope.
A *wait* (timer or message subscription) has a key of its own: firing it needs nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from engine.errors import Text
from engine.model.json_value import JsonValue, Variables
from engine.model.lifecycle import TaskState
from engine.model.task_change import TaskChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact about one process instance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementActivated(Event):
    """A token entered an element."""

    element_instance_key: int
    element_id: str
    element_type: str  # BPMN local name: userTask, exclusiveGateway, eventSubProcess, …
    scope_key: int  # the enclosing scope's key (process instance, sub-process, multi-instance body)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementCompleted(Event):
    """A token left an element in the ordinary way."""

    element_instance_key: int
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementTerminated(Event):
    """A token was taken away from an element (interrupted, cancelled)."""

    element_instance_key: int
    element_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceFlowTaken(Event):
    """A token travelled a sequence flow."""

    flow_id: str
    source_id: str
    target_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableSet(Event):
    """A variable got its value; only the last value of a command is reported, one event a variable."""

    scope_key: int
    name: str
    value: JsonValue
    item_key: int | None = None  # the innermost item of a repeated activity that the scope stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeClosed(Event):
    """A local scope ended and its variables with it."""

    scope_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskCreated(Event):
    """A user task waits for a person."""

    element_instance_key: int
    element_id: str
    name: str
    about: str | None = None  # what tells it apart from others of the same step: a body, a document
    assignee: str | None = None
    candidate_groups: tuple[str, ...] = ()
    candidate_users: tuple[str, ...] = ()
    form_id: str | None = None
    form_tag: str | None = None  # the newest version that carries it; without a tag the newest of all
    form_key: int | None = None  # this very version instead
    due_at: datetime | None = None
    follow_up_at: datetime | None = None
    priority: int = 50
    state: TaskState = TaskState.CREATED  # another while its listeners are asked


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskChanged(Event):
    """A change of a user task came through its listeners, or was denied; `change` holds what they made of it."""

    element_instance_key: int
    element_id: str
    state: TaskState
    change: TaskChange
    denied: str | None = None  # why not; None when it was not denied


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTaskCanceled(Event):
    """A user task is no longer wanted."""

    element_instance_key: int


class JobKind(StrEnum):
    """What a job is for, in Camunda 8's words."""

    BPMN_ELEMENT = "BPMN_ELEMENT"
    EXECUTION_LISTENER = "EXECUTION_LISTENER"
    TASK_LISTENER = "TASK_LISTENER"
    AD_HOC_SUB_PROCESS = "AD_HOC_SUB_PROCESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCreated(Event):
    """An element waits for a worker; it has one job at a time."""

    element_instance_key: int
    element_id: str
    job_type: str
    retries: int
    headers: dict[str, str] = field(default_factory=dict)
    kind: JobKind = JobKind.BPMN_ELEMENT
    listener_event: str | None = None  # of a listener's job: start, end, creating, …


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCanceled(Event):
    """A job is no longer wanted."""

    element_instance_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEvaluated(Event):
    """A decision was made for an element; `trace` tells how, `matched` which rules (numbers by decision id)."""

    element_instance_key: int
    element_id: str
    decision_key: int
    decision_id: str
    name: str
    version: int
    matched: Mapping[str, tuple[int, ...]]
    trace: dict[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequested(Event):
    """A call activity waits for a case of its own, which the host starts with these variables."""

    element_instance_key: int
    element_id: str
    definition_key: int
    variables: Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCanceled(Event):
    """A called case is no longer wanted; the host ends it unless it has ended."""

    element_instance_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerScheduled(Event):
    """A timer waits for its moment (aware UTC)."""

    wait_key: int
    element_instance_key: int  # of the activity that a boundary event hangs on, or of the catch event itself
    element_id: str  # the event's own id
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionOpened(Event):
    """A message is waited for, by name and correlation key."""

    wait_key: int
    element_instance_key: int
    element_id: str
    message_name: str
    correlation_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalAwaited(Event):
    """A signal is waited for, by name. The wait stays open while its event may catch the signal again."""

    wait_key: int
    element_instance_key: int
    element_id: str
    signal_name: str


class WaitKind(StrEnum):
    """What a wait waits for."""

    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitClosed(Event):
    """A timer or subscription is over: fired, correlated or no longer wanted."""

    wait_key: int
    kind: WaitKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalThrown(Event):
    """The case threw a signal; its own waits have caught it, everybody else's are still to be told."""

    element_instance_key: int
    element_id: str
    signal_name: str
    variables: Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRaised(Event):
    """Something of the model failed; the token waits until somebody mends the cause and retries."""

    element_instance_key: int
    element_id: str
    error_type: str  # CONDITION_ERROR, DECISION_EVALUATION_ERROR, IO_MAPPING_ERROR, JOB_NO_RETRIES, LIMIT_EXCEEDED, …
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentCleared(Event):
    """An incident's token moved on."""

    element_instance_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessCompleted(Event):
    """The last token reached an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorLeft(Event):
    """An error that nobody in this called case catches went to its caller; the case ends with it."""

    error_code: str
    variables: Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationLeft(Event):
    """An escalation that nobody in this case catches; it goes to the caller if there is one, and the case goes on."""

    element_instance_key: int
    element_id: str
    escalation_code: str
    variables: Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessTerminated(Event):
    """The case was ended early."""
