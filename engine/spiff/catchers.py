"""Find who catches what is thrown inside a case: from the place of the throw outwards, scope by scope.

Nothing is broadcast and nothing is remembered: the catch events are those of the scopes and activities active now.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.model.events import ErrorLeft, ProcessTerminated
from engine.model.json_value import Variables
from engine.spiff.case import Case, TokenSpace
from engine.spiff.details import Details, ErrorSetting, EscalationSetting
from engine.spiff.elements.kind import inner_instance_id
from engine.spiff.firing import enter_boundary, enter_event_sub_process
from engine.spiff.process_model import ProcessModel
from engine.spiff.tokens import Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Catcher:
    """A catch event: at the boundary of the active activity `host`; without one the start of an event sub-process."""

    details: Details
    space: TokenSpace
    host: Token | None = None

    @property
    def scope_key(self) -> int:
        """The key of the scope that the event stands in."""
        return self.space.scope_key

    def enter(self, variables: Variables) -> None:
        """Let the event happen."""
        if self.host is not None:
            enter_boundary(self.host, self.details, variables)
            return
        started = next(found for found in self.space.event_starts if found.start is self.details)
        enter_event_sub_process(self.space, started, variables)


def error_catcher(space: TokenSpace, code: str, *, host: Token | None = None) -> Catcher | None:
    """Find the catch event for an error thrown in `space`, or at the activity `host` in it; None when there is none.

    In each scope an event of this very code goes before one that catches all.
    """
    return _nearest(space, host, lambda work: _fit(work.code, code) if isinstance(work, ErrorSetting) else 0)


def model_catches(model: ProcessModel, element_id: str, code: str) -> bool:
    """Tell whether a case of this model that waits at an activity catches an error thrown there.

    Everything around an active activity is active too, so the model alone knows; only an interrupting event
    sub-process has ended what else its scope could start.
    """
    at: str | None = element_id
    spaces = [model.spec, *model.subprocess_specs.values()]
    while at is not None:
        (space,) = [found for found in spaces if at in found.task_specs]
        events = list(space.task_specs[at].details.boundaries)
        if not any(found.element_id == at and found.start.interrupting for found in space.event_starts):
            events += [found.start for found in space.event_starts]
        if any(isinstance(event.work, ErrorSetting) and _fit(event.work.code, code) for event in events):
            return True
        at = _around(model, at)
    return False


def _around(model: ProcessModel, element_id: str) -> str | None:
    """Give the sub-process around an element; around what an ad-hoc sub-process begins is first the activation."""
    parent_id = model.definition.elements[element_id].parent_id
    inner_id = inner_instance_id(parent_id or "")
    inner = model.subprocess_specs.get(inner_id)
    return inner_id if inner is not None and element_id in inner.task_specs else parent_id


def leave_with_error(case: Case, code: str, variables: Variables) -> None:
    """End a called case with an error that its caller catches: every token is taken away."""
    case.end_waits()
    for token in case.live():
        case.terminate(token)
    case.completed = True
    case.emit(ErrorLeft(error_code=code, variables=variables))
    case.emit(ProcessTerminated())


def escalation_catcher(space: TokenSpace, code: str, *, host: Token | None = None) -> Catcher | None:
    """Find the catch event for an escalation thrown in `space`, or at the call `host` in it, as for an error."""
    return _nearest(space, host, lambda work: _fit(work.code, code) if isinstance(work, EscalationSetting) else 0)


def _fit(caught: str | None, thrown: str) -> int:
    if caught is None:
        return 1
    return 2 if caught == thrown else 0


def _nearest(space: TokenSpace, host: Token | None, fit: Callable[[object], int]) -> Catcher | None:
    """Give the best of the first level at which any event fits."""
    for level in _levels(space, host):
        found = [catcher for catcher in level if fit(catcher.details.work)]
        if found:
            return max(found, key=lambda catcher: fit(catcher.details.work))
    return None


def _levels(space: TokenSpace, host: Token | None) -> Iterator[list[Catcher]]:
    """Give the events that may catch, nearest first: of the activity, then inside and at each scope around it."""
    if host is not None:
        yield _at(host)
    yield _in(space)
    owner = space.owner
    while owner is not None:
        yield _at(owner)
        yield _in(owner.workflow, thrown_in=owner.task_spec.name)
        owner = owner.workflow.owner


def _at(host: Token) -> list[Catcher]:
    if host.undoing:
        return []  # the sub-process itself is long over
    return [Catcher(details=boundary, space=host.workflow, host=host) for boundary in host.task_spec.details.boundaries]


def _in(space: TokenSpace, *, thrown_in: str = "") -> list[Catcher]:
    """Give what may start in a space.

    An event sub-process that throws what began it does not begin itself again: that goes on outside its scope (BPMN
    2.0.2 §10.3.5).
    """
    if not space.event_starts or space.is_interrupted or (space.owner is not None and space.owner.undoing):
        return []
    return [Catcher(details=found.start, space=space) for found in space.event_starts if found.element_id != thrown_in]
