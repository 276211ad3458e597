"""What the page of a form asks of the server: check a drawing, and deploy it as a new version (Áp dụng).

A version that somebody else deployed in the meantime is never overwritten unseen.
"""

from fastapi import APIRouter, Request, UploadFile
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.designed_forms import NEW_NAME, PATH
from api.pages.drawings import BaseKey, Drawing, GivenName, findings_answer, go_to, overtaken, resource
from engine.errors import DefinitionError
from engine.model.actor import Actor
from engine.model.form_records import FormVersion
from engine.model.records import FormRecord, Resource
from engine.operations import UnitOfWork, check_resources, deploy_resources, get_form_version, search_forms
from engine.store.queries.people import display_name

router = APIRouter(prefix=PATH)


@router.post("/kiem-tra")
def check(
    request: Request, door: DoorDep, drawing: Drawing, given_name: GivenName = NEW_NAME, base_key: BaseKey = None
) -> Response:
    """Tell everything for which the form could not be deployed; nothing is stored."""
    with door.enter() as (uow, actor):
        base = get_form_version(uow, actor, form_key=base_key) if base_key is not None else None
        findings = check_resources(uow, actor, resources=[_resource(base, given_name, drawing)])
    return findings_answer(request, door, findings, status=200)


@router.post("/ap-dung")
def deploy(
    request: Request, door: DoorDep, drawing: Drawing, given_name: GivenName = NEW_NAME, base_key: BaseKey = None
) -> Response:
    """Deploy the form as the next version of the one that it was made from; tasks at work keep theirs."""
    try:
        with door.enter() as (uow, actor):
            base = get_form_version(uow, actor, form_key=base_key) if base_key is not None else None
            deployed = deploy_resources(uow, actor, resources=[_resource(base, given_name, drawing)]).forms[0]
            _refuse_unseen(uow, actor, base, deployed)
    except DefinitionError as refused:
        return findings_answer(request, door, refused.findings, status=400)
    notice = "khong-doi" if base is not None and deployed.key == base.key else "da-ap-dung"
    return go_to(f"{PATH}/{deployed.key}?bao={notice}")


def _resource(base: FormVersion | None, given_name: str, drawing: UploadFile) -> Resource:
    return resource(base.resource_name if base is not None else given_name, drawing, default=NEW_NAME)


def _refuse_unseen(uow: UnitOfWork, actor: Actor, base: FormVersion | None, deployed: FormRecord) -> None:
    """Raise Conflict when the deployed version follows one that the person never saw."""
    if base is not None and deployed.key == base.key:
        return
    seen = base.version if base is not None and base.form_id == deployed.form_id else 0
    if deployed.version == seen + 1:
        return
    others = search_forms(uow, actor, form_id=deployed.form_id)
    rival = next(each for each in others if each.key != deployed.key and each.version > seen)
    raise overtaken(deployed.form_id, display_name(uow.connection, rival.deployed_by), rival.version)
