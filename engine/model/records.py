"""What the operations give back: frozen views of stored things, safe to hand to a page or a JSON response.

Times are aware UTC. Keys are 64-bit integers (strings only in JSON). No record holds a database object.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Generic, Literal, TypeVar, get_args

from engine.errors import Finding, Text
from engine.model.decision_records import DecisionRecord, MadeDecision, RequirementsRecord
from engine.model.events import JobKind
from engine.model.json_value import JsonValue
from engine.model.lifecycle import ElementState, IncidentState, InstanceState, JobState, TaskState
from engine.model.signature_check import SignatureCheck

Item = TypeVar("Item")
MOST_COUNTED: Final = 10_000  # of a list; a greater total means more than that
# The same for lists on pages: six of them, and nobody needs a greater number to the last digit.
MOST_ON_PAGES: Final = 300
MOST_BESIDE: Final = 99  # and for what stands beside the list that is looked at
Awaits = Literal["signature", "direction", "approval"]  # acts of leaders that a task may be for
AWAITS: Final[tuple[Awaits, ...]] = get_args(Awaits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file to deploy: its name (with extension) and content."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRecord:
    """A deployed version of a process."""

    key: int
    process_id: str
    name: str
    name_en: str | None = None
    version: int
    version_tag: str | None
    resource_name: str
    deployment_key: int
    deployed_at: datetime
    deployed_by: str
    note: str = ""
    start_form_id: str | None
    start_key: str = ""  # the letter that opens its start form from the keyboard
    kept_answers: tuple[str, ...] = ()  # what the form of the next case takes over; none when cases come one at a time
    latest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRecord:
    """A deployed version of a form; `schema` is its form-js JSON as text."""

    key: int
    form_id: str
    version: int
    resource_name: str
    deployment_key: int
    schema: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentRecord:
    """What one deployment holds; a resource equal to its latest version keeps that version.

    `warnings` are what somebody should look at although it could be deployed.
    """

    key: int
    deployed_at: datetime
    definitions: tuple[DefinitionRecord, ...]
    forms: tuple[FormRecord, ...]
    requirements: tuple[RequirementsRecord, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()
    warnings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceRecord:
    """A case. `case_state` is the code of its business state (labels `states`), `business_id` its Mã hồ sơ."""

    key: int
    definition_key: int
    process_id: str
    process_name: str
    process_name_en: str | None = None
    version: int
    version_tag: str | None
    business_id: str
    title: str
    state: InstanceState
    case_state: str | None
    has_incident: bool
    started_at: datetime
    ended_at: datetime | None
    started_by: str
    due_at: datetime | None  # earliest due date among its open tasks
    warn_at: datetime | None
    waiting_for: tuple[str, ...] = ()  # names of its open user tasks
    parent_key: int | None = None  # the case that called it, if one did
    parent_element_key: int | None = None  # the visit of the call activity
    root_key: int | None = None  # the outermost caller
    suspended_at: datetime | None = None  # since when it stands still as a whole
    clock_stopped_at: datetime | None = None  # since when its clock stands still

    @property
    def suspended(self) -> bool:
        """Tell whether the case stands still as a whole."""
        return self.state is InstanceState.SUSPENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRecord:
    """A user task. `version` grows with every change: send it back to detect a stale tab."""

    key: int
    instance_key: int
    element_instance_key: int
    element_id: str
    name: str
    name_en: str | None = None
    about: str | None = None  # what tells it apart from others of the same step: a body, a document
    outside: bool = False  # it waits for a body outside the Office
    awaits: Awaits | None = None  # the act of a leader that it is for
    state: TaskState
    assignee: str | None
    asked_by: str | None = None  # who asked the assignee to work on it, and completes it
    candidate_groups: tuple[str, ...]
    candidate_users: tuple[str, ...]
    form_key: int | None
    form_id: str | None
    priority: int
    created_at: datetime
    completed_at: datetime | None
    completed_by: str | None
    due_at: datetime | None
    warn_at: datetime | None
    follow_up_at: datetime | None = None
    due_explained: Text | None
    due_rule: str | None = None  # id of the rule that set the due date
    version: int
    definition_key: int
    process_id: str
    process_name: str
    process_name_en: str | None = None
    process_version: int
    business_id: str
    root_key: int  # the outermost case that called, else the case itself
    case_title: str
    suspended: bool = False  # its case stands still as a whole
    document_count: int = 0
    draft_saved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """A job handed to a worker until `deadline`."""

    key: int
    job_type: str
    instance_key: int
    process_id: str
    process_version: int
    definition_key: int
    element_id: str
    element_instance_key: int
    root_key: int  # the outermost case that called, else the case itself
    business_id: str
    headers: dict[str, str]
    worker: str
    lease_token: str | None = None  # proves that the job is the worker's, when it was activated with a lease
    retries: int
    created_at: datetime
    deadline: datetime | None
    variables: dict[str, JsonValue]
    state: JobState
    kind: JobKind = JobKind.BPMN_ELEMENT
    listener_event: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedStart:
    """A case that a message, a signal or time should have started and that could not be; it waits for people."""

    key: int
    kind: str  # message, signal, timer
    name: str  # of the message or signal; a timer's text
    definition_key: int
    process_id: str
    process_name: str
    sent_at: datetime
    failed_at: datetime
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRecord:
    """Something that failed in a case."""

    key: int
    instance_key: int
    element_instance_key: int
    element_id: str
    job_key: int | None
    error_type: str
    message: Text
    state: IncidentState
    created_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRecord:
    """A token's visit to an element."""

    key: int
    element_id: str
    element_type: str
    name: str
    state: ElementState
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One audit event as people read it; `action` is the stable code, `sentence` the words."""

    sequence: int
    at: datetime
    actor: str
    actor_name: str
    action: str
    element_id: str | None
    element_name: Text | None
    sentence: Text
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A stored file; `version` counts within its name and field in a case.

    `signature_check` is None unless it is a signed file that came from outside.
    """

    key: int
    instance_key: int | None
    field: str | None
    file_name: str
    content_type: str
    size_bytes: int
    sha256: str
    version: int
    uploaded_at: datetime
    uploaded_by: str
    signature_check: SignatureCheck | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecord:
    """Something that a person should know, for them alone; `read_at` is None until they have read it.

    `document_key` is a file that it hands over; `opens_case` tells whether they may open the case that it comes from.
    """

    key: int
    instance_key: int | None
    document_key: int | None
    opens_case: bool
    text: Text
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAction:
    """A message that the case waits for and that this person may send from its page (a button)."""

    wait_key: int
    element_id: str
    message_name: str
    correlation_key: str
    label: Text
    confirm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """Everything that the case page shows."""

    instance: InstanceRecord
    variables: dict[str, JsonValue]
    tasks: tuple[TaskRecord, ...]
    incidents: tuple[IncidentRecord, ...]
    documents: tuple[DocumentRecord, ...]
    timeline: tuple[TimelineEntry, ...]
    active_elements: tuple[str, ...]
    completed_elements: tuple[str, ...]
    taken_flows: tuple[str, ...]
    actions: tuple[MessageAction, ...]
    decisions: tuple[MadeDecision, ...] = ()  # in the order they were made
    caller: InstanceRecord | None = None  # the case that called this one, if the reader may see it
    called: tuple[InstanceRecord, ...] = ()  # the cases that it called and the reader may see, newest first
    linked: tuple[InstanceRecord, ...] = ()  # earlier letters, merged ones: linked from either side, newest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """A slice of a list with the total that the reader may see, counted to one more than a bound."""

    items: tuple[Item, ...] = field(default=())
    total: int = 0
