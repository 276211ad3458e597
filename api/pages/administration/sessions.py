"""Quản trị, Phiên đăng nhập: who is signed in, and ending it."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.administration.showing import done, show
from api.pages.frame import ADMIN
from api.pages.posted import PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.people.administer_people import end_session, list_sessions

PATH: Final = f"{ADMIN.path}/phien"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)


@router.get("")
def sessions(request: Request, door: DoorDep) -> Response:
    """List the sessions that are not over."""
    now = request.app.state.sign_in_rules.now()

    def read(uow: UnitOfWork, actor: Actor, _words: Words) -> dict[str, Any]:
        return {"sessions": list_sessions(uow, actor, now)}

    return show(request, door, "sessions", read)


@router.post("")
def end(door: DoorDep, posted: PostedDep) -> Response:
    """End one session."""
    with door.enter() as (uow, actor):
        end_session(uow, actor, mark=posted.text("mark"))
    return done(PATH, "da-ket-thuc")
