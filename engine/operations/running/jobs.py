"""Jobs: claimed by workers for a time, completed or failed; without retries left they become an incident."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, func, select, update

from engine.errors import Conflict, NotFound, Text
from engine.model.actor import Actor
from engine.model.ad_hoc import AdHocResult
from engine.model.events import JobKind
from engine.model.json_value import JsonValue, Variables
from engine.model.lifecycle import JOB, JobState, next_state
from engine.model.records import JobRecord
from engine.model.task_change import TaskAnswer
from engine.operations.access import NOTHING, require_permission
from engine.operations.cases.case import Case, CaseSuspended, lock_case
from engine.operations.running.job_lease import require_lease
from engine.operations.running.keep_incident import keep_incident
from engine.operations.running.workable import may_work_on, workable
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.suspended import suspended_cases
from engine.store.queries.tasks import task_headers
from engine.store.queries.visible_variables import visible_variables
from engine.store.tables import Job, ProcessDefinition, ProcessInstance, Variable
from engine.store.tables.core import core

_JOB, _INSTANCE, _PROCESS, _VARIABLE = core(Job), core(ProcessInstance), core(ProcessDefinition), core(Variable)


_NO_RETRIES = {  # Camunda 8's types of incidents
    JobKind.BPMN_ELEMENT: "JOB_NO_RETRIES",
    JobKind.EXECUTION_LISTENER: "EXECUTION_LISTENER_NO_RETRIES",
    JobKind.TASK_LISTENER: "TASK_LISTENER_NO_RETRIES",
    JobKind.AD_HOC_SUB_PROCESS: "AD_HOC_SUB_PROCESS_NO_RETRIES",
}


def activate_jobs(
    uow: UnitOfWork,
    actor: Actor,
    *,
    job_type: str,
    worker: str,
    max_jobs: int,
    timeout_s: float,
    fetch_variables: Iterable[str] | None = None,
    leased: bool = False,
) -> tuple[JobRecord, ...]:
    """Claim up to `max_jobs` jobs of a type for `timeout_s` seconds; nobody else gets them until then.

    Jobs of suspended cases wait. With `leased` each comes with a token that its worker must show (`job_lease`); only
    such workers get it again. Needs UPDATE_PROCESS_INSTANCE on any process. A person gets jobs of cases that they may
    see; a machine is trusted with what the job's case holds, of a restricted one where it holds the permission on that
    very process.
    """
    require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE")
    wanted: list[ColumnElement[bool]] = [
        _JOB.c.job_type == job_type,
        _JOB.c.state == JobState.CREATED.value,
        _JOB.c.available_at <= uow.now,
        _JOB.c.instance_key.not_in(suspended_cases()),
    ]
    if not leased:
        wanted.append(_JOB.c.lease_token.is_(None))
    if not actor.is_system:
        wanted.append(_JOB.c.instance_key.in_(select(_INSTANCE.c.key).where(workable(uow, actor))))
    claimable = (
        select(_JOB.c.key)
        .where(*wanted)
        .order_by(_JOB.c.available_at)
        .limit(max_jobs)
        .with_for_update(skip_locked=True)
    )
    until = uow.now + timedelta(seconds=timeout_s)
    claim = (
        update(_JOB)
        .where(_JOB.c.key.in_(claimable.scalar_subquery()))
        .values(
            worker=worker,
            locked_until=until,
            available_at=until,
            lease_token=cast(func.gen_random_uuid(), String) if leased else None,
        )
        .returning(_JOB.c.key)
    )
    keys = list(uow.connection.execute(claim).scalars())
    if not keys:
        return ()
    rows = uow.connection.execute(_full_jobs().where(_JOB.c.key.in_(keys)).order_by(_JOB.c.key)).all()
    visits = [row.element_instance_key for row in rows]
    wanted_names = list(fetch_variables or ()) or None
    variables = visible_variables(uow.connection, visits, wanted_names)
    told = task_headers(uow.connection, [row.element_instance_key for row in rows if row.kind == JobKind.TASK_LISTENER])
    return tuple(
        _record(row, variables[row.element_instance_key], told.get(row.element_instance_key, {})) for row in rows
    )


def complete_job(
    uow: UnitOfWork,
    actor: Actor,
    *,
    job_key: int,
    variables: Variables | None = None,
    result: AdHocResult | TaskAnswer | None = None,
    lease_token: str | None = None,
) -> None:
    """Complete a job and run its case on.

    `result` is what the worker of an ad-hoc sub-process decided or the listener of a user task answered.

    Raises NotFound, NotPermitted, Conflict (done already, no longer wanted, or gone to another worker), InputRejected
    (a result that the element cannot follow).
    """
    case, job = lock_job(uow, actor, job_key)
    state = next_state(JOB, JobState(job.state), "complete")
    require_lease(job, lease_token)
    uow.connection.execute(
        update(_JOB).where(_JOB.c.key == job_key).values(state=state.value, ended_at=uow.now, error_message=None)
    )
    action = "JobCompleted" if job.listener_event is None else "ListenerDone"
    case.record(action, element_id=job.element_id, job=job_key, type=job.job_type, data=dict(variables or {}))
    case.execution.complete(job.element_instance_key, dict(variables or {}), result)
    case.save()


def fail_job(
    uow: UnitOfWork,
    actor: Actor,
    *,
    job_key: int,
    retries: int,
    message: str | Text,
    back_off_s: float = 0.0,
    variables: Variables | None = None,
    lease_token: str | None = None,
) -> None:
    """Give a job back with what went wrong: to be tried again after `back_off_s`, or as an incident at 0 retries.

    `message` comes in both languages from our own connectors, as it is written from other systems. `variables` are kept
    at the job's element, for those who try again. Raises NotFound, NotPermitted, Conflict as `complete_job`.
    """
    told = message if isinstance(message, Text) else Text(vi=message, en=message)
    case, job = lock_job(uow, actor, job_key)
    action = "fail" if retries > 0 else "exhaust"
    state = next_state(JOB, JobState(job.state), action)
    require_lease(job, lease_token)
    if variables:
        case.record("VariablesSet", element_id=job.element_id, scope=job.element_instance_key, data=dict(variables))
        case.execution.set_variables(job.element_instance_key, variables)
        case.save()
    values: dict[str, Any] = {
        "state": state.value,
        "retries": max(retries, 0),
        "error_message": told.vi,
        "available_at": uow.now + timedelta(seconds=back_off_s),
        "locked_until": None,
    }
    uow.connection.execute(update(_JOB).where(_JOB.c.key == job_key).values(values))
    if state is JobState.FAILED:
        text = Text(
            vi=f"Bước tự động “{job.job_type}” không thực hiện được: {told.vi}",
            en=f"Job “{job.job_type}” failed: {told.en}",
        )
        raise_job_incident(case, job, _NO_RETRIES[JobKind(job.kind)], text)


def update_job(
    uow: UnitOfWork,
    actor: Actor,
    *,
    job_key: int,
    retries: int | None = None,
    timeout_s: float | None = None,
    lease_token: str | None = None,
) -> None:
    """Set a job's remaining retries, or let its worker keep it for `timeout_s` from now.

    New retries are for a cause that has been mended; resolving the incident runs the job. Raises NotFound,
    NotPermitted, Conflict (done already, no longer wanted, gone to another worker, or held by none).
    """
    _, job = lock_job(uow, actor, job_key)
    next_state(JOB, JobState(job.state), "update")
    if lease_token is not None:
        require_lease(job, lease_token)
    values: dict[str, Any] = {} if retries is None else {"retries": retries}
    if timeout_s is not None:
        if job.locked_until is None or job.locked_until <= uow.now:
            raise _not_held()
        until = uow.now + timedelta(seconds=timeout_s)
        values |= {"locked_until": until, "available_at": until}
    if values:
        uow.connection.execute(update(_JOB).where(_JOB.c.key == job.key).values(values))


def retry_job(uow: UnitOfWork, job_key: int) -> None:
    """Make a failed job claimable again, with at least one retry."""
    job = uow.connection.execute(select(_JOB).where(_JOB.c.key == job_key)).one()
    state = next_state(JOB, JobState(job.state), "retry")
    values = {
        "state": state.value,
        "retries": max(job.retries, 1),
        "available_at": uow.now,
        "error_message": None,
        "lease_token": None,
    }
    uow.connection.execute(update(_JOB).where(_JOB.c.key == job_key).values(values))


def lock_job(uow: UnitOfWork, actor: Actor, job_key: int) -> tuple[Case, Row[Any]]:
    """Lock the case of a job that the actor may work on, and read the job under the lock."""
    require_permission(uow, actor, "PROCESS_DEFINITION", "UPDATE_PROCESS_INSTANCE")
    found = uow.connection.execute(select(_JOB.c.instance_key, _JOB.c.state).where(_JOB.c.key == job_key)).one_or_none()
    known = may_work_on(uow, actor, found.instance_key if found is not None else NOTHING)
    if found is None or not known:
        raise _not_found()
    try:
        case = lock_case(uow, actor, found.instance_key)
    except CaseSuspended:
        raise
    except Conflict:
        next_state(JOB, JobState(found.state), "complete")  # names the job's own state when that is what is over
        raise
    return case, uow.connection.execute(select(_JOB).where(_JOB.c.key == job_key)).one()


def _not_held() -> Conflict:
    return Conflict(
        Text(
            vi="Bước tự động này hiện không có nơi nào giữ. Không có gì thay đổi.",
            en="No worker holds this job at the moment. Nothing has changed.",
        ),
        code="job_not_held",
    )


def _not_found() -> NotFound:
    return NotFound(Text(vi="Không tìm thấy bước tự động này.", en="Job not found."), code="job_not_found")


def raise_job_incident(case: Case, job: Row[Any], error_type: str, text: Text) -> None:
    """Keep an incident of a job that has stopped, and save the case."""
    keep_incident(
        case,
        element_instance_key=job.element_instance_key,
        element_id=job.element_id,
        error_type=error_type,
        text=text,
        job_key=job.key,
    )


def _full_jobs() -> Any:
    return (
        select(
            _JOB,
            _INSTANCE.c.process_id,
            _INSTANCE.c.definition_key,
            _INSTANCE.c.business_id,
            _INSTANCE.c.root_key,
            _PROCESS.c.version,
        )
        .join(_INSTANCE, _INSTANCE.c.key == _JOB.c.instance_key)
        .join(_PROCESS, _PROCESS.c.key == _INSTANCE.c.definition_key)
    )


def _record(row: Row[Any], variables: dict[str, JsonValue], headers: Mapping[str, str]) -> JobRecord:
    return JobRecord(
        key=row.key,
        job_type=row.job_type,
        instance_key=row.instance_key,
        process_id=row.process_id,
        process_version=row.version,
        definition_key=row.definition_key,
        element_id=row.element_id,
        element_instance_key=row.element_instance_key,
        root_key=row.root_key or row.instance_key,
        business_id=row.business_id,
        headers={**row.headers, **headers},
        worker=row.worker or "",
        lease_token=row.lease_token,
        retries=row.retries,
        created_at=row.created_at,
        deadline=row.locked_until,
        variables=variables,
        state=JobState(row.state),
        kind=JobKind(row.kind),
        listener_event=row.listener_event,
    )
