"""Decisions made for cases over `/v2/decision-instances`; who may read the case may read them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import ConfigDict
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.decision_shapes import (
    DecisionInstanceDetail,
    DecisionInstanceResult,
    json_text,
    kind_of,
    trace_members,
)
from api.routes.shapes import (
    EXAMPLE_KEY,
    Incoming,
    KeyFilter,
    PageIn,
    SearchAnswer,
    Tenant,
    TextFilter,
    answer,
    found,
    moment,
)
from engine.model.decision_records import EvaluatedDecision, MadeDecision
from engine.operations import evaluated_in_case, get_made_decision, search_made_decisions
from engine.operations.decisions.read_decisions import made_decision_missing

router = APIRouter(prefix="/decision-instances", tags=["Decision instances"], route_class=StrictRoute)

# The key of an evaluation, then which of its decisions, counted from 1.
InstanceKey = Annotated[
    str,
    Path(
        alias="decisionEvaluationInstanceKey",
        pattern=r"^[0-9]{1,18}-[0-9]{1,6}$",
        examples=[f"{EXAMPLE_KEY}-1"],
    ),
]


class DecisionInstanceFilter(Incoming):
    """Which ones; all given conditions must hold."""

    decision_definition_id: TextFilter = None
    process_instance_key: KeyFilter = None
    tenant_id: Tenant | None = None


class DecisionInstanceSearch(Incoming):
    """A search for decisions made, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"filter": {"processInstanceKey": EXAMPLE_KEY}}]})

    filter: DecisionInstanceFilter = DecisionInstanceFilter()
    page: PageIn = PageIn()


@router.post("/search", response_model=SearchAnswer[DecisionInstanceResult])
def search_decision_instances(door: DoorDep, search: DecisionInstanceSearch | None = None) -> Response:
    """Search the decisions that business rule tasks asked for, in cases that the caller may read."""
    wanted = search or DecisionInstanceSearch()
    with door.enter() as (uow, actor):
        page = search_made_decisions(
            uow,
            actor,
            instance_key=wanted.filter.process_instance_key,
            decision_id=wanted.filter.decision_definition_id,
            offset=wanted.page.from_,
            limit=wanted.page.limit,
        )
        listed = [(made, evaluated_in_case(uow, made)) for made in page.items]
    return found(
        [DecisionInstanceResult(**_members(made, decisions, len(decisions))) for made, decisions in listed], page.total
    )


@router.get("/{decisionEvaluationInstanceKey}", response_model=DecisionInstanceDetail)
def get_decision_instance(door: DoorDep, decision_evaluation_instance_key: InstanceKey) -> Response:
    """Get one decision of an evaluation, with what it saw and which rules matched."""
    key, _, number = decision_evaluation_instance_key.partition("-")
    with door.enter() as (uow, actor):
        made = get_made_decision(uow, actor, key=int(key))
        decisions = evaluated_in_case(uow, made)
    if not 1 <= int(number) <= len(decisions):
        raise made_decision_missing()
    members = _members(made, decisions, int(number))
    return answer(DecisionInstanceDetail(**members, **trace_members(decisions[int(number) - 1])))


def _members(made: MadeDecision, decisions: tuple[EvaluatedDecision, ...], number: int) -> dict[str, Any]:
    one = decisions[number - 1] if decisions else None
    return {
        "decision_evaluation_instance_key": f"{made.key}-{number}",
        "decision_evaluation_key": str(made.key),
        "evaluation_date": moment(made.evaluated_at),
        "decision_definition_id": made.decision_id if one is None else one.decision_id,
        "decision_definition_name": made.name if one is None else one.name,
        "decision_definition_version": made.version if one is None or one.version is None else one.version,
        "decision_definition_type": "UNKNOWN" if one is None else kind_of(one),
        "decision_definition_key": str(made.decision_key if one is None or one.key is None else one.key),
        "root_decision_definition_key": str(made.decision_key),
        "result": json_text(made.trace["value"] if one is None else one.value),
        "process_definition_key": str(made.definition_key),
        "process_instance_key": str(made.instance_key),
        "root_process_instance_key": str(made.instance_key),
        "element_instance_key": str(made.element_instance_key),
    }
