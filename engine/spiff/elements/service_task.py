"""Service and send task: a job that a worker takes from the host; its type decides which worker.

As in Camunda 8 the two differ in their picture only; a business rule task with a task definition is the same.
"""

from SpiffWorkflow.bpmn.specs.defaults import ServiceTask as SpiffServiceTask

from engine.model.events import JobCanceled, JobCreated
from engine.spiff.elements.base import ElementSpec
from engine.spiff.elements.kind import Kind
from engine.spiff.job_settings import ServiceWork, job_of, read_service
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Phase, Token


class ServiceTask(ElementSpec, SpiffServiceTask):
    """Waits for a worker to complete its job."""

    def prepare(self, token: Token, view: ScopeView) -> object:
        """Work out the job."""
        work = self.details.work
        assert isinstance(work, ServiceWork)  # noqa: S101 - the reader makes nothing else
        return job_of(work, token, view)

    def act(self, token: Token, prepared: object) -> bool:
        """Report the job and wait."""
        assert isinstance(prepared, JobCreated)  # noqa: S101 - made above
        token.case.emit(prepared)
        return False

    def is_work(self, token: Token) -> bool:
        """Tell that it is."""
        return token.phase is Phase.WAIT

    def withdraw(self, token: Token) -> None:
        """Report that nobody needs the job any more."""
        token.case.emit(JobCanceled(element_instance_key=token.key))


KINDS = tuple(
    Kind(
        tag=tag,
        spec=ServiceTask,
        read=read_service,
        extensions=frozenset({"taskDefinition", "taskHeaders"}),
        inputs=True,
        outputs=True,
        waits=True,
    )
    for tag in ("serviceTask", "sendTask")
)
