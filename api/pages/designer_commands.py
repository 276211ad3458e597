"""What the page of a process model asks of the server: check a drawing, and deploy it as a new version (Áp dụng).

A version that somebody else deployed in the meantime is never overwritten unseen.
"""

from fastapi import APIRouter, Request, UploadFile
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.designer import NEW_NAME
from api.pages.drawings import BaseKey, Drawing, GivenName, findings_answer, go_to, overtaken, resource
from api.pages.frame import DESIGN
from engine.errors import Conflict, DefinitionError
from engine.model.actor import Actor
from engine.model.records import DefinitionRecord, DeploymentRecord, Resource
from engine.operations import UnitOfWork, check_resources, deploy_resources, get_definition, search_definitions
from engine.store.queries.people import display_name

router = APIRouter(prefix=DESIGN.path)


@router.post("/kiem-tra")
def check(
    request: Request, door: DoorDep, drawing: Drawing, given_name: GivenName = NEW_NAME, base_key: BaseKey = None
) -> Response:
    """Tell everything for which the drawing could not be deployed; nothing is stored."""
    with door.enter() as (uow, actor):
        base = get_definition(uow, actor, definition_key=base_key) if base_key is not None else None
        findings = check_resources(uow, actor, resources=[_resource(base, given_name, drawing)])
    return findings_answer(request, door, findings, status=200)


@router.post("/ap-dung")
def deploy(
    request: Request, door: DoorDep, drawing: Drawing, given_name: GivenName = NEW_NAME, base_key: BaseKey = None
) -> Response:
    """Deploy the drawing as the next version of the one that it was made from; running cases keep theirs."""
    try:
        with door.enter() as (uow, actor):
            base = get_definition(uow, actor, definition_key=base_key) if base_key is not None else None
            deployed = deploy_resources(uow, actor, resources=[_resource(base, given_name, drawing)])
            key = _next_version(uow, actor, base, deployed)
    except DefinitionError as refused:
        return findings_answer(request, door, refused.findings, status=400)
    notice = "khong-doi" if base is not None and key == base.key else "da-ap-dung"
    return go_to(f"{DESIGN.path}/{key}?bao={notice}")


def _resource(base: DefinitionRecord | None, given_name: str, drawing: UploadFile) -> Resource:
    return resource(base.resource_name if base is not None else given_name, drawing, default=NEW_NAME)


def _next_version(uow: UnitOfWork, actor: Actor, base: DefinitionRecord | None, deployed: DeploymentRecord) -> int:
    """Give the key of the deployed version, or raise Conflict when it follows one that the person never saw."""
    for definition in deployed.definitions:
        expected = 1
        if base is not None and definition.process_id == base.process_id:
            if definition.key == base.key:
                return base.key
            expected = base.version + 1
        if definition.version != expected:
            raise _overtaken(uow, actor, definition, seen=expected - 1)
    return deployed.definitions[0].key


def _overtaken(uow: UnitOfWork, actor: Actor, definition: DefinitionRecord, *, seen: int) -> Conflict:
    known = search_definitions(uow, actor, process_id=definition.process_id).items
    rival = next((each for each in known if each.key != definition.key and each.version > seen), definition)
    return overtaken(definition.process_id, display_name(uow.connection, rival.deployed_by), rival.version)
