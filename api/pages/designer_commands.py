"""What the page of a process model asks of the server: check a drawing, and deploy it as a new version (Áp dụng).

A version that somebody else deployed in the meantime is never overwritten unseen.
"""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import DoorDep
from api.pages.designer import NEW_NAME
from api.pages.drawings import BaseKey, Drawing, GivenName, TermsDep, deploy_or_plan, findings_answer, go_to, resource
from api.pages.frame import DESIGN
from api.pages.posted import Key
from api.retrying import RetriedRoute
from engine.errors import DefinitionError
from engine.operations import check_resources, get_definition, withdraw_plan

router = APIRouter(prefix=DESIGN.path, route_class=RetriedRoute)


@router.post("/kiem-tra")
def check(
    request: Request, door: DoorDep, drawing: Drawing, given_name: GivenName = NEW_NAME, base_key: BaseKey = None
) -> Response:
    """Tell everything for which the drawing could not be deployed; nothing is stored."""
    with door.enter() as (uow, actor):
        base = get_definition(uow, actor, definition_key=base_key) if base_key is not None else None
        findings = check_resources(uow, actor, resources=[resource(base, given_name, drawing, default=NEW_NAME)])
    return findings_answer(request, door, findings, status=200)


@router.post("/ap-dung")
def deploy(
    request: Request,
    door: DoorDep,
    drawing: Drawing,
    terms: TermsDep,
    given_name: GivenName = NEW_NAME,
    base_key: BaseKey = None,
) -> Response:
    """Deploy the drawing as the next version of the one that it was made from; running cases keep theirs."""
    try:
        with door.enter() as (uow, actor):
            base = get_definition(uow, actor, definition_key=base_key) if base_key is not None else None
            sent = resource(base, given_name, drawing, default=NEW_NAME)
            deployed = deploy_or_plan(uow, actor, sent, base_key=base_key, terms=terms)
    except DefinitionError as refused:
        return findings_answer(request, door, refused.findings, status=400)
    if deployed is None:
        return go_to(f"{DESIGN.path}?bao=da-hen")
    next_key = next((each.key for each in deployed.definitions if base and each.process_id == base.process_id), None)
    key = next_key or deployed.definitions[0].key
    return go_to(f"{DESIGN.path}/{key}?bao={'khong-doi' if key == base_key else 'da-ap-dung'}")


@router.post("/hen/{plan_key:int}/rut")
def withdraw(door: DoorDep, plan_key: Key) -> Response:
    """Take back a plan, or take one that was refused off the list."""
    with door.enter() as (uow, actor):
        withdraw_plan(uow, actor, plan_key=plan_key)
    return RedirectResponse(f"{DESIGN.path}?bao=da-rut", status_code=303)
