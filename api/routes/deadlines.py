"""Deadlines over `/v2`, which Camunda 8 does not know: a case's clock stops and goes on, a task is extended."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict, Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.requests import StrictRoute
from api.routes.process_instances import InstanceKey
from api.routes.shapes import DayIn, Incoming, nothing
from api.routes.user_tasks import IfMatch, UserTaskKey
from api.routes.versions import read_if_match
from engine.operations import extend_task, restart_clock, stop_clock

router = APIRouter(tags=["Deadlines"], route_class=StrictRoute)
ReasonIn = Annotated[str, Field(min_length=1, max_length=2000)]


class ClockChange(Incoming):
    """Why the clock stops, or goes on; it goes into the case's history."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Chờ bổ sung tài liệu"}]})

    reason: ReasonIn


class Extension(Incoming):
    """Why a task may take longer. A date that a rule set moves by that rule; one that people set needs `until`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Vụ việc phức tạp", "until": "2026-12-15"}]})

    reason: ReasonIn
    until: DayIn | None = None


@router.post("/process-instances/{processInstanceKey}/clock-stop", status_code=204)
def stop_process_instance_clock(door: DoorDep, process_instance_key: InstanceKey, change: ClockChange) -> Response:
    """Let the deadlines of a case stand still, as far as their rules allow; work goes on."""
    with door.enter() as (uow, actor):
        stop_clock(uow, actor, instance_key=process_instance_key, reason=change.reason)
    return nothing()


@router.post("/process-instances/{processInstanceKey}/clock-restart", status_code=204)
def restart_process_instance_clock(door: DoorDep, process_instance_key: InstanceKey, change: ClockChange) -> Response:
    """Let them go on, computed anew without the time that they stood still."""
    with door.enter() as (uow, actor):
        restart_clock(uow, actor, instance_key=process_instance_key, reason=change.reason)
    return nothing()


@router.post("/user-tasks/{userTaskKey}/extension", status_code=204)
def extend_user_task(
    door: DoorDep, user_task_key: UserTaskKey, extension: Extension, if_match: IfMatch = None
) -> Response:
    """Extend an open user task as often as its rule allows."""
    version = read_if_match(if_match)
    with door.enter() as (uow, actor):
        extend_task(uow, actor, task_key=user_task_key, reason=extension.reason, until=extension.until, version=version)
    return nothing()
