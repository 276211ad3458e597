"""Incidents over `/v2/incidents`: what failed in a case, and running it again."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import ConfigDict
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.shapes import (
    EXAMPLE_KEY,
    EXAMPLE_TIME,
    TENANT,
    Equal,
    Incoming,
    KeyFilter,
    KeyIn,
    MomentOut,
    Outgoing,
    PageIn,
    SearchAnswer,
    Tenant,
    TextFilter,
    answer,
    found,
    key_text,
    moment,
    nothing,
)
from engine.model.case_detail import IncidentFilter as Wanted
from engine.model.case_detail import IncidentOfCase
from engine.model.lifecycle import IncidentState
from engine.operations import find_incidents, get_incident, resolve_incident

router = APIRouter(prefix="/incidents", tags=["Incidents"], route_class=StrictRoute)

IncidentKey = Annotated[KeyIn, Path(alias="incidentKey")]
State = Literal["ACTIVE", "RESOLVED"]
# The kinds that clients of Camunda 8 know, as far as cases here can meet them; others are told as UNKNOWN.
_ERROR_TYPES = frozenset(
    {
        "AD_HOC_SUB_PROCESS_NO_RETRIES",
        "CONDITION_ERROR",
        "EXECUTION_LISTENER_NO_RETRIES",
        "EXTRACT_VALUE_ERROR",
        "FORM_NOT_FOUND",
        "IO_MAPPING_ERROR",
        "JOB_NO_RETRIES",
        "TASK_LISTENER_NO_RETRIES",
        "UNHANDLED_ERROR_EVENT",
    }
)


class IncidentResult(Outgoing):
    """Something that failed and waits for a person."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "incidentKey": EXAMPLE_KEY,
                    "errorType": "JOB_NO_RETRIES",
                    "state": "ACTIVE",
                    "elementId": "dong_dau",
                    "creationTime": EXAMPLE_TIME,
                }
            ]
        }
    )

    process_definition_id: str
    error_type: str
    error_message: str
    element_id: str
    creation_time: MomentOut
    state: str
    tenant_id: str = TENANT
    incident_key: str
    process_definition_key: str
    process_instance_key: str
    root_process_instance_key: str | None
    element_instance_key: str
    job_key: str | None


class IncidentFilter(Incoming):
    """Which incidents; all given conditions must hold."""

    incident_key: KeyFilter = None
    process_instance_key: KeyFilter = None
    process_definition_id: TextFilter = None
    process_definition_key: KeyFilter = None
    element_instance_key: KeyFilter = None
    element_id: TextFilter = None
    job_key: KeyFilter = None
    error_type: TextFilter = None
    state: Annotated[State | None, Equal] = None
    tenant_id: Tenant | None = None


class IncidentSearch(Incoming):
    """A search for incidents, newest first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"filter": {"processInstanceKey": EXAMPLE_KEY, "state": "ACTIVE"}}]}
    )

    filter: IncidentFilter = IncidentFilter()
    page: PageIn = PageIn()


class Resolution(Incoming):
    """Nothing to say: the cause has been mended, run it again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


@router.post("/search", response_model=SearchAnswer[IncidentResult])
def search_all_incidents(door: DoorDep, search: IncidentSearch | None = None) -> Response:
    """Search the incidents of cases that the caller may see."""
    wanted = search or IncidentSearch()
    with door.enter() as (uow, actor):
        page = find_incidents(
            uow,
            actor,
            filter=incident_filter(wanted.filter),
            offset=wanted.page.from_,
            limit=wanted.page.limit,
        )
    return found([incident_result(incident, door.language) for incident in page.items], page.total)


@router.get("/{incidentKey}", response_model=IncidentResult)
def get_one_incident(door: DoorDep, incident_key: IncidentKey) -> Response:
    """Get an incident."""
    with door.enter() as (uow, actor):
        incident = get_incident(uow, actor, incident_key=incident_key)
    return answer(incident_result(incident, door.language))


@router.post("/{incidentKey}/resolution", status_code=204)
def resolve_one_incident(door: DoorDep, incident_key: IncidentKey, _resolution: Resolution | None = None) -> Response:
    """Run again what failed; a job needs retries first (PATCH /v2/jobs/{jobKey})."""
    with door.enter() as (uow, actor):
        resolve_incident(uow, actor, incident_key=incident_key)
    return nothing()


def incident_filter(given: IncidentFilter) -> Wanted:
    """Read which incidents are asked for."""
    return Wanted(
        key=given.incident_key,
        instance_key=given.process_instance_key,
        process_id=given.process_definition_id,
        definition_key=given.process_definition_key,
        element_instance_key=given.element_instance_key,
        element_id=given.element_id,
        job_key=given.job_key,
        error_type=given.error_type,
        state=IncidentState(given.state) if given.state else None,
    )


def incident_result(found_incident: IncidentOfCase, language: str) -> IncidentResult:
    """Show an incident as the API does, its message in the reader's language."""
    incident = found_incident.incident
    return IncidentResult(
        process_definition_id=found_incident.process_id,
        error_type=incident.error_type if incident.error_type in _ERROR_TYPES else "UNKNOWN",
        error_message=incident.message.in_language(language),
        element_id=incident.element_id,
        creation_time=moment(incident.created_at),
        state=incident.state.value,
        incident_key=str(incident.key),
        process_definition_key=str(found_incident.definition_key),
        process_instance_key=str(incident.instance_key),
        root_process_instance_key=str(found_incident.root_key),
        element_instance_key=str(incident.element_instance_key),
        job_key=key_text(incident.job_key),
    )
