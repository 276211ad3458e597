"""Thiết kế: the models with their versions, and the page that a model is drawn on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.frame import DESIGN, read_frame
from api.pages.posted import Key
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.model.records import DefinitionRecord
from engine.operations import count_running, definition_xml, get_definition, list_plans, search_definitions
from engine.operations.access import require_permission

router = APIRouter(prefix=DESIGN.path, route_class=RetriedRoute)
_MOST_VERSIONS = 1000
NEW_MODEL: Final = Path(__file__).parent / "new_model.bpmn"
NEW_NAME: Final = "quy_trinh_moi.bpmn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelView:
    """A process with its versions, newest first."""

    name: str
    latest: DefinitionRecord
    versions: tuple[DefinitionRecord, ...]
    running: int  # cases, on any version


@router.get("")
def models(request: Request, door: DoorDep) -> Response:
    """List the models."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        require_permission(uow, actor, "RESOURCE", "CREATE")
        words = Words(uow, frame.language)
        found = search_definitions(uow, actor, limit=_MOST_VERSIONS).items
        plans = list_plans(uow, actor)
        running = count_running(uow, found)
        views = [_model(words, versions, running) for _, versions in groupby(found, key=lambda each: each.process_id)]
        names = words.people([*(version.deployed_by for version in found), *(plan.planned_by for plan in plans)])
    return render(
        request,
        "pages/models.html",
        language=frame.language,
        frame=frame,
        place=DESIGN,
        models=views,
        plans=plans,
        running=running,
        notice_code=request.query_params.get("bao", ""),
        names=names,
    )


@router.get("/moi")
def new_model(request: Request, door: DoorDep) -> Response:
    """Open the modeler on an empty process."""
    return _designer(request, door, None)


@router.get("/moi.bpmn")
def new_model_xml() -> Response:
    """Give the empty process that a new model starts from."""
    return Response(NEW_MODEL.read_bytes(), media_type="application/xml")


@router.get("/{definition_key:int}")
def model(request: Request, door: DoorDep, definition_key: Key) -> Response:
    """Open the modeler on a deployed version."""
    return _designer(request, door, definition_key)


@router.get("/{definition_key:int}.bpmn")
def model_xml(door: DoorDep, definition_key: Key) -> Response:
    """Give the file of a deployed version."""
    with door.enter() as (uow, actor):
        xml = definition_xml(uow, actor, definition_key=definition_key)
    return Response(xml, media_type="application/xml", headers={"Cache-Control": "private, no-cache"})


def _designer(request: Request, door: Door, definition_key: int | None) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        require_permission(uow, actor, "RESOURCE", "CREATE")
        words = Words(uow, frame.language)
        base = get_definition(uow, actor, definition_key=definition_key) if definition_key is not None else None
        name = words.process(base.key, base.name) if base is not None else ""
        running = count_running(uow, [base])[base.key] if base is not None else 0
        deployed_by = words.people([base.deployed_by])[base.deployed_by] if base is not None else ""
    return render(
        request,
        "pages/designer.html",
        language=frame.language,
        frame=frame,
        place=DESIGN,
        base=base,
        name=name,
        deployed_by=deployed_by,
        running=running,
        resource_name=base.resource_name if base is not None else NEW_NAME,
        notice_code=request.query_params.get("bao", ""),
    )


def _model(words: Words, versions: Iterable[DefinitionRecord], running: Mapping[int, int]) -> ModelView:
    newest_first = tuple(versions)
    latest = newest_first[0]
    return ModelView(
        name=words.process(latest.key, latest.name),
        latest=latest,
        versions=newest_first,
        running=sum(running[version.key] for version in newest_first),
    )
