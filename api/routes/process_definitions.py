"""Deployed processes over `/v2/process-definitions`: find, read, BPMN file, start form."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.forms import FormResult, form_answer
from api.routes.shapes import (
    EXAMPLE_KEY,
    TENANT,
    Incoming,
    KeyIn,
    Outgoing,
    PageIn,
    SearchAnswer,
    Tenant,
    TextFilter,
    answer,
    found,
)
from engine.model.records import DefinitionRecord
from engine.operations import definition_xml, get_definition, search_definitions, start_form

router = APIRouter(prefix="/process-definitions", tags=["Process definitions"], route_class=StrictRoute)

DefinitionKey = Annotated[KeyIn, Path(alias="processDefinitionKey")]


class ProcessDefinitionResult(Outgoing):
    """A deployed version of a process."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "processDefinitionKey": EXAMPLE_KEY,
                    "processDefinitionId": "sao_y_so_hoa",
                    "name": "Sao y và số hóa văn bản",
                    "version": 3,
                    "hasStartForm": True,
                }
            ]
        }
    )

    name: str | None
    resource_name: str
    version: int
    version_tag: str | None
    process_definition_id: str
    tenant_id: str = TENANT
    process_definition_key: str
    has_start_form: bool
    state: str = "ACTIVE"


class ProcessDefinitionFilter(Incoming):
    """Which definitions; all given conditions must hold."""

    process_definition_id: TextFilter = None
    version: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = None
    is_latest_version: Literal[True] | None = None
    tenant_id: Tenant | None = None


class ProcessDefinitionSearch(Incoming):
    """A search for definitions, by process id, newest version first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"filter": {"isLatestVersion": True}}]})

    filter: ProcessDefinitionFilter = ProcessDefinitionFilter()
    page: PageIn = PageIn()


@router.post("/search", response_model=SearchAnswer[ProcessDefinitionResult])
def search_process_definitions(door: DoorDep, search: ProcessDefinitionSearch | None = None) -> Response:
    """Search the definitions that the caller may read."""
    wanted = search or ProcessDefinitionSearch()
    with door.enter() as (uow, actor):
        page = search_definitions(
            uow,
            actor,
            process_id=wanted.filter.process_definition_id,
            version=wanted.filter.version,
            latest_only=wanted.filter.is_latest_version is True,
            offset=wanted.page.from_,
            limit=wanted.page.limit,
        )
    return found([process_definition_result(definition) for definition in page.items], page.total)


@router.get("/{processDefinitionKey}", response_model=ProcessDefinitionResult)
def get_process_definition(door: DoorDep, process_definition_key: DefinitionKey) -> Response:
    """Get a definition."""
    with door.enter() as (uow, actor):
        definition = get_definition(uow, actor, definition_key=process_definition_key)
    return answer(process_definition_result(definition))


@router.get(
    "/{processDefinitionKey}/xml",
    response_class=Response,
    responses={200: {"content": {"text/xml": {"schema": {"type": "string"}, "example": "<bpmn:definitions …/>"}}}},
)
def get_process_definition_xml(door: DoorDep, process_definition_key: DefinitionKey) -> Response:
    """Get the BPMN file of a definition, as it was deployed."""
    with door.enter() as (uow, actor):
        xml = definition_xml(uow, actor, definition_key=process_definition_key)
    return Response(xml, media_type="text/xml")


@router.get(
    "/{processDefinitionKey}/form",
    response_model=FormResult,
    responses={204: {"description": "The process has no start form."}},
)
def get_start_process_form(door: DoorDep, process_definition_key: DefinitionKey) -> Response:
    """Get the form that starts a case."""
    with door.enter() as (uow, actor):
        form = start_form(uow, actor, definition_key=process_definition_key)
    return form_answer(form)


def process_definition_result(definition: DefinitionRecord) -> ProcessDefinitionResult:
    """Show a definition as the API does."""
    return ProcessDefinitionResult(
        name=definition.name,
        resource_name=definition.resource_name,
        version=definition.version,
        version_tag=definition.version_tag,
        process_definition_id=definition.process_id,
        process_definition_key=str(definition.key),
        has_start_form=definition.start_form_id is not None,
    )
