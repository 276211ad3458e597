"""Process instances (cases) over `/v2/process-instances`: start, find, read, suspend, cancel."""

from dataclasses import asdict, replace
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.json_text import read_json
from api.requests import StrictRoute
from api.routes.incidents import IncidentResult, IncidentSearch, incident_filter, incident_result
from api.routes.shapes import (
    EXAMPLE_KEY,
    EXAMPLE_TIME,
    TENANT,
    Equal,
    Incoming,
    KeyFilter,
    KeyIn,
    MomentOut,
    Name,
    Outgoing,
    PageIn,
    SearchAnswer,
    Tenant,
    TextFilter,
    Variables,
    answer,
    found,
    moment,
    nothing,
)
from engine.model.lifecycle import InstanceState
from engine.model.records import InstanceRecord
from engine.operations import (
    InstanceFilter,
    cancel_instance,
    count_elements,
    create_instance,
    find_incidents,
    get_instance,
    resume_instance,
    search_instances,
    suspend_instance,
)

router = APIRouter(prefix="/process-instances", tags=["Process instances"], route_class=StrictRoute)

InstanceKey = Annotated[KeyIn, Path(alias="processInstanceKey")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        pattern="^[!-~]+$",
        description="The same key from the same caller starts one case, however often it is sent.",
    ),
]
State = Literal["ACTIVE", "SUSPENDED", "COMPLETED", "TERMINATED"]
SearchedValue = Annotated[str, Field(min_length=1, max_length=1000)]


class ProcessInstanceResult(Outgoing):
    """A case. `businessId` is its Mã hồ sơ."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "processInstanceKey": EXAMPLE_KEY,
                    "processDefinitionId": "sao_y_so_hoa",
                    "state": "ACTIVE",
                    "startDate": EXAMPLE_TIME,
                    "businessId": "SY-2026-0001",
                }
            ]
        }
    )

    process_definition_id: str
    process_definition_name: str | None
    process_definition_version: int
    process_definition_version_tag: str | None
    start_date: MomentOut
    end_date: MomentOut | None
    state: str
    suspended_date: MomentOut | None = None
    has_incident: bool
    tenant_id: str = TENANT
    process_instance_key: str
    process_definition_key: str
    parent_process_instance_key: str | None = None
    parent_element_instance_key: str | None = None
    root_process_instance_key: str | None
    tags: tuple[str, ...] = ()
    business_id: str | None
    title: str
    case_state: str | None


class Creation(Incoming):
    """Which process to start, and with what. Give `processDefinitionId` (newest version unless named) or the key."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"processDefinitionId": "sao_y_so_hoa", "variables": {"so_ban": 2}}]}
    )

    process_definition_id: Name | None = None
    process_definition_key: KeyIn | None = None
    process_definition_version: Annotated[int, Field(ge=-1, le=2_147_483_647)] = -1
    variables: Variables | None = None
    tenant_id: Tenant = "<default>"
    await_completion: Literal[False] = False
    request_timeout: Annotated[
        int, Field(ge=-1, le=3_600_000, description="Milliseconds to wait for the end; nothing waits without one.")
    ] = 0
    tags: Annotated[list[str], Field(max_length=0, default_factory=list)]
    start_instructions: Annotated[list[str], Field(max_length=0, default_factory=list)]
    runtime_instructions: Annotated[list[str], Field(max_length=0, default_factory=list)]


class CreateProcessInstanceResult(Outgoing):
    """The case that was started."""

    process_definition_id: str
    process_definition_version: int
    tenant_id: str = TENANT
    variables: dict[str, str] = Field(default_factory=dict)
    process_definition_key: str
    process_instance_key: str
    tags: tuple[str, ...] = ()
    business_id: str | None


class VariableIs(Incoming):
    """A variable of the case with this value in JSON (`"719/HĐND"` with its quotes, `3`, `true`).

    Only variables that the process declares as searchable are kept for this; others match nothing.
    """

    name: Name
    value: Annotated[SearchedValue, Equal]


class ProcessInstanceFilter(Incoming):
    """Which cases; all given conditions must hold."""

    process_instance_key: KeyFilter = None
    process_definition_id: TextFilter = None
    process_definition_key: KeyFilter = None
    parent_process_instance_key: KeyFilter = None
    state: Annotated[State | None, Equal] = None
    has_incident: bool | None = None
    tenant_id: Tenant | None = None
    variables: Annotated[list[VariableIs], Field(max_length=20, default_factory=list)]


class ProcessInstanceSearch(Incoming):
    """A search for cases, newest first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"filter": {"processDefinitionId": "sao_y_so_hoa", "state": "ACTIVE"}}]}
    )

    filter: ProcessInstanceFilter = ProcessInstanceFilter()
    page: PageIn = PageIn()


class Cancellation(Incoming):
    """Why the case ends early; the reason goes into its history."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Đề nghị trùng với SY-2026-0001"}]})

    reason: Annotated[str, Field(min_length=1, max_length=2000)] | None = None


class Suspension(Incoming):
    """Why the case stands still, or goes on; the reason (an extension) goes into its history."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Chờ ý kiến của Thường trực HĐND"}]})

    reason: Annotated[str, Field(min_length=1, max_length=2000)] | None = None


class CountedElementResult(Outgoing):
    """How often a case visited an element; `active` are those that wait without an incident."""

    element_id: str
    active: int
    canceled: int
    incidents: int
    completed: int


class ElementStatistics(Outgoing):
    """The elements that a case visited."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"items": [{"elementId": "duyet", "active": 1, "canceled": 0, "incidents": 0, "completed": 2}]}
            ]
        }
    )

    items: tuple[CountedElementResult, ...]


@router.post("", response_model=CreateProcessInstanceResult)
def create_process_instance(door: DoorDep, creation: Creation, idempotency_key: IdempotencyKey = None) -> Response:
    """Start a case; the start form of the process validates the variables."""
    version = creation.process_definition_version
    with door.enter() as (uow, actor):
        instance = create_instance(
            uow,
            actor,
            process_id=creation.process_definition_id,
            definition_key=creation.process_definition_key,
            version=None if version == -1 or creation.process_definition_key is not None else version,
            variables=creation.variables or {},
            command_id=idempotency_key,
        )
    return answer(
        CreateProcessInstanceResult(
            process_definition_id=instance.process_id,
            process_definition_version=instance.version,
            process_definition_key=str(instance.definition_key),
            process_instance_key=str(instance.key),
            business_id=instance.business_id,
        )
    )


@router.post("/search", response_model=SearchAnswer[ProcessInstanceResult])
def search_process_instances(door: DoorDep, search: ProcessInstanceSearch | None = None) -> Response:
    """Search the cases that the caller may see."""
    wanted = search or ProcessInstanceSearch()
    given = wanted.filter
    instance_filter = InstanceFilter(
        state=InstanceState(given.state) if given.state else None,
        process_id=given.process_definition_id,
        has_incident=given.has_incident,
        keys=None if given.process_instance_key is None else (given.process_instance_key,),
        definition_key=given.process_definition_key,
        parent_key=given.parent_process_instance_key,
        fields=tuple((one.name, read_json(one.value.encode())) for one in given.variables),
    )
    with door.enter() as (uow, actor):
        page = search_instances(uow, actor, filter=instance_filter, offset=wanted.page.from_, limit=wanted.page.limit)
    return found([process_instance_result(instance) for instance in page.items], page.total)


@router.get("/{processInstanceKey}", response_model=ProcessInstanceResult)
def get_process_instance(door: DoorDep, process_instance_key: InstanceKey) -> Response:
    """Get a case."""
    with door.enter() as (uow, actor):
        instance = get_instance(uow, actor, instance_key=process_instance_key)
    return answer(process_instance_result(instance))


@router.post("/{processInstanceKey}/cancellation", status_code=204)
def cancel_process_instance(
    door: DoorDep, process_instance_key: InstanceKey, cancellation: Cancellation | None = None
) -> Response:
    """End a case early."""
    with door.enter() as (uow, actor):
        cancel_instance(
            uow, actor, instance_key=process_instance_key, reason=cancellation.reason if cancellation else None
        )
    return nothing()


@router.post("/{processInstanceKey}/suspension", status_code=204)
def suspend_process_instance(
    door: DoorDep, process_instance_key: InstanceKey, suspension: Suspension | None = None
) -> Response:
    """Let a case stand still, with the cases that it called."""
    with door.enter() as (uow, actor):
        reason = suspension.reason if suspension else None
        suspend_instance(uow, actor, instance_key=process_instance_key, reason=reason)
    return nothing()


@router.post("/{processInstanceKey}/resumption", status_code=204)
def resume_process_instance(
    door: DoorDep, process_instance_key: InstanceKey, resumption: Suspension | None = None
) -> Response:
    """Let a suspended case go on."""
    with door.enter() as (uow, actor):
        reason = resumption.reason if resumption else None
        resume_instance(uow, actor, instance_key=process_instance_key, reason=reason)
    return nothing()


@router.post("/{processInstanceKey}/incidents/search", response_model=SearchAnswer[IncidentResult])
def search_process_instance_incidents(
    door: DoorDep, process_instance_key: InstanceKey, search: IncidentSearch | None = None
) -> Response:
    """Search the incidents of a case."""
    wanted = search or IncidentSearch()
    with door.enter() as (uow, actor):
        get_instance(uow, actor, instance_key=process_instance_key)
        page = find_incidents(
            uow,
            actor,
            filter=replace(incident_filter(wanted.filter), instance_key=process_instance_key),
            offset=wanted.page.from_,
            limit=wanted.page.limit,
        )
    return found([incident_result(incident, door.language) for incident in page.items], page.total)


@router.get("/{processInstanceKey}/statistics/element-instances", response_model=ElementStatistics)
def count_process_instance_elements(door: DoorDep, process_instance_key: InstanceKey) -> Response:
    """Count the visits to each element of a case, by what became of them."""
    with door.enter() as (uow, actor):
        counted = count_elements(uow, actor, instance_key=process_instance_key)
    return answer(ElementStatistics(items=tuple(CountedElementResult(**asdict(one)) for one in counted)))


def process_instance_result(instance: InstanceRecord) -> ProcessInstanceResult:
    """Show a case as the API does."""
    return ProcessInstanceResult(
        process_definition_id=instance.process_id,
        process_definition_name=instance.process_name,
        process_definition_version=instance.version,
        process_definition_version_tag=instance.version_tag,
        start_date=moment(instance.started_at),
        end_date=moment(instance.ended_at),
        state=instance.state.value,
        suspended_date=moment(instance.suspended_at) if instance.suspended else None,
        has_incident=instance.has_incident,
        process_instance_key=str(instance.key),
        process_definition_key=str(instance.definition_key),
        parent_process_instance_key=None if instance.parent_key is None else str(instance.parent_key),
        parent_element_instance_key=None if instance.parent_element_key is None else str(instance.parent_element_key),
        root_process_instance_key=str(instance.root_key or instance.key),
        business_id=instance.business_id,
        title=instance.title,
        case_state=instance.case_state,
    )
