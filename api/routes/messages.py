"""Messages over `/v2/messages`: brought to the one case that waits, or refused; nothing is buffered here."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.shapes import EXAMPLE_KEY, TENANT, Incoming, Name, Outgoing, Tenant, Variables, answer
from engine.operations import correlate_message

router = APIRouter(prefix="/messages", tags=["Messages"], route_class=StrictRoute)


class Correlation(Incoming):
    """The message: its name, what tells the case, and what it brings."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "rut_de_nghi", "correlationKey": "SY-2026-0001", "variables": {"ly_do": "Nhầm"}}]
        }
    )

    name: Name
    correlation_key: Annotated[str, Field(max_length=500)] = ""
    variables: Variables | None = None
    tenant_id: Tenant = "<default>"


class MessageCorrelationResult(Outgoing):
    """The case that took the message."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"tenantId": TENANT, "messageKey": EXAMPLE_KEY, "processInstanceKey": EXAMPLE_KEY}]
        }
    )

    tenant_id: str = TENANT
    message_key: str
    process_instance_key: str


@router.post("/correlation", response_model=MessageCorrelationResult)
def correlate(door: DoorDep, correlation: Correlation) -> Response:
    """Correlate a message; 404 when no case waits for it."""
    with door.enter() as (uow, actor):
        message_key = uow.new_key()
        instance_key = correlate_message(
            uow,
            actor,
            name=correlation.name,
            correlation_key=correlation.correlation_key,
            variables=correlation.variables or {},
        )
    return answer(MessageCorrelationResult(message_key=str(message_key), process_instance_key=str(instance_key)))
