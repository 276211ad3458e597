"""What the designer page asks of the server: check a drawing, and deploy it as a new version (Áp dụng).

Nothing of a drawing is trusted: name, size and content are checked here and in the engine. A version that somebody
else deployed in the meantime is never overwritten unseen.
"""

import re
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.designer import NEW_NAME
from api.pages.frame import DESIGN
from api.pages.posted import BIGGEST_KEY
from api.templating import render
from engine.errors import Conflict, DefinitionError, Finding, Text
from engine.model.actor import Actor
from engine.model.records import DefinitionRecord, DeploymentRecord, Resource
from engine.operations import UnitOfWork, check_resources, deploy_resources, get_definition, search_definitions
from engine.store.queries.people import display_name

router = APIRouter(prefix=DESIGN.path)
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}\.bpmn")
Drawing = Annotated[UploadFile, File(alias="xml")]
GivenName = Annotated[str, Form(alias="resource_name", max_length=200)]
BaseKey = Annotated[int | None, Form(alias="base_key", ge=1, le=BIGGEST_KEY)]


@router.post("/kiem-tra")
def check(
    request: Request, door: DoorDep, drawing: Drawing, given_name: GivenName = NEW_NAME, base_key: BaseKey = None
) -> Response:
    """Tell everything for which the drawing could not be deployed; nothing is stored."""
    content = drawing.file.read()
    with door.enter() as (uow, actor):
        base = get_definition(uow, actor, definition_key=base_key) if base_key is not None else None
        findings = check_resources(uow, actor, resources=[_resource(base, given_name, content)])
    return _findings(request, door, findings, status=200)


@router.post("/ap-dung")
def deploy(
    request: Request, door: DoorDep, drawing: Drawing, given_name: GivenName = NEW_NAME, base_key: BaseKey = None
) -> Response:
    """Deploy the drawing as the next version of the one that it was made from; running cases keep theirs."""
    content = drawing.file.read()
    try:
        with door.enter() as (uow, actor):
            base = get_definition(uow, actor, definition_key=base_key) if base_key is not None else None
            deployed = deploy_resources(uow, actor, resources=[_resource(base, given_name, content)])
            key = _next_version(uow, actor, base, deployed)
    except DefinitionError as refused:
        return _findings(request, door, refused.findings, status=400)
    notice = "khong-doi" if base is not None and key == base.key else "da-ap-dung"
    response = Response(status_code=204)
    response.headers["HX-Redirect"] = f"{DESIGN.path}/{key}?bao={notice}"
    return response


def _resource(base: DefinitionRecord | None, given_name: str, content: bytes) -> Resource:
    name = base.resource_name if base is not None else given_name
    return Resource(name=name if _NAME.fullmatch(name) else NEW_NAME, content=content)


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
    who = display_name(uow.connection, rival.deployed_by)
    version = rival.version
    return Conflict(
        Text(
            vi=f"{who} đã áp dụng phiên bản {version} của “{definition.process_id}”. "
            "Bản anh/chị đang sửa còn nguyên trên màn hình, chưa áp dụng. "
            "Hãy tải bản của mình về máy, mở phiên bản mới nhất rồi sửa tiếp trên đó.",
            en=f"{who} has deployed version {version} of “{definition.process_id}”. "
            "Your drawing is kept on the screen and was not deployed. "
            "Download it, open the latest version and go on from there.",
        ),
        code="model_overtaken",
        details={"version": version},
    )


def _findings(request: Request, door: DoorDep, findings: tuple[Finding, ...], *, status: int) -> Response:
    return render(request, "fragments/model_findings.html", language=door.language, status=status, findings=findings)
