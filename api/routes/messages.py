"""Messages over `/v2/messages`: correlated at once with the one case that waits, or published for all."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.shapes import EXAMPLE_KEY, TENANT, Incoming, Name, Outgoing, Tenant, Variables, answer
from engine.operations import correlate_message, publish_message

_LONGEST_LIFE_MS: Final = 366 * 24 * 3600 * 1000  # of a published message

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


class Publication(Incoming):
    """A message for whoever waits for it, also later while it lives, and for the processes that it starts."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"name": "nhan_van_ban", "correlationKey": "15/BC-UBND", "timeToLive": 60000, "messageId": "a"}
            ]
        }
    )

    name: Name
    correlation_key: Annotated[str, Field(max_length=500)] = ""
    time_to_live: Annotated[int, Field(ge=0, le=_LONGEST_LIFE_MS, description="Milliseconds.")] = 0
    message_id: Annotated[str, Field(max_length=500)] | None = None
    variables: Variables | None = None
    tenant_id: Tenant = "<default>"
    business_id: None = None


class MessagePublicationResult(Outgoing):
    """The message that was published."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tenantId": TENANT, "messageKey": EXAMPLE_KEY}]})

    tenant_id: str = TENANT
    message_key: str


@router.post("/publication", response_model=MessagePublicationResult)
def publish(door: DoorDep, publication: Publication) -> Response:
    """Publish a message; 409 when one of its id still lives."""
    with door.enter() as (uow, actor):
        key = publish_message(
            uow,
            actor,
            name=publication.name,
            correlation_key=publication.correlation_key,
            time_to_live=timedelta(milliseconds=publication.time_to_live),
            message_id=publication.message_id,
            variables=publication.variables,
        )
    return answer(MessagePublicationResult(message_key=str(key)))


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
