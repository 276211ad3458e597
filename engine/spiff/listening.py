"""Execution listeners: jobs that an element waits for before its own work begins and after it has ended (Camunda 8).

They are done one after another in the order of the file. What a start listener gives is the element's own, what an end
listener gives goes to the scope around it. A retry after an incident goes on at the listener where it stood.
"""

from collections.abc import Sequence

from engine.model.events import JobCanceled, JobKind
from engine.model.json_value import Variables
from engine.spiff.details import Listener
from engine.spiff.job_settings import ServiceWork, job_of
from engine.spiff.tokens import Phase, Token


def ask_listener(token: Token, listeners: Sequence[Listener]) -> bool:
    """Report the job of the next listener that is not done yet; False when all are; may raise ModelFailure."""
    if token.heard >= len(listeners):
        return False
    listener = listeners[token.heard]
    assert isinstance(listener.job, ServiceWork)  # noqa: S101 - the reader makes nothing else
    view = token.case.scopes.view(token.scope_key)
    job = job_of(listener.job, token, view, JobKind.EXECUTION_LISTENER, listener.event)
    token.has_job = True
    token.case.emit(job)
    return True


def result_key(token: Token) -> int:
    """Give the key of the scope that takes what the listener gives."""
    return token.scope_key if token.phase is Phase.START else token.outward_key


def keep_result(token: Token, variables: Variables) -> None:
    """Keep what the listener whose job was out gave, and know that it is done."""
    scopes = token.case.scopes
    if token.phase is Phase.START:
        scopes.set_local(token.scope_key, variables)
    else:
        scopes.propagate(token.outward_key, variables)
    token.has_job = False
    token.heard += 1


def withdraw_listener(token: Token) -> None:
    """Report that the job of a listener is no longer wanted, if one is out."""
    if token.is_listening:
        token.has_job = False
        token.case.emit(JobCanceled(element_instance_key=token.key))
