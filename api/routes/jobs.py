"""Jobs over `/v2/jobs`, for workers in any language: activate, complete, fail, throw errors, give new retries."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Request
from pydantic import ConfigDict, Discriminator, Field, Tag
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.long_polls import LongPolls
from api.requests import StrictRoute
from api.routes.shapes import (
    EXAMPLE_KEY,
    TENANT,
    Incoming,
    KeyIn,
    Name,
    Outgoing,
    Tenant,
    Variables,
    answer,
    nothing,
)
from api.routes.task_listener_shapes import UserTaskJobResult, UserTaskProperties, user_task_of
from engine.model import ad_hoc
from engine.model.events import JobKind
from engine.model.records import JobRecord
from engine.operations import activate_jobs, complete_job, fail_job, throw_job_error, update_job

router = APIRouter(prefix="/jobs", tags=["Jobs"], route_class=StrictRoute)

JobKey = Annotated[KeyIn, Path(alias="jobKey")]
Retries = Annotated[int, Field(ge=0, le=1_000_000)]
LeaseToken = Annotated[str, Field(max_length=100, description="As `activation` gave it with the job.")] | None
_DEFAULT_WAIT_MS: Final = 10_000
_LONGEST_WAIT_MS: Final = 60_000
_LOOK_EVERY_S: Final = 0.5
_LONGEST_LEASE_MS: Final = 24 * 3600 * 1000


class Activation(Incoming):
    """Which jobs a worker wants and for how long it may keep them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"type": "dong-dau-ban-sao", "worker": "may-1", "timeout": 60000, "maxJobsToActivate": 5}]
        }
    )

    type: Name
    worker: Annotated[str, Field(max_length=200)] = "unnamed"
    timeout: Annotated[int, Field(ge=1, le=_LONGEST_LEASE_MS, description="Milliseconds.")]
    max_jobs_to_activate: Annotated[int, Field(ge=1, le=1000)]
    fetch_variable: Annotated[list[Name], Field(max_length=1000, default_factory=list)]
    request_timeout: Annotated[
        int,
        Field(
            ge=-1,
            le=3_600_000,
            description="Milliseconds to wait for a job; 0 is the server's choice, -1 does not wait. At most 60 s.",
        ),
    ] = 0
    tenant_ids: Annotated[list[Tenant], Field(default_factory=list)]
    tenant_filter: Literal["PROVIDED", "ASSIGNED"] = "PROVIDED"
    with_lease: Annotated[
        bool | None, Field(description="Give each job a token that must come back when it is completed or failed.")
    ] = None


class ActivatedJob(Outgoing):
    """A job that is the worker's until `deadline` (milliseconds since 1970)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"jobKey": EXAMPLE_KEY, "type": "dong-dau-ban-sao", "retries": 3, "variables": {"so_ban": 2}}]
        }
    )

    type: str
    process_definition_id: str
    process_definition_version: int
    element_id: str
    custom_headers: dict[str, str]
    worker: str
    retries: int
    deadline: int
    variables: Variables
    tenant_id: str = TENANT
    physical_tenant_id: str = "default"
    job_key: str
    process_instance_key: str
    process_definition_key: str
    element_instance_key: str
    kind: str
    listener_event_type: str
    user_task: UserTaskProperties | None = None
    tags: tuple[str, ...] = ()
    root_process_instance_key: str | None
    business_id: str | None = None
    priority: int = 0
    job_lease_token: str | None


class ActivationResult(Outgoing):
    """The jobs, none when none came in time."""

    jobs: tuple[ActivatedJob, ...]


class ElementToActivate(Incoming):
    """An element that the worker of an ad-hoc sub-process wants to begin."""

    element_id: Name
    variables: Variables | None = None


class AdHocJobResult(Incoming):
    """What the worker of an ad-hoc sub-process decided."""

    type: Literal["adHocSubProcess"]
    activate_elements: Annotated[list[ElementToActivate], Field(max_length=1000, default_factory=list)]
    is_completion_condition_fulfilled: bool = False
    is_cancel_remaining_instances: bool = False

    def read(self) -> ad_hoc.AdHocResult:
        """Give it as the engine knows it."""
        return ad_hoc.AdHocResult(
            activations=tuple(
                ad_hoc.Activation(element_id=found.element_id, variables=found.variables or {})
                for found in self.activate_elements
            ),
            cancels_remaining=self.is_cancel_remaining_instances,
            is_fulfilled=self.is_completion_condition_fulfilled,
        )


def _result_type(given: object) -> str | None:
    """Tell what a result is of; a listener's may leave it out. None, for anything else, is refused."""
    found = given.get("type", "userTask") if isinstance(given, dict) else getattr(given, "type", None)
    return found if isinstance(found, str) else None


JobResult = Annotated[
    Annotated[AdHocJobResult, Tag("adHocSubProcess")] | Annotated[UserTaskJobResult, Tag("userTask")],
    Discriminator(_result_type),
]


class JobCompletion(Incoming):
    """What the job found out; the worker of an ad-hoc sub-process or of a task listener also says what follows."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"variables": {"ban_dong_dau": [EXAMPLE_KEY]}}]})

    variables: Variables | None = None
    result: JobResult | None = None
    job_lease_token: LeaseToken = None


class JobFailure(Incoming):
    """What went wrong, and whether to try again."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"retries": 2, "errorMessage": "Máy in không trả lời", "retryBackOff": 30000}]}
    )

    retries: Retries = 0
    error_message: Annotated[str, Field(max_length=10_000)] = ""
    retry_back_off: Annotated[int, Field(ge=0, le=_LONGEST_LEASE_MS, description="Milliseconds.")] = 0
    variables: Variables | None = None
    job_lease_token: LeaseToken = None


class JobError(Incoming):
    """The BPMN error that the job throws: a code that a catch event of the model may catch."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"errorCode": "SAI_MAU", "errorMessage": "Mẫu cũ", "variables": {"trang": 2}}]}
    )

    error_code: Name
    error_message: Annotated[str, Field(max_length=10_000)] | None = None
    variables: Variables | None = None
    job_lease_token: LeaseToken = None


class JobChangeset(Incoming):
    """What shall change; null keeps a value."""

    retries: Retries | None = None
    timeout: (
        Annotated[
            int,
            Field(ge=1, le=_LONGEST_LEASE_MS, description="Milliseconds from now that its worker may keep the job."),
        ]
        | None
    ) = None


class JobUpdate(Incoming):
    """New retries for a job, or more time for its worker."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"changeset": {"retries": 3}}]})

    changeset: JobChangeset
    job_lease_token: LeaseToken = None


_POLLS = LongPolls(every_s=_LOOK_EVERY_S)


@router.post("/activation", response_model=ActivationResult)
async def activate(request: Request, door: DoorDep, activation: Activation) -> Response:
    """Activate jobs; waits for one as long as asked, holding neither a thread nor a connection meanwhile."""
    jobs = await _POLLS.wait(
        request, lambda: _activate(door, activation), bool, wait_s=_wait_ms(activation.request_timeout) / 1000
    )
    return answer(ActivationResult(jobs=tuple(_activated(job) for job in jobs)))


@router.post("/{jobKey}/completion", status_code=204)
def complete(door: DoorDep, job_key: JobKey, completion: JobCompletion | None = None) -> Response:
    """Complete a job; its case runs on."""
    told = completion or JobCompletion()
    with door.enter() as (uow, actor):
        complete_job(
            uow,
            actor,
            job_key=job_key,
            variables=told.variables or {},
            result=told.result.read() if told.result else None,
            lease_token=told.job_lease_token,
        )
    return nothing()


@router.post("/{jobKey}/failure", status_code=204)
def fail(door: DoorDep, job_key: JobKey, failure: JobFailure | None = None) -> Response:
    """Fail a job; without retries left it becomes an incident."""
    told = failure or JobFailure()
    with door.enter() as (uow, actor):
        fail_job(
            uow,
            actor,
            job_key=job_key,
            retries=told.retries,
            message=told.error_message,
            back_off_s=told.retry_back_off / 1000,
            variables=told.variables,
            lease_token=told.job_lease_token,
        )
    return nothing()


@router.post("/{jobKey}/error", status_code=204)
def throw_error(door: DoorDep, job_key: JobKey, error: JobError) -> Response:
    """Throw a BPMN error from a job; an error that no event of the model catches becomes an incident."""
    with door.enter() as (uow, actor):
        throw_job_error(
            uow,
            actor,
            job_key=job_key,
            error_code=error.error_code,
            message=error.error_message or "",
            variables=error.variables,
            lease_token=error.job_lease_token,
        )
    return nothing()


@router.patch("/{jobKey}", status_code=204)
def update(door: DoorDep, job_key: JobKey, change: JobUpdate) -> Response:
    """Give a job new retries, or its worker more time."""
    timeout = change.changeset.timeout
    with door.enter() as (uow, actor):
        update_job(
            uow,
            actor,
            job_key=job_key,
            retries=change.changeset.retries,
            timeout_s=None if timeout is None else timeout / 1000,
            lease_token=change.job_lease_token,
        )
    return nothing()


def _activate(door: Door, activation: Activation) -> tuple[JobRecord, ...]:
    with door.enter() as (uow, actor):
        return activate_jobs(
            uow,
            actor,
            job_type=activation.type,
            worker=activation.worker,
            max_jobs=activation.max_jobs_to_activate,
            timeout_s=activation.timeout / 1000,
            fetch_variables=activation.fetch_variable or None,
            leased=bool(activation.with_lease),
        )


def _wait_ms(asked: int) -> int:
    if asked < 0:
        return 0
    return min(asked or _DEFAULT_WAIT_MS, _LONGEST_WAIT_MS)


def _activated(job: JobRecord) -> ActivatedJob:
    return ActivatedJob(
        type=job.job_type,
        process_definition_id=job.process_id,
        process_definition_version=job.process_version,
        element_id=job.element_id,
        custom_headers=job.headers,
        worker=job.worker,
        job_lease_token=job.lease_token,
        retries=job.retries,
        deadline=round(job.deadline.timestamp() * 1000) if job.deadline else 0,
        variables=job.variables,
        job_key=str(job.key),
        process_instance_key=str(job.instance_key),
        process_definition_key=str(job.definition_key),
        element_instance_key=str(job.element_instance_key),
        kind=job.kind.value,
        user_task=user_task_of(job) if job.kind is JobKind.TASK_LISTENER else None,
        listener_event_type=(job.listener_event or "unspecified").upper(),
        root_process_instance_key=str(job.root_key),
        business_id=job.business_id,
    )
