"""FEEL expressions over `/v2/expression/evaluation`, for those who write models."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.shapes import Incoming, Outgoing, Tenant, Variables, answer
from engine.operations import evaluate_expression
from engine.operations.decisions.evaluate_expression import LONGEST

router = APIRouter(prefix="/expression", tags=["Expressions"], route_class=StrictRoute)


class ExpressionEvaluation(Incoming):
    """An expression, which begins with "=", and what it sees."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"expression": "=so_ban > 10", "variables": {"so_ban": 12}}]}
    )

    expression: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    variables: Variables | None = None
    tenant_id: Tenant | None = None


class ExpressionWarning(Outgoing):
    """Why something is null."""

    message: str


class ExpressionEvaluationResult(Outgoing):
    """The value of an expression."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"expression": "=so_ban > 10", "result": True, "warnings": [], "referencedSecrets": []}]
        }
    )

    expression: str
    result: Any
    warnings: tuple[ExpressionWarning, ...]
    referenced_secrets: tuple[dict[str, str], ...] = ()


@router.post("/evaluation", response_model=ExpressionEvaluationResult)
def evaluate_feel_expression(door: DoorDep, asked: ExpressionEvaluation) -> Response:
    """Evaluate a FEEL expression within its bounds; what cannot be computed is null, with the reason."""
    with door.enter() as (uow, actor):
        result = evaluate_expression(uow, actor, expression=asked.expression, variables=asked.variables or {})
    warnings = tuple(ExpressionWarning(message=text.in_language(door.language)) for text in result.warnings)
    return answer(ExpressionEvaluationResult(expression=asked.expression, result=result.value, warnings=warnings))
