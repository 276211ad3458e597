"""Deployed decisions over `/v2/decision-definitions`: find, read, DMN file, make a decision."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.decision_shapes import (
    DecisionDefinitionResult,
    EvaluateDecisionResult,
    decision_result,
    evaluated_result,
    json_text,
)
from api.routes.shapes import (
    EXAMPLE_KEY,
    Incoming,
    KeyFilter,
    KeyIn,
    Name,
    PageIn,
    SearchAnswer,
    Tenant,
    TextFilter,
    Variables,
    answer,
    found,
)
from engine.model.decision_records import Evaluation
from engine.operations import decision_xml, evaluate_decision, get_decision, search_decisions

router = APIRouter(prefix="/decision-definitions", tags=["Decision definitions"], route_class=StrictRoute)

DecisionKey = Annotated[KeyIn, Path(alias="decisionDefinitionKey")]


class DecisionDefinitionFilter(Incoming):
    """Which decisions; all given conditions must hold."""

    decision_definition_id: TextFilter = None
    decision_requirements_key: KeyFilter = None
    version: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = None
    is_latest_version: Literal[True] | None = None
    tenant_id: Tenant | None = None


class DecisionDefinitionSearch(Incoming):
    """A search for decisions, by id, newest version first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"filter": {"isLatestVersion": True}}]})

    filter: DecisionDefinitionFilter = DecisionDefinitionFilter()
    page: PageIn = PageIn()


class DecisionEvaluation(Incoming):
    """Which decision, by key or by id (its newest version), and over which data."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "decisionDefinitionId": "phan_loai_don",
                    "variables": {"bao_hanh_vi_vi_pham": False, "neu_y_kien_de_nghi": True},
                },
                {"decisionDefinitionKey": EXAMPLE_KEY, "variables": {}},
            ]
        }
    )

    decision_definition_id: Name | None = None
    decision_definition_key: KeyIn | None = None
    variables: Variables | None = None
    tenant_id: Tenant | None = None


@router.post("/search", response_model=SearchAnswer[DecisionDefinitionResult])
def search_decision_definitions(door: DoorDep, search: DecisionDefinitionSearch | None = None) -> Response:
    """Search the decisions that the caller may read."""
    wanted = search or DecisionDefinitionSearch()
    with door.enter() as (uow, actor):
        page = search_decisions(
            uow,
            actor,
            decision_id=wanted.filter.decision_definition_id,
            version=wanted.filter.version,
            requirements_key=wanted.filter.decision_requirements_key,
            latest_only=wanted.filter.is_latest_version is True,
            offset=wanted.page.from_,
            limit=wanted.page.limit,
        )
    return found([decision_result(decision) for decision in page.items], page.total)


@router.post("/evaluation", response_model=EvaluateDecisionResult)
def evaluate_decision_definition(door: DoorDep, asked: DecisionEvaluation) -> Response:
    """Make a decision and tell how it came about; nothing is kept."""
    with door.enter() as (uow, actor):
        evaluation = evaluate_decision(
            uow,
            actor,
            decision_key=asked.decision_definition_key,
            decision_id=asked.decision_definition_id,
            variables=asked.variables or {},
        )
    return answer(_evaluation(evaluation, door.language))


@router.get("/{decisionDefinitionKey}", response_model=DecisionDefinitionResult)
def get_decision_definition(door: DoorDep, decision_definition_key: DecisionKey) -> Response:
    """Get a decision."""
    with door.enter() as (uow, actor):
        decision = get_decision(uow, actor, decision_key=decision_definition_key)
    return answer(decision_result(decision))


@router.get(
    "/{decisionDefinitionKey}/xml",
    response_class=Response,
    responses={200: {"content": {"text/xml": {"schema": {"type": "string"}, "example": "<definitions …/>"}}}},
)
def get_decision_definition_xml(door: DoorDep, decision_definition_key: DecisionKey) -> Response:
    """Get the DMN file that a decision stands in, as it was deployed."""
    with door.enter() as (uow, actor):
        xml = decision_xml(uow, actor, decision_key=decision_definition_key)
    return Response(xml, media_type="text/xml")


def _evaluation(evaluation: Evaluation, language: str) -> EvaluateDecisionResult:
    decision, key = evaluation.decision, str(evaluation.key)
    failure = evaluation.failure
    return EvaluateDecisionResult(
        decision_definition_id=decision.decision_id,
        decision_definition_key=str(decision.key),
        decision_definition_name=decision.name,
        decision_definition_version=decision.version,
        decision_requirements_id=decision.requirements_id,
        decision_requirements_key=str(decision.requirements_key),
        decision_evaluation_key=key,
        decision_instance_key=key,
        output=json_text(evaluation.value),
        failed_decision_definition_id=None if failure is None else decision.decision_id,
        failure_message=None if failure is None else failure.in_language(language),
        evaluated_decisions=tuple(
            evaluated_result(one, f"{key}-{number}") for number, one in enumerate(evaluation.decisions, start=1)
        ),
    )
