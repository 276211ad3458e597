"""What a deployed process definition says, as far as anybody above the runtime needs to know it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.model.decision import DecisionReference
from engine.model.forms import FormReference


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A flow node of a process. `properties` are its `zeebe:property` entries."""

    id: str
    type: str  # BPMN local name
    name: str
    lane: str | None = None
    parent_id: str | None = None  # the enclosing sub-process, None at the top
    form: FormReference | None = None
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def form_id(self) -> str | None:
        """Give the id of its form."""
        return None if self.form is None else self.form.form_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A sequence flow. `properties` are its `zeebe:property` entries."""

    id: str
    name: str
    source_id: str
    target_id: str
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTrigger:
    """A start event by which something from outside starts a case: a message or signal of this name, time, a condition.

    A timer's `name` is its date, duration or repetition, or a FEEL expression ("=…") that gives one when the process
    is deployed. A condition has no name: it stands in the process alone.
    """

    element_id: str
    kind: str  # message, signal, timer, conditional
    name: str
    timer: str = ""  # timeDate, timeDuration or timeCycle
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A process as deployed. `start_form` is the form of its none start event, if it has one."""

    process_id: str
    name: str
    version_tag: str | None = None
    start_form: FormReference | None = None
    elements: Mapping[str, Element] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    decisions: tuple[DecisionReference, ...] = ()  # what its business rule tasks call
    has_plain_start: bool = True  # a person or a call may start it; else only an event does
    starts: tuple[StartTrigger, ...] = ()
    binds_processes: bool = False  # a call activity binds to the processes deployed together with this version

    @property
    def start_form_id(self) -> str | None:
        """Give the id of the start form."""
        return None if self.start_form is None else self.start_form.form_id
