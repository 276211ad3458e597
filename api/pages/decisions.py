"""Quyết định in Thiết kế: the decisions with their versions, the tables of one, and checking or deploying a .dmn file.

Plain forms: the page answers to a file with what the server found in it. Nothing of a file is trusted.
"""

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Final, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.pages.frame import DESIGN, read_frame
from api.pages.posted import Key
from api.pages.words import Words
from api.templating import render
from engine.errors import DefinitionError, Finding
from engine.model.decision_records import DecisionRecord
from engine.model.records import Resource
from engine.operations import check_resources, decision_xml, deploy_resources, get_decision, search_decisions
from engine.operations.access import require_permission
from engine.operations.written_tables import written_tables

router = APIRouter(prefix=f"{DESIGN.path}/quyet-dinh")
_MOST_VERSIONS: Final = 1000
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}\.dmn")
_NEW_NAME: Final = "quyet_dinh.dmn"
Asked = Literal["kiem-tra", "ap-dung"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision with its versions, newest first."""

    latest: DecisionRecord
    versions: tuple[DecisionRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says to a file."""

    file_name: str
    findings: tuple[Finding, ...]


@router.get("")
def decisions(request: Request, door: DoorDep) -> Response:
    """List the decisions."""
    return _page(request, door, None)


@router.post("")
def take_file(
    request: Request,
    door: DoorDep,
    file: Annotated[UploadFile, File(alias="tep")],
    asked: Annotated[Asked, Form(alias="viec")] = "kiem-tra",
) -> Response:
    """Check a file, or deploy it as the next version of its decisions; cases keep the version that they used."""
    name = (file.filename or "").rpartition("/")[2]
    resource = Resource(name=name if _NAME.fullmatch(name) else _NEW_NAME, content=file.file.read())
    try:
        with door.enter() as (uow, actor):
            if asked == "ap-dung":
                deploy_resources(uow, actor, resources=[resource])
                return RedirectResponse(f"{router.prefix}?bao=da-ap-dung", status_code=303)
            findings = check_resources(uow, actor, resources=[resource])
    except DefinitionError as refused:
        return _page(request, door, Answer(file_name=name, findings=refused.findings), status=400)
    return _page(request, door, Answer(file_name=name, findings=findings))


@router.get("/{decision_key:int}")
def decision(request: Request, door: DoorDep, decision_key: Key) -> Response:
    """Show the tables of a deployed version."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        require_permission(uow, actor, "RESOURCE", "CREATE")
        record = get_decision(uow, actor, decision_key=decision_key)
        file = written_tables(uow, actor, decision_key=decision_key)
        names = Words(uow, frame.language).people([record.deployed_by])
    return render(
        request,
        "pages/decision.html",
        language=frame.language,
        frame=frame,
        place=DESIGN,
        decision=record,
        tables=file.tables,
        findings=file.findings,
        deployed_by=names[record.deployed_by],
    )


@router.get("/{decision_key:int}.dmn")
def decision_file(door: DoorDep, decision_key: Key) -> Response:
    """Give the file of a deployed version."""
    with door.enter() as (uow, actor):
        xml = decision_xml(uow, actor, decision_key=decision_key)
    headers = {"Cache-Control": "private, no-cache", "Content-Disposition": 'attachment; filename="quyet_dinh.dmn"'}
    return Response(xml, media_type="application/xml", headers=headers)


def _page(request: Request, door: Door, answer: Answer | None, status: int = 200) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        require_permission(uow, actor, "RESOURCE", "CREATE")
        found = search_decisions(uow, actor, limit=_MOST_VERSIONS).items
        names = Words(uow, frame.language).people(one.deployed_by for one in found)
    views = [_view(tuple(versions)) for _, versions in groupby(found, key=lambda each: each.decision_id)]
    return render(
        request,
        "pages/decisions.html",
        language=frame.language,
        status=status,
        frame=frame,
        place=DESIGN,
        decisions=views,
        names=names,
        answer=answer,
        notice_code=request.query_params.get("bao", ""),
    )


def _view(versions: tuple[DecisionRecord, ...]) -> DecisionView:
    return DecisionView(latest=versions[0], versions=versions)
