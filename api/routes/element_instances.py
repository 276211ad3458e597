"""Visits of tokens to elements over `/v2/element-instances`."""

import re
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.incidents import IncidentResult, IncidentSearch, incident_filter, incident_result
from api.routes.shapes import (
    EXAMPLE_KEY,
    EXAMPLE_TIME,
    TENANT,
    Equal,
    Incoming,
    KeyIn,
    MomentOut,
    Name,
    Outgoing,
    PageIn,
    RequiredKeyFilter,
    SearchAnswer,
    Tenant,
    TextFilter,
    Variables,
    answer,
    found,
    key_text,
    moment,
    nothing,
)
from engine.model.ad_hoc import Activation, AdHocResult
from engine.model.case_detail import ElementOfCase
from engine.model.lifecycle import ElementState
from engine.operations import activate_elements, find_elements, find_incidents, get_element, set_variables

router = APIRouter(prefix="/element-instances", tags=["Element instances"], route_class=StrictRoute)

ElementInstanceKey = Annotated[KeyIn, Path(alias="elementInstanceKey")]
State = Literal["ACTIVE", "COMPLETED", "TERMINATED"]
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


class ElementInstanceResult(Outgoing):
    """A token's visit to an element."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "elementInstanceKey": EXAMPLE_KEY,
                    "elementId": "duyet",
                    "elementName": "Duyệt đề nghị sao y",
                    "type": "USER_TASK",
                    "state": "ACTIVE",
                    "startDate": EXAMPLE_TIME,
                }
            ]
        }
    )

    process_definition_id: str | None
    start_date: MomentOut
    end_date: MomentOut | None
    element_id: str
    element_name: str
    type_: Annotated[str, Field(alias="type")]
    state: str
    has_incident: bool
    tenant_id: str = TENANT
    element_instance_key: str
    process_instance_key: str
    root_process_instance_key: str | None
    process_definition_key: str | None
    incident_key: str | None


class VariableSetting(Incoming):
    """The values, and whether each stays in exactly this scope or goes where its name belongs."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"variables": {"so_ban": 3}, "local": False}]})

    variables: Variables
    local: bool = False


class ElementInstanceFilter(Incoming):
    """Which visits; the case must be named."""

    process_instance_key: RequiredKeyFilter
    element_id: TextFilter = None
    type_: Annotated[TextFilter, Field(alias="type")] = None
    state: Annotated[State | None, Equal] = None
    tenant_id: Tenant | None = None


class ElementInstanceSearch(Incoming):
    """A search for the visits of one case, in the order they began."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"filter": {"processInstanceKey": EXAMPLE_KEY, "state": "ACTIVE"}}]}
    )

    filter: ElementInstanceFilter
    page: PageIn = PageIn()


class ActivityReference(Incoming):
    """One element to begin, with variables of its own."""

    element_id: Name
    variables: Variables | None = None


class ActivitiesToActivate(Incoming):
    """Which elements of an ad-hoc sub-process begin now."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"elements": [{"elementId": "xin_y_kien", "variables": {"don_vi": "so_tc"}}]}]}
    )

    elements: Annotated[list[ActivityReference], Field(min_length=1, max_length=1000)]
    cancel_remaining_instances: bool = False


@router.post("/ad-hoc-activities/{adHocSubProcessInstanceKey}/activation", status_code=204)
def activate_ad_hoc_activities(
    door: DoorDep,
    ad_hoc_key: Annotated[KeyIn, Path(alias="adHocSubProcessInstanceKey")],
    wanted: ActivitiesToActivate,
) -> Response:
    """Begin elements of an ad-hoc sub-process that is at work."""
    result = AdHocResult(
        activations=tuple(
            Activation(element_id=found.element_id, variables=found.variables or {}) for found in wanted.elements
        ),
        cancels_remaining=wanted.cancel_remaining_instances,
    )
    with door.enter() as (uow, actor):
        activate_elements(uow, actor, element_instance_key=ad_hoc_key, wanted=result)
    return nothing()


@router.post("/search", response_model=SearchAnswer[ElementInstanceResult])
def search_element_instances(door: DoorDep, search: ElementInstanceSearch) -> Response:
    """Search the visits of a case's tokens."""
    given = search.filter
    with door.enter() as (uow, actor):
        page = find_elements(
            uow,
            actor,
            instance_key=given.process_instance_key,
            element_id=given.element_id,
            element_type=given.type_ and _local_name(given.type_),
            state=ElementState(given.state) if given.state else None,
            offset=search.page.from_,
            limit=search.page.limit,
        )
    return found([_result(visit) for visit in page.items], page.total)


@router.get("/{elementInstanceKey}", response_model=ElementInstanceResult)
def get_element_instance(door: DoorDep, element_instance_key: ElementInstanceKey) -> Response:
    """Get a token's visit to an element."""
    with door.enter() as (uow, actor):
        visit = get_element(uow, actor, element_instance_key=element_instance_key)
    return answer(_result(visit))


@router.put("/{elementInstanceKey}/variables", status_code=204)
def set_element_instance_variables(
    door: DoorDep, element_instance_key: ElementInstanceKey, setting: VariableSetting
) -> Response:
    """Set variables at a case (its own key) or at an element instance; waiting conditions are asked anew."""
    with door.enter() as (uow, actor):
        set_variables(uow, actor, scope_key=element_instance_key, variables=setting.variables, local=setting.local)
    return nothing()


@router.post("/{elementInstanceKey}/incidents/search", response_model=SearchAnswer[IncidentResult])
def search_element_instance_incidents(
    door: DoorDep, element_instance_key: ElementInstanceKey, search: IncidentSearch | None = None
) -> Response:
    """Search the incidents at an element instance."""
    wanted = search or IncidentSearch()
    with door.enter() as (uow, actor):
        get_element(uow, actor, element_instance_key=element_instance_key)
        page = find_incidents(
            uow,
            actor,
            filter=replace(incident_filter(wanted.filter), element_instance_key=element_instance_key),
            offset=wanted.page.from_,
            limit=wanted.page.limit,
        )
    return found([incident_result(incident, door.language) for incident in page.items], page.total)


def _local_name(element_type: str) -> str:
    """Give BPMN's name of a type as clients write it: USER_TASK is a userTask."""
    first, *others = element_type.lower().split("_")
    return first + "".join(word.capitalize() for word in others)


def _result(visit: ElementOfCase) -> ElementInstanceResult:
    element = visit.element
    return ElementInstanceResult(
        process_definition_id=visit.process_id,
        start_date=moment(element.started_at),
        end_date=moment(element.ended_at),
        element_id=element.element_id,
        element_name=element.name or element.element_id,
        type_=_HUMP.sub("_", element.element_type).upper(),
        state=element.state.value,
        has_incident=visit.has_incident,
        element_instance_key=str(element.key),
        process_instance_key=str(visit.instance_key),
        root_process_instance_key=str(visit.root_key),
        process_definition_key=str(visit.definition_key),
        incident_key=key_text(visit.incident_key),
    )
