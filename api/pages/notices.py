"""Thông báo: what processes tell a person (reminders, results), newest first."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import DoorDep
from api.pages.frame import NOTICES, read_frame
from api.pages.posted import BIGGEST_KEY, PostedDep
from api.retrying import RetriedRoute
from api.templating import render
from engine.operations.news.mail_choice import choose_mail, mail_rhythm
from engine.operations.news.notices import list_notices, read_notices
from engine.store.mail import Rhythm

router = APIRouter(prefix=NOTICES.path, route_class=RetriedRoute)
_MOST = 200
_DIGITS = len(str(BIGGEST_KEY))  # keys of ours are shorter than the largest that the database holds


@router.get("")
def notices(request: Request, door: DoorDep) -> Response:
    """Show the person's notices; opening the page marks nothing."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        found = list_notices(uow, actor, limit=_MOST)
        rhythm, address = mail_rhythm(uow, actor)
    return render(
        request,
        "pages/notices.html",
        language=frame.language,
        frame=frame,
        place=NOTICES,
        notices=found,
        notice_code=request.query_params.get("bao", ""),
        rhythm=rhythm or "",
        address=address,
        mail_is_sent=door.engine.settings.mail is not None,
    )


@router.post("/thu")
def choose(door: DoorDep, posted: PostedDep) -> Response:
    """Choose how to be told by e-mail; anything but the two rhythms means not at all."""
    rhythms: dict[str, Rhythm] = {"immediate": "immediate", "daily": "daily"}
    with door.enter() as (uow, actor):
        choose_mail(uow, actor, rhythms.get(posted.text("rhythm")))
    return RedirectResponse(f"{NOTICES.path}?bao=da-luu", status_code=303)


@router.post("/da-xem")
def mark_read(door: DoorDep, posted: PostedDep) -> Response:
    """Mark what the page showed as read: one notice, or all of them."""
    shown = [int(key) for key in posted.values.get("key", ()) if key.isascii() and key.isdigit() and len(key) < _DIGITS]
    with door.enter() as (uow, actor):
        read_notices(uow, actor, keys=shown)
    return RedirectResponse(NOTICES.path, status_code=303)
