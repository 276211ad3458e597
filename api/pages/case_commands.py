"""What people do with a case from its page: send a message that it waits for, run a failed step again, end it early."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from api.dependencies import DoorDep
from api.pages.frame import CASES
from api.pages.posted import Key, PostedDep
from api.retrying import RetriedRoute
from engine.errors import Conflict, Text
from engine.operations import cancel_instance, correlate_message, get_case, resolve_incident
from engine.operations.reasons import require_reason

router = APIRouter(prefix=CASES.path, route_class=RetriedRoute)


@router.post("/{instance_key:int}/thong-diep/{wait_key:int}")
def send_message(door: DoorDep, instance_key: Key, wait_key: Key) -> Response:
    """Send the message behind one of the buttons of the case's page."""
    with door.enter() as (uow, actor):
        offered = get_case(uow, actor, instance_key=instance_key).actions
        action = next((each for each in offered if each.wait_key == wait_key), None)
        if action is None:
            raise Conflict(
                Text(
                    vi="Hồ sơ không còn chờ thao tác này. Không có gì thay đổi.",
                    en="The case no longer waits for this. Nothing has changed.",
                ),
                code="message_not_awaited",
            )
        correlate_message(uow, actor, name=action.message_name, correlation_key=action.correlation_key)
    return _back(instance_key, "da-gui")


@router.post("/{instance_key:int}/loi/{incident_key:int}/chay-lai")
def retry(door: DoorDep, instance_key: Key, incident_key: Key) -> Response:
    """Run the step again that an incident stopped."""
    with door.enter() as (uow, actor):
        resolve_incident(uow, actor, incident_key=incident_key, instance_key=instance_key)
    return _back(instance_key, "da-chay-lai")


@router.post("/{instance_key:int}/ket-thuc-som")
def end_early(door: DoorDep, instance_key: Key, posted: PostedDep) -> Response:
    """End the case early; the reason stands in its history."""
    reason = posted.text("reason")
    require_reason(reason)
    with door.enter() as (uow, actor):
        cancel_instance(uow, actor, instance_key=instance_key, reason=reason)
    return _back(instance_key, "da-ket-thuc")


def _back(instance_key: int, notice: str) -> Response:
    return RedirectResponse(f"{CASES.path}/{instance_key}?bao={notice}", status_code=303)
