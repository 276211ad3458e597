"""Let an event happen to a case: what a fired timer, a delivered message or a caught throw does to the tokens.

Checking comes first and may refuse; acting then cannot fail. Nothing here runs the case on.
"""

from collections.abc import Iterable

from engine.model.json_value import Variables
from engine.spiff.case import Case, TokenSpace, too_many_tokens
from engine.spiff.details import Details, EventStart
from engine.spiff.elements.catch_events import Catching
from engine.spiff.elements.event_based_gateway import EventBasedGateway
from engine.spiff.tokens import Phase, Token
from engine.spiff.waits import next_occurrence


def check_fire(case: Case, wait_key: int, variables: Variables) -> None:
    """Raise when the variables cannot be kept, or when the event would make one token too many."""
    token = case.by_wait[wait_key]
    case.scopes.check(variables, token.scope_key if _is_own(token, wait_key) else token.enclosing_key)
    if adds_token(case, wait_key) and case.live_count >= case.limits.active_elements:
        raise too_many_tokens(case.limits.active_elements)


def adds_token(case: Case, wait_key: int) -> bool:
    """Tell whether firing a wait makes one token more."""
    token = case.by_wait[wait_key]
    return not _is_own(token, wait_key) and not _caught_by(token, wait_key).interrupting


def fire(case: Case, wait_key: int, variables: Variables) -> None:
    """Let the event of one open wait happen."""
    token = case.by_wait[wait_key]
    if isinstance(token.task_spec, EventBasedGateway):
        token.chosen = token.waits[wait_key].event_id
        token.payload = variables
        for key in list(token.waits):
            case.close_wait(token, key)
        move_on(token)
        return
    if _is_own(token, wait_key):
        case.close_wait(token, wait_key)
        finish(token, variables)
        return
    caught_by = _caught_by(token, wait_key)
    started = next((found for found in token.workflow.event_starts if found.start is caught_by), None)
    if caught_by.interrupting:
        case.close_wait(token, wait_key)
    else:
        _wait_again(case, token, wait_key)
    if started is not None:
        enter_event_sub_process(token.workflow, started, variables)
    else:
        enter_boundary(token, caught_by, variables)


def finish(token: Token, variables: Variables) -> None:
    """End a token's waiting with what the world answered."""
    token.task_spec.take_result(token, variables)
    move_on(token)


def move_on(token: Token) -> None:
    """Let a token that waited leave its element."""
    token.phase = Phase.LEAVE
    token._ready()


def enter_boundary(host: Token, boundary: Details, variables: Variables) -> None:
    """Put a token into a boundary event; an interrupting one takes the activity away first."""
    space = host.workflow
    spec = space.spec.task_specs[boundary.element.id]
    event = space.task_tree.arrive(spec)
    event.payload = variables
    if boundary.interrupting:
        host.case.terminate(host)
    spec._update(event)


def enter_event_sub_process(space: TokenSpace, started: EventStart, variables: Variables) -> None:
    """Put a token into an event sub-process; an interrupting one takes all others of its scope away first."""
    spec = space.spec.task_specs[started.element_id]
    event = space.task_tree.arrive(spec)
    event.payload = variables
    if started.start.interrupting:
        for token in space.live():
            if token is not event:
                space.top_workflow.terminate(token)
        space.end_waits()
    spec._update(event)


def _wait_again(case: Case, token: Token, wait_key: int) -> None:
    """Keep an event that has happened open for its next time, if there is one.

    A signal's or a condition's wait stays as it is: a signal that is on its way already still finds it.
    """
    if token.waits[wait_key].signal_name or token.waits[wait_key].is_condition:
        return
    following = next_occurrence(case.close_wait(token, wait_key), case.now(), case.evaluator.host.timezone)
    if following is not None:
        case.open_wait(token, following)


def _is_own(token: Token, wait_key: int) -> bool:
    """Tell whether the wait is the token's own, not that of an event at its boundary or of an event sub-process."""
    if isinstance(token.task_spec, EventBasedGateway):
        return True
    return isinstance(token.task_spec, Catching) and token.waits[wait_key].event_id == token.task_spec.name


def _caught_by(token: Token, wait_key: int) -> Details:
    """Give the boundary event, or the start event of an event sub-process, that a wait is for."""
    space, event_id = token.workflow, token.waits[wait_key].event_id
    if token is space.task_tree:
        found: Iterable[Details] = (started.start for started in space.event_starts)
    else:
        found = token.task_spec.details.boundaries
    return next(details for details in found if details.element.id == event_id)
