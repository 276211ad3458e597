"""Quản trị, Xác thực hai bước: which roles must have a second factor, and how many of their people have one."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.administration.showing import done, show
from api.pages.frame import ADMIN
from api.pages.posted import PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.errors import InputRejected
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.signing_in.administer_factors import RoleFactors, demand_factors, factors_by_role

PATH: Final = f"{ADMIN.path}/hai-buoc"
_GROUP: Final = "group."
router = APIRouter(prefix=PATH, route_class=RetriedRoute)


@router.get("")
def roles(request: Request, door: DoorDep) -> Response:
    """List the roles."""
    return _page(request, door)


@router.post("")
def demand(request: Request, door: DoorDep, posted: PostedDep) -> Response:
    """Take which roles are ticked."""
    ticked = [name.removeprefix(_GROUP) for name in posted.values if name.startswith(_GROUP)]
    try:
        with door.enter() as (uow, actor):
            demand_factors(uow, actor, groups=ticked)
    except InputRejected as refused:
        return _page(request, door, refused=refused)
    return done(PATH, "da-luu")


def _page(request: Request, door: Door, *, refused: InputRejected | None = None) -> Response:
    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        found = factors_by_role(uow, actor)
        return {"roles": [(code, name, found.get(code, RoleFactors())) for code, name in words.every_group()]}

    return show(request, door, "factors", read, refused=refused)
