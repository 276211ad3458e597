"""What the page of a decision file asks of the server: check a drawing, and deploy it as a new version (Áp dụng).

A version that somebody else deployed in the meantime is never overwritten unseen.
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.decisions import NEW_NAME, PATH
from api.pages.drawings import BaseKey, Drawing, GivenName, TermsDep, deploy_or_plan, findings_answer, go_to, resource
from api.pages.frame import DESIGN
from api.retrying import RetriedRoute
from engine.errors import DefinitionError
from engine.model.decision_records import DecisionRecord
from engine.model.records import DeploymentRecord
from engine.operations import check_resources, get_decision

router = APIRouter(prefix=PATH, route_class=RetriedRoute)


@router.post("/kiem-tra")
def check(
    request: Request, door: DoorDep, drawing: Drawing, given_name: GivenName = NEW_NAME, base_key: BaseKey = None
) -> Response:
    """Tell what stands in the way of deploying the drawing, and what somebody should look at; nothing is stored."""
    with door.enter() as (uow, actor):
        base = get_decision(uow, actor, decision_key=base_key) if base_key is not None else None
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
    """Deploy the drawing as the next version of the file that it was made from."""
    try:
        with door.enter() as (uow, actor):
            base = get_decision(uow, actor, decision_key=base_key) if base_key is not None else None
            file_key = base.requirements_key if base is not None else None
            sent = resource(base, given_name, drawing, default=NEW_NAME)
            deployed = deploy_or_plan(uow, actor, sent, base_key=file_key, terms=terms)
    except DefinitionError as refused:
        return findings_answer(request, door, refused.findings, status=400)
    if deployed is None:
        return go_to(f"{DESIGN.path}?bao=da-hen")
    notice = "khong-doi" if deployed.requirements[0].key == file_key else "da-ap-dung"
    return go_to(f"{PATH}/{_shown_next(base, deployed).key}/sua?bao={notice}")


def _shown_next(base: DecisionRecord | None, deployed: DeploymentRecord) -> DecisionRecord:
    """Give the decision whose page follows: the one that was open, or the file's first when it is gone."""
    same = [each for each in deployed.decisions if base is not None and each.decision_id == base.decision_id]
    return (same or list(deployed.decisions))[0]
