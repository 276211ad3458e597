"""What a model says about one flow node, read once when it is deployed and shared by all cases: frozen records only."""

from dataclasses import dataclass, field

from engine.model.definition import Element, StartTrigger
from engine.spiff.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """One `zeebe:input` or `zeebe:output`: the variable `target`, or with a `path` an entry in it, gets `source`."""

    target: str
    path: tuple[str, ...] = ()
    source: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class OutFlow:
    """A sequence flow as its source sees it."""

    id: str
    target_id: str
    condition: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerSetting:
    """When a timer fires: at a date, after a duration, or again and again (`repetitions` −1: for ever)."""

    value: Value
    kind: str  # timeDate, timeDuration, timeCycle


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSetting:
    """Which message is waited for."""

    name: Value
    correlation_key: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSetting:
    """Which signal is waited for or thrown."""

    name: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionSetting:
    """Which condition is waited for, and after which changes of which variables it is asked again."""

    condition: Value
    names: frozenset[str]
    on_create: bool = True
    on_update: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionStart:
    """Which condition starts cases of a process; with `filtered` only variables of these names have it asked."""

    trigger: StartTrigger
    setting: ConditionSetting
    filtered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorSetting:
    """Which error is caught: one of this code, or with None any."""

    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationSetting:
    """Which escalation is caught: one of this code, or with None any."""

    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSetting:
    """The name under which link events reach this catch event."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationSetting:
    """Which activity undoes the one that a compensation boundary event hangs on."""

    handler_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompensationStart:
    """The start of the event sub-process that undoes the completed sub-process which it stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSetting:
    """The giving up of the transaction that a boundary event hangs on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A job that is done when something begins or ends; whoever waits for it goes on after it."""

    event: str  # start, end
    job: object  # the settings of the job (`job_settings.ServiceWork`)


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """A flow node. `work` is the record of its kind; `boundaries` are the events attached to it."""

    element: Element
    work: object = None
    loop: object = None  # how an activity repeats, if it does
    inputs: tuple[Mapping, ...] = ()
    outputs: tuple[Mapping, ...] = ()
    incoming: tuple[str, ...] = ()
    flows: tuple[OutFlow, ...] = ()
    default_flow: str | None = None
    boundaries: tuple["Details", ...] = field(default=())
    starting: tuple["Listener", ...] = ()  # execution listeners, in the order of the file
    ending: tuple["Listener", ...] = ()
    interrupting: bool = True  # of a boundary event or of the start event of an event sub-process
    keeps_result: bool = False  # what its work gave stays, beside what output mappings make of it (Camunda 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventStart:
    """An event sub-process, as the process or sub-process around it sees it: its id and its start event."""

    element_id: str
    start: Details
