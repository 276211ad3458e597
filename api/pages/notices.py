"""Thông báo: what processes tell a person (reminders, results), newest first."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import DoorDep
from api.pages.frame import NOTICES, read_frame
from api.pages.posted import BIGGEST_KEY, PostedDep
from api.templating import render
from engine.operations.notices import list_notices, read_notices

router = APIRouter(prefix=NOTICES.path)
_MOST = 200
_DIGITS = len(str(BIGGEST_KEY))  # keys of ours are shorter than the largest that the database holds


@router.get("")
def notices(request: Request, door: DoorDep) -> Response:
    """Show the person's notices; opening the page marks nothing."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        found = list_notices(uow, actor, limit=_MOST)
    return render(request, "pages/notices.html", language=frame.language, frame=frame, place=NOTICES, notices=found)


@router.post("/da-xem")
def mark_read(door: DoorDep, posted: PostedDep) -> Response:
    """Mark what the page showed as read: one notice, or all of them."""
    shown = [int(key) for key in posted.values.get("key", ()) if key.isascii() and key.isdigit() and len(key) < _DIGITS]
    with door.enter() as (uow, actor):
        read_notices(uow, actor, keys=shown)
    return RedirectResponse(NOTICES.path, status_code=303)
