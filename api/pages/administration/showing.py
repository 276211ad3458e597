"""What all pages of Quản trị do alike: show a template in the frame, and say by each field what was refused."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door
from api.errors import status_of
from api.pages.days import read_day
from api.pages.frame import ADMIN, read_frame
from api.pages.posted import Posted
from api.pages.refusals import errors_of
from api.pages.words import Words
from api.templating import render
from engine.errors import EngineError
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.people.administration import require_administrator

Read = Callable[[UnitOfWork, Actor, Words], Mapping[str, Any]]


def show(
    request: Request, door: Door, template: str, read: Read, *, refused: EngineError | None = None, **more: Any
) -> Response:
    """Show a page of `pages/admin`; `read` gives what it needs from the engine, `refused` what a command answered."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        require_administrator(uow, actor)
        found = read(uow, actor, Words(uow, frame.language))
    return render(
        request,
        f"pages/admin/{template}.html",
        language=frame.language,
        status=status_of(refused) if refused is not None else 200,
        frame=frame,
        place=ADMIN,
        notice_code=request.query_params.get("bao", ""),
        errors=errors_of(refused),
        refused=refused.text if refused is not None else None,
        **found,
        **more,
    )


def done(path: str, notice: str) -> Response:
    """Go on after a command; the page says what was done."""
    return RedirectResponse(f"{path}?bao={notice}", status_code=303)


def or_none(posted: Posted, name: str) -> str | None:
    """Give a control's text, None when it is empty."""
    return posted.text(name) or None


def day_of(posted: Posted, name: str) -> date | None:
    """Give a date control's day, None when it is empty; raise InputRejected when it is no date."""
    return read_day(posted.text(name), name)
