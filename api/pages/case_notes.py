"""Ghi chú: what people have written beside a case, and a form to write more."""

from dataclasses import asdict, dataclass

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.pages.cases import case_rows
from api.pages.frame import CASES, read_frame
from api.pages.posted import Key, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import InputRejected, Text
from engine.operations import get_instance
from engine.operations.cases.case_notes import list_notes, possible_readers, write_note

router = APIRouter(prefix=CASES.path, route_class=RetriedRoute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form."""

    body: str = ""
    audience: str = "case"
    readers: tuple[str, ...] = ()


@router.get("/{instance_key:int}/ghi-chu")
def notes(request: Request, door: DoorDep, instance_key: Key) -> Response:
    """Show the notes that the reader may read."""
    return _page(request, door, instance_key, Typed())


@router.post("/{instance_key:int}/ghi-chu")
def write(request: Request, door: DoorDep, instance_key: Key, posted: PostedDep) -> Response:
    """Write a note."""
    typed = Typed(
        body=posted.text("body"),
        audience=posted.text("audience"),
        readers=tuple(posted.values.get("readers", ())),
    )
    try:
        with door.enter() as (uow, actor):
            write_note(uow, actor, instance_key=instance_key, **asdict(typed))
    except InputRejected as refused:
        return _page(request, door, instance_key, typed, refused)
    return RedirectResponse(f"{CASES.path}/{instance_key}/ghi-chu?bao=da-ghi", status_code=303)


def _page(
    request: Request, door: Door, instance_key: int, typed: Typed, refused: InputRejected | None = None
) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        instance = get_instance(uow, actor, instance_key=instance_key)
        found = list_notes(uow, actor, instance_key=instance_key)
        readers = possible_readers(uow, actor, instance_key=instance_key)
        row = case_rows(Words(uow, frame.language), [instance])[0]
    errors: dict[str, Text] = {one.field: one.text for one in refused.findings if one.field} if refused else {}
    return render(
        request,
        "pages/case_notes.html",
        language=frame.language,
        status=status_of(refused) if refused else 200,
        frame=frame,
        place=CASES,
        case=instance,
        row=row,
        notes=found,
        readers=readers,
        typed=typed,
        errors=errors,
        notice_code=request.query_params.get("bao", ""),
    )
