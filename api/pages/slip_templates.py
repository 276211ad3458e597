"""Mẫu văn bản: begin the draft that a slip asks for with one of the shipped templates, filled in from the slip.

What was typed is kept as the page's own draft before the list of templates opens, and the Word file that is made is
put into it: the form comes back with the file in its field. Nothing is started or completed here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.forms.views import TEMPLATES
from api.pages.drafts import seen_draft
from api.pages.filling import answers, form_of
from api.pages.frame import START, Place, read_frame
from api.pages.posted import Posted, PostedDep
from api.pages.start import ProcessId, startable
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import NotFound, Text
from engine.forms import Form
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.operations import (
    UnitOfWork,
    read_start_draft,
    save_start_draft,
    upload_document,
)
from engine.operations.definitions.start_forms import start_form_key
from engine.operations.documents.new_draft import WORD, templates_for, write_draft

router = APIRouter(route_class=RetriedRoute)
Template = Annotated[str, Path(max_length=60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slip:
    """The form of a case not yet started that a person is filling in; `says` is what they have kept of it."""

    address: str
    form: Form
    says: Mapping[str, JsonValue]
    process_id: str

    @property
    def field(self) -> str:
        """Give the file field whose files may begin with a template; raise NotFound when there is none."""
        for component in self.form.walk():
            if component.properties.get(TEMPLATES) == "yes" and component.key is not None:
                return component.key
        raise _none_here()

    def keep(self, uow: UnitOfWork, actor: Actor, data: Mapping[str, JsonValue], seen: str | None = None) -> None:
        """Keep what the form says as the person's draft of it."""
        save_start_draft(uow, actor, process_id=self.process_id, data=data, seen=seen)


@router.post(f"{START.path}/{{process_id}}/mau")
def keep_start(door: DoorDep, process_id: ProcessId, posted: PostedDep) -> Response:
    """Keep what was typed into a start form and go to the templates."""
    with door.enter() as (uow, actor):
        slip = _start(uow, actor, process_id)
        return _kept(uow, actor, door, slip, posted)


@router.get(f"{START.path}/{{process_id}}/mau")
def of_start(request: Request, door: DoorDep, process_id: ProcessId) -> Response:
    """List the templates for a case not yet started."""
    with door.enter() as (uow, actor):
        return _listed(request, door, uow, actor, _start(uow, actor, process_id), START)


@router.post(f"{START.path}/{{process_id}}/mau/{{template}}")
def make_for_start(door: DoorDep, process_id: ProcessId, template: Template) -> Response:
    """Make the draft from a template and put it into the start form."""
    with door.enter() as (uow, actor):
        slip = _start(uow, actor, process_id)
        draft = write_draft(uow, actor, template=template, slip=slip.says)
    made = upload_document(door.engine, actor, file_name=draft.file_name, chunks=[draft.content], declared_type=WORD)
    with door.enter() as (uow, actor):
        return _put(uow, actor, _start(uow, actor, process_id), made.key)


def _start(uow: UnitOfWork, actor: Actor, process_id: str) -> _Slip:
    definition = startable(uow, actor, process_id)
    form_key = start_form_key(uow, definition.key)
    if form_key is None:
        raise _none_here()
    return _Slip(
        address=f"{START.path}/{quote(process_id, safe='')}",
        form=form_of(uow, form_key),
        says=read_start_draft(uow, actor, process_id=process_id) or {},
        process_id=process_id,
    )


def _kept(uow: UnitOfWork, actor: Actor, door: Door, slip: _Slip, posted: Posted) -> Response:
    _ = slip.field
    slip.keep(uow, actor, answers(uow, actor, slip.form, posted, door.language), seen_draft(posted))
    return RedirectResponse(f"{slip.address}/mau", status_code=303)


def _listed(request: Request, door: Door, uow: UnitOfWork, actor: Actor, slip: _Slip, place: Place) -> Response:
    _ = slip.field
    frame = read_frame(uow, actor, request, door)
    return render(
        request,
        "pages/slip_templates.html",
        language=frame.language,
        frame=frame,
        place=place,
        address=slip.address,
        offered=[(one.code, one.title.in_language(frame.language)) for one in templates_for(slip.says)],
        kind_is_known=bool(slip.says.get("loai_van_ban")),
    )


def _put(uow: UnitOfWork, actor: Actor, slip: _Slip, document: int) -> Response:
    slip.keep(uow, actor, {**slip.says, slip.field: [str(document)]})
    return RedirectResponse(f"{slip.address}#f-{slip.field}", status_code=303)


def _none_here() -> NotFound:
    return NotFound(
        Text(vi="Bước này không soạn từ mẫu.", en="Nothing is drafted from a template here."),
        code="no_templates_here",
    )
