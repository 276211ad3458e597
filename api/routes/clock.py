"""The movable clock over `/v2/clock`; only a demonstration or a test lets itself be moved."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.shapes import Incoming, nothing
from engine.operations import pin_clock, reset_clock

router = APIRouter(prefix="/clock", tags=["Clock"], route_class=StrictRoute)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR_2200_MS = 7_258_118_400_000


class ClockPin(Incoming):
    """The moment to stand at, in milliseconds since 1970 (UTC)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"timestamp": 1_795_573_800_000}]})

    timestamp: Annotated[int, Field(ge=0, le=_YEAR_2200_MS)]


@router.put("", status_code=204)
def pin(door: DoorDep, wanted: ClockPin) -> Response:
    """Pin the clock."""
    with door.enter() as (uow, actor):
        pin_clock(door.engine, uow, actor, moment=_EPOCH + timedelta(milliseconds=wanted.timestamp))
    return nothing()


@router.post("/reset", status_code=204)
def reset(door: DoorDep) -> Response:
    """Let the clock run with the machine again."""
    with door.enter() as (uow, actor):
        reset_clock(door.engine, uow, actor)
    return nothing()
