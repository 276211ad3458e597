"""Throw a BPMN error from a job: the model says what follows; what it does not catch waits as an incident."""

from sqlalchemy import update

from engine.errors import Text
from engine.model.actor import Actor
from engine.model.json_value import Variables
from engine.model.lifecycle import JOB, JobState, next_state
from engine.operations.running.job_lease import require_lease
from engine.operations.running.jobs import lock_job, raise_job_incident
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import Job
from engine.store.tables.core import core

_JOB = core(Job)


def throw_job_error(
    uow: UnitOfWork,
    actor: Actor,
    *,
    job_key: int,
    error_code: str,
    message: str = "",
    variables: Variables | None = None,
    lease_token: str | None = None,
) -> None:
    """End a job with a BPMN error and run its case on from the event that catches it.

    Without such an event the job waits like one without retries, with an incident (UNHANDLED_ERROR_EVENT). Raises
    NotFound, NotPermitted, Conflict (done already, no longer wanted, or gone to another worker).
    """
    case, job = lock_job(uow, actor, job_key)
    thrown = next_state(JOB, JobState(job.state), "throw_error")
    require_lease(job, lease_token)
    told = message or error_code
    caught = case.execution.throw_error(job.element_instance_key, error_code, dict(variables or {}))
    state = thrown if caught else next_state(JOB, JobState(job.state), "exhaust")
    values = {"state": state.value, "error_message": told, "locked_until": None}
    uow.connection.execute(
        update(_JOB).where(_JOB.c.key == job_key).values(values | ({"ended_at": uow.now} if caught else {}))
    )
    case.record(
        "JobErrorThrown",
        element_id=job.element_id,
        job=job_key,
        type=job.job_type,
        code=error_code,
        message=message,
        data=dict(variables or {}),
    )
    if caught:
        case.save()
        return
    text = Text(
        vi=f"Bước tự động “{job.job_type}” báo lỗi “{error_code}” mà không sự kiện nào của quy trình bắt: {told}",
        en=f"Job “{job.job_type}” threw error “{error_code}”, which no event of the process catches: {told}",
    )
    raise_job_incident(case, job, "UNHANDLED_ERROR_EVENT", text)
