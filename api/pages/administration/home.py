"""Quản trị: where what is administered."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.administration.showing import show
from api.pages.frame import ADMIN

router = APIRouter(prefix=ADMIN.path)


@router.get("")
def home(request: Request, door: DoorDep) -> Response:
    """List the places."""
    return show(request, door, "home", lambda _uow, _actor, _words: {})
