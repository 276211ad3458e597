"""Let an event happen to a case: what a fired timer, a delivered message or a caught throw does to the tokens.

Checking comes first and may refuse; acting then cannot fail. Nothing here runs the case on.
"""

from collections.abc import Iterable

from engine.model.json_value import Variables
from engine.spiff.case import Case, too_many_tokens
from engine.spiff.details import Details
from engine.spiff.elements.catch_events import Catching
from engine.spiff.elements.event_based_gateway import EventBasedGateway
from engine.spiff.tokens import Phase, Token
from engine.spiff.waits import next_occurrence


def check_fire(case: Case, wait_key: int, variables: Variables) -> None:
    """Raise when the variables cannot be kept, or when the event would make one token too many."""
    token = case.by_wait[wait_key]
    if _is_own(token, wait_key):
        case.scopes.check(variables, token.scope_key)
        return
    case.scopes.check(variables, token.enclosing_key)
    boundary = _boundary(token, wait_key)
    if not boundary.interrupting and case.live_count >= case.limits.active_elements:
        raise too_many_tokens(case.limits.active_elements)


def fire(case: Case, wait_key: int, variables: Variables) -> None:
    """Let the event of one open wait happen."""
    token = case.by_wait[wait_key]
    if isinstance(token.task_spec, EventBasedGateway):
        token.chosen = token.waits[wait_key].event_id
        token.payload = variables
        for key in list(token.waits):
            case.close_wait(token, key)
        move_on(token)
    elif _is_own(token, wait_key):
        case.close_wait(token, wait_key)
        finish(token, variables)
    else:
        boundary = _boundary(token, wait_key)
        if boundary.interrupting:
            case.close_wait(token, wait_key)
        else:
            wait_again(case, token, wait_key)
        enter_boundary(token, boundary, variables)


def adds_token(case: Case, wait_key: int) -> bool:
    """Tell whether firing a wait makes one token more."""
    token = case.by_wait[wait_key]
    return not _is_own(token, wait_key) and not _boundary(token, wait_key).interrupting


def wait_again(case: Case, token: Token, wait_key: int) -> None:
    """Keep an event that has happened open for its next time, if there is one.

    A signal's wait stays as it is: a signal that is on its way already still finds it.
    """
    if token.waits[wait_key].signal_name:
        return
    following = next_occurrence(case.close_wait(token, wait_key), case.evaluator.host.timezone)
    if following is not None:
        case.open_wait(token, following)


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


def _is_own(token: Token, wait_key: int) -> bool:
    """Tell whether the wait is the token's own, not that of an event at its boundary."""
    if isinstance(token.task_spec, EventBasedGateway):
        return True
    return isinstance(token.task_spec, Catching) and token.waits[wait_key].event_id == token.task_spec.name


def _boundary(token: Token, wait_key: int) -> Details:
    boundaries: Iterable[Details] = token.task_spec.details.boundaries
    return next(found for found in boundaries if found.element.id == token.waits[wait_key].event_id)
