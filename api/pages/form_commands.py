"""What the page of a form asks of the server: check a drawing, and deploy it as a new version (Áp dụng).

A version that somebody else deployed in the meantime is never overwritten unseen.
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.designed_forms import NEW_NAME, PATH
from api.pages.drawings import BaseKey, Drawing, GivenName, TermsDep, deploy_or_plan, findings_answer, go_to, resource
from api.pages.frame import DESIGN
from api.retrying import RetriedRoute
from engine.errors import DefinitionError
from engine.operations import check_resources, get_form_version

router = APIRouter(prefix=PATH, route_class=RetriedRoute)


@router.post("/kiem-tra")
def check(
    request: Request, door: DoorDep, drawing: Drawing, given_name: GivenName = NEW_NAME, base_key: BaseKey = None
) -> Response:
    """Tell everything for which the form could not be deployed; nothing is stored."""
    with door.enter() as (uow, actor):
        base = get_form_version(uow, actor, form_key=base_key) if base_key is not None else None
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
    """Deploy the form as the next version of the one that it was made from; tasks at work keep theirs."""
    try:
        with door.enter() as (uow, actor):
            base = get_form_version(uow, actor, form_key=base_key) if base_key is not None else None
            sent = resource(base, given_name, drawing, default=NEW_NAME)
            deployed = deploy_or_plan(uow, actor, sent, base_key=base_key, terms=terms)
    except DefinitionError as refused:
        return findings_answer(request, door, refused.findings, status=400)
    if deployed is None:
        return go_to(f"{DESIGN.path}?bao=da-hen")
    key = deployed.forms[0].key
    return go_to(f"{PATH}/{key}?bao={'khong-doi' if key == base_key else 'da-ap-dung'}")
