"""Quản trị, Nhóm: the groups, who belongs to each, and what each may do."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.administration.showing import done, show
from api.pages.frame import ADMIN
from api.pages.posted import PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.errors import Conflict, EngineError
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.people.administer_groups import PERMISSIONS, count_members, get_group, permit

PATH: Final = f"{ADMIN.path}/nhom"
_FIELD: Final = "permission."
_NAMES: Final = {f"{_FIELD}{kind}.{permission}": (kind, permission) for kind, permission in PERMISSIONS}
router = APIRouter(prefix=PATH, route_class=RetriedRoute)


@router.get("")
def groups(request: Request, door: DoorDep) -> Response:
    """List the groups."""

    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        return {"groups": words.every_group(), "counts": count_members(uow, actor)}

    return show(request, door, "groups", read)


@router.get("/{code}")
def group(request: Request, door: DoorDep, code: str) -> Response:
    """Show one group."""
    return _page(request, door, code)


@router.post("/{code}")
def change(request: Request, door: DoorDep, code: str, posted: PostedDep) -> Response:
    """Take which permissions are ticked."""
    try:
        with door.enter() as (uow, actor):
            permit(uow, actor, code=code, permissions=[_NAMES[name] for name in posted.values if name in _NAMES])
    except Conflict as refused:
        return _page(request, door, code, refused=refused)
    return done(f"{PATH}/{code}", "da-luu")


def _page(request: Request, door: Door, code: str, *, refused: EngineError | None = None) -> Response:
    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        found = get_group(uow, actor, code)
        ticked = [(name, PERMISSIONS[what], what in found.permissions) for name, what in _NAMES.items()]
        return {"group": found, "name": words.group(code), "permissions": ticked}

    return show(request, door, "group", read, refused=refused)
