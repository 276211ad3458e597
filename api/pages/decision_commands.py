"""What the page of a decision file asks of the server: check a drawing, and deploy it as a new version (Áp dụng).

A version that somebody else deployed in the meantime is never overwritten unseen.
"""

from fastapi import APIRouter, Request, UploadFile
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.decisions import NEW_NAME, PATH
from api.pages.drawings import BaseKey, Drawing, GivenName, findings_answer, go_to, overtaken, resource
from engine.errors import Conflict, DefinitionError
from engine.model.actor import Actor
from engine.model.decision_records import DecisionRecord, RequirementsRecord
from engine.model.records import DeploymentRecord, Resource
from engine.operations import UnitOfWork, check_resources, deploy_resources, get_decision, search_requirements
from engine.store.queries.people import display_name

router = APIRouter(prefix=PATH)


@router.post("/kiem-tra")
def check(
    request: Request, door: DoorDep, drawing: Drawing, given_name: GivenName = NEW_NAME, base_key: BaseKey = None
) -> Response:
    """Tell what stands in the way of deploying the drawing, and what somebody should look at; nothing is stored."""
    with door.enter() as (uow, actor):
        base = get_decision(uow, actor, decision_key=base_key) if base_key is not None else None
        findings = check_resources(uow, actor, resources=[_resource(base, given_name, drawing)])
    return findings_answer(request, door, findings, status=200)


@router.post("/ap-dung")
def deploy(
    request: Request, door: DoorDep, drawing: Drawing, given_name: GivenName = NEW_NAME, base_key: BaseKey = None
) -> Response:
    """Deploy the drawing as the next version of the file that it was made from."""
    try:
        with door.enter() as (uow, actor):
            base = get_decision(uow, actor, decision_key=base_key) if base_key is not None else None
            deployed = deploy_resources(uow, actor, resources=[_resource(base, given_name, drawing)])
            _refuse_unseen(uow, actor, base, deployed.requirements[0])
    except DefinitionError as refused:
        return findings_answer(request, door, refused.findings, status=400)
    same = base is not None and deployed.requirements[0].key == base.requirements_key
    notice = "khong-doi" if same else "da-ap-dung"
    return go_to(f"{PATH}/{_shown_next(base, deployed).key}/sua?bao={notice}")


def _resource(base: DecisionRecord | None, given_name: str, drawing: UploadFile) -> Resource:
    return resource(base.resource_name if base is not None else given_name, drawing, default=NEW_NAME)


def _refuse_unseen(uow: UnitOfWork, actor: Actor, base: DecisionRecord | None, file: RequirementsRecord) -> None:
    """Raise Conflict when the deployed file follows a version that the person never saw."""
    follows = base is not None and file.requirements_id == base.requirements_id
    seen = base.requirements_version if base is not None and follows else 0
    if base is not None and file.key == base.requirements_key:
        return
    if file.version != seen + 1:
        raise _overtaken(uow, actor, file, seen=seen)


def _overtaken(uow: UnitOfWork, actor: Actor, file: RequirementsRecord, *, seen: int) -> Conflict:
    known = search_requirements(uow, actor, requirements_id=file.requirements_id).items
    rival = next((each for each in known if each.key != file.key and each.version > seen), file)
    return overtaken(file.requirements_id, display_name(uow.connection, rival.deployed_by), rival.version)


def _shown_next(base: DecisionRecord | None, deployed: DeploymentRecord) -> DecisionRecord:
    """Give the decision whose page follows: the one that was open, or the file's first when it is gone."""
    same = [each for each in deployed.decisions if base is not None and each.decision_id == base.decision_id]
    return (same or list(deployed.decisions))[0]
