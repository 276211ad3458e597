"""Biểu mẫu in Thiết kế: the forms with their versions, and the page that a form is drawn on."""

from collections.abc import Iterable
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
from engine.errors import Text
from engine.model.form_records import FormUse, FormVersion
from engine.operations import get_form, get_form_version, search_forms
from engine.operations.access import require_permission
from engine.operations.definitions.read_forms import form_uses

PATH: Final = f"{DESIGN.path}/bieu-mau"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)
NEW_FORM: Final = Path(__file__).parent / "new_form.form"
NEW_NAME: Final = "bieu_mau_moi.form"
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A form with its versions, newest first; it has no title of its own, so it is called after the steps it is for."""

    steps: tuple[Text, ...]
    processes: tuple[Text, ...]
    latest: FormVersion
    versions: tuple[FormVersion, ...]


@router.get("")
def forms(request: Request, door: DoorDep) -> Response:
    """List the forms."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        found = search_forms(uow, actor)
        names = Words(uow, frame.language).people(one.deployed_by for one in found)
        uses = form_uses(uow, actor)
    views = [_view(tuple(versions), uses) for _, versions in groupby(found, key=lambda each: each.form_id)]
    return render(
        request, "pages/forms.html", language=frame.language, frame=frame, place=DESIGN, forms=views, names=names
    )


@router.get("/moi")
def new_form(request: Request, door: DoorDep) -> Response:
    """Open the editor on a form with one field."""
    return _editor(request, door, None)


@router.get("/moi.form")
def new_form_file() -> Response:
    """Give the file that a new form starts from."""
    return Response(NEW_FORM.read_bytes(), media_type=_JSON)


@router.get("/{form_key:int}")
def edit_form(request: Request, door: DoorDep, form_key: Key) -> Response:
    """Open the editor on a deployed version."""
    return _editor(request, door, form_key)


@router.get("/{form_key:int}.form")
def form_file(door: DoorDep, form_key: Key) -> Response:
    """Give the file of a deployed version."""
    with door.enter() as (uow, actor):
        schema = get_form(uow, actor, form_key=form_key).schema
    return Response(schema, media_type=_JSON, headers={"Cache-Control": "private, no-cache"})


def _editor(request: Request, door: Door, form_key: int | None) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        require_permission(uow, actor, "RESOURCE", "CREATE")
        base = get_form_version(uow, actor, form_key=form_key) if form_key is not None else None
        deployed_by = Words(uow, frame.language).people([base.deployed_by])[base.deployed_by] if base else ""
    return render(
        request,
        "pages/form_designer.html",
        language=frame.language,
        frame=frame,
        place=DESIGN,
        base=base,
        deployed_by=deployed_by,
        resource_name=base.resource_name if base is not None else NEW_NAME,
        notice_code=request.query_params.get("bao", ""),
    )


def _view(versions: tuple[FormVersion, ...], uses: Iterable[FormUse]) -> FormView:
    own = [use for use in uses if use.form_id == versions[0].form_id]
    return FormView(
        steps=tuple(dict.fromkeys(use.step for use in own)),
        processes=tuple(dict.fromkeys(use.process for use in own)),
        latest=versions[0],
        versions=versions,
    )
