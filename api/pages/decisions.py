"""Bảng quy tắc in Thiết kế: decisions with their versions, the tables of one, checking or deploying a .dmn file.

Plain forms: the page answers to a file with what the server found in it. Nothing of a file is trusted.
"""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.pages.drawings import resource
from api.pages.frame import DESIGN, read_frame
from api.pages.posted import Key
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import DefinitionError, Finding
from engine.model.decision_records import DecisionRecord
from engine.operations import check_resources, decision_xml, deploy_resources, get_decision, search_decisions
from engine.operations.access import require_permission
from engine.operations.decisions.written_tables import written_tables

PATH: Final = f"{DESIGN.path}/bang-quy-tac"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)
_MOST_VERSIONS: Final = 1000
NEW_DECISION: Final = Path(__file__).parent / "new_decision.dmn"
NEW_NAME: Final = "bang_quy_tac_moi.dmn"
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
    sent = resource(None, name, file, default=NEW_NAME)
    try:
        with door.enter() as (uow, actor):
            if asked == "ap-dung":
                deploy_resources(uow, actor, resources=[sent])
                return RedirectResponse(f"{router.prefix}?bao=da-ap-dung", status_code=303)
            findings = check_resources(uow, actor, resources=[sent])
    except DefinitionError as refused:
        return _page(request, door, Answer(file_name=name, findings=refused.findings), status=400)
    return _page(request, door, Answer(file_name=name, findings=findings))


@router.get("/moi")
def new_decision(request: Request, door: DoorDep) -> Response:
    """Open the editor on a file with one small table."""
    return _editor(request, door, None)


@router.get("/moi.dmn")
def new_decision_file() -> Response:
    """Give the file that a new one starts from."""
    return Response(NEW_DECISION.read_bytes(), media_type="application/xml")


@router.get("/{decision_key:int}/sua")
def edit_decision(request: Request, door: DoorDep, decision_key: Key) -> Response:
    """Open the editor on a deployed version."""
    return _editor(request, door, decision_key)


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


def _editor(request: Request, door: Door, decision_key: int | None) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        require_permission(uow, actor, "RESOURCE", "CREATE")
        base = get_decision(uow, actor, decision_key=decision_key) if decision_key is not None else None
        deployed_by = Words(uow, frame.language).people([base.deployed_by])[base.deployed_by] if base else ""
    return render(
        request,
        "pages/decision_designer.html",
        language=frame.language,
        frame=frame,
        place=DESIGN,
        base=base,
        deployed_by=deployed_by,
        resource_name=base.resource_name if base is not None else NEW_NAME,
        notice_code=request.query_params.get("bao", ""),
    )


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
