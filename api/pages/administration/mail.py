"""Quản trị, Thư điện tử: whether e-mail is sent, and what became of the messages."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.administration.showing import show
from api.pages.frame import ADMIN
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.news.send_mail import read_mail_room

PATH: Final = f"{ADMIN.path}/thu"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)


@router.get("")
def mail(request: Request, door: DoorDep) -> Response:
    """Show the state of e-mail; messages hold nothing of any case."""

    def read(uow: UnitOfWork, actor: Actor, _words: Words) -> dict[str, Any]:
        return {"room": read_mail_room(uow, actor, door.engine.settings.mail)}

    return show(request, door, "mail", read)
