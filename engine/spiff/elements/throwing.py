"""Events that throw: what is thrown is worked out first, then acts; the event is done unless that took it away.

A message is thrown by a worker: the event waits for its job like a service task.
"""

from typing import Protocol, runtime_checkable

from engine.model.events import JobCanceled, JobCreated
from engine.model.json_value import Variables
from engine.spiff.elements.base import ElementSpec
from engine.spiff.job_settings import ServiceWork, job_of
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Phase, Token


@runtime_checkable
class Thrown(Protocol):
    """What an event throws, as the model says it."""

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Evaluate what throwing needs and find who catches; may raise ModelFailure; changes nothing."""

    def throw(self, token: Token, prepared: object, variables: Variables) -> None:
        """Let it happen, with the variables of the event's own input mappings."""


class Throwing(ElementSpec):
    """Throws what its work says, if anything."""

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Work out what is thrown."""
        work = self.details.work
        if isinstance(work, ServiceWork):
            return job_of(work, token, view)
        return work.prepare(token, view) if isinstance(work, Thrown) else None

    def act(self, token: Token, prepared: object) -> bool:
        """Throw; what is caught by an interrupting event takes this very token away, which then is not done.

        Nor is a compensation before its last handler is.
        """
        work = self.details.work
        if isinstance(prepared, JobCreated):
            token.case.emit(prepared)
            return False
        if isinstance(work, Thrown):
            work.throw(token, prepared, token.case.scopes.local(token.key) if token.is_scope else {})
        return token.id in token.workflow.tasks and token.to_undo is None

    def is_work(self, token: Token) -> bool:
        """Tell whether the event waits for its message's job."""
        return isinstance(self.details.work, ServiceWork) and token.phase is Phase.WAIT

    def withdraw(self, token: Token) -> None:
        """Report that nobody needs the job any more."""
        if self.is_work(token):
            token.case.emit(JobCanceled(element_instance_key=token.key))
