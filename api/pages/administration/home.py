"""Quản trị: where what is administered."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.administration.showing import show
from api.pages.frame import ADMIN
from api.retrying import RetriedRoute

router = APIRouter(prefix=ADMIN.path, route_class=RetriedRoute)


@router.get("")
def home(request: Request, door: DoorDep) -> Response:
    """List the places."""
    return show(request, door, "home", lambda _uow, _actor, _words: {})
