"""Deployed DMN files over `/v2/decision-requirements`."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.decision_shapes import DecisionRequirementsResult, requirements_result
from api.routes.shapes import Incoming, KeyIn, PageIn, SearchAnswer, Tenant, TextFilter, answer, found
from engine.operations import get_requirements, requirements_xml, search_requirements

router = APIRouter(prefix="/decision-requirements", tags=["Decision requirements"], route_class=StrictRoute)

RequirementsKey = Annotated[KeyIn, Path(alias="decisionRequirementsKey")]


class DecisionRequirementsFilter(Incoming):
    """Which files; all given conditions must hold."""

    decision_requirements_id: TextFilter = None
    version: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = None
    tenant_id: Tenant | None = None


class DecisionRequirementsSearch(Incoming):
    """A search for DMN files, by id, newest version first."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"filter": {"decisionRequirementsId": "phan_loai_don_thu"}}]}
    )

    filter: DecisionRequirementsFilter = DecisionRequirementsFilter()
    page: PageIn = PageIn()


@router.post("/search", response_model=SearchAnswer[DecisionRequirementsResult])
def search_decision_requirements(door: DoorDep, search: DecisionRequirementsSearch | None = None) -> Response:
    """Search the DMN files that the caller may read."""
    wanted = search or DecisionRequirementsSearch()
    with door.enter() as (uow, actor):
        page = search_requirements(
            uow,
            actor,
            requirements_id=wanted.filter.decision_requirements_id,
            version=wanted.filter.version,
            offset=wanted.page.from_,
            limit=wanted.page.limit,
        )
    return found([requirements_result(file) for file in page.items], page.total)


@router.get("/{decisionRequirementsKey}", response_model=DecisionRequirementsResult)
def get_decision_requirements(door: DoorDep, decision_requirements_key: RequirementsKey) -> Response:
    """Get a DMN file's version, name and id."""
    with door.enter() as (uow, actor):
        file = get_requirements(uow, actor, requirements_key=decision_requirements_key)
    return answer(requirements_result(file))


@router.get(
    "/{decisionRequirementsKey}/xml",
    response_class=Response,
    responses={200: {"content": {"text/xml": {"schema": {"type": "string"}, "example": "<definitions …/>"}}}},
)
def get_decision_requirements_xml(door: DoorDep, decision_requirements_key: RequirementsKey) -> Response:
    """Get a DMN file, as it was deployed."""
    with door.enter() as (uow, actor):
        xml = requirements_xml(uow, actor, requirements_key=decision_requirements_key)
    return Response(xml, media_type="text/xml")
