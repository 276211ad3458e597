"""Conditions that start processes, over `/v2/conditionals`."""

from fastapi import APIRouter
from pydantic import ConfigDict
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.shapes import EXAMPLE_KEY, TENANT, Incoming, KeyIn, Outgoing, Tenant, Variables, answer
from engine.operations import evaluate_conditionals

router = APIRouter(prefix="/conditionals", tags=["Conditionals"], route_class=StrictRoute)


class ConditionalEvaluation(Incoming):
    """The variables that conditions are asked with and that the cases begin with; one version of a process, or all."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"variables": {"so_kien_nghi": 12}}]})

    variables: Variables
    process_definition_key: KeyIn | None = None
    tenant_id: Tenant = "<default>"


class StartedInstance(Outgoing):
    """A case that a condition has started."""

    process_definition_key: str
    process_instance_key: str


class ConditionalEvaluationResult(Outgoing):
    """The cases that were started; none when no condition holds."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "tenantId": TENANT,
                    "conditionalEvaluationKey": EXAMPLE_KEY,
                    "processInstances": [{"processDefinitionKey": EXAMPLE_KEY, "processInstanceKey": EXAMPLE_KEY}],
                }
            ]
        }
    )

    tenant_id: str = TENANT
    conditional_evaluation_key: str
    process_instances: list[StartedInstance]


@router.post("/evaluation", response_model=ConditionalEvaluationResult)
def evaluate(door: DoorDep, evaluation: ConditionalEvaluation) -> Response:
    """Begin a case at each conditional start event of a process whose condition holds; all of them or none."""
    with door.enter() as (uow, actor):
        started = evaluate_conditionals(
            uow, actor, variables=evaluation.variables, definition_key=evaluation.process_definition_key
        )
        evaluation_key = uow.new_key()
    return answer(
        ConditionalEvaluationResult(
            conditional_evaluation_key=str(evaluation_key),
            process_instances=[
                StartedInstance(process_definition_key=str(version), process_instance_key=str(case))
                for version, case in started
            ],
        )
    )
