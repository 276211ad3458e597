"""Quản trị, Đơn vị: units and bodies with the days on which they exist and who took over their work."""

from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.administration.showing import day_of, done, or_none, show
from api.pages.frame import ADMIN
from api.pages.posted import Posted, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.errors import Conflict, EngineError, InputRejected
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.people.administer_units import UnitRecord, add_unit, change_unit, get_unit, list_units

PATH: Final = f"{ADMIN.path}/don-vi"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)
_EMPTY: Final = UnitRecord(code="", name="")


@router.get("")
def units(request: Request, door: DoorDep) -> Response:
    """List the units."""

    def read(uow: UnitOfWork, actor: Actor, _words: Words) -> dict[str, Any]:
        found = list_units(uow, actor)
        return {"units": found, "names": {unit.code: unit.name for unit in found}, "today": _today(uow)}

    return show(request, door, "units", read)


@router.get("/moi")
def new_unit(request: Request, door: DoorDep) -> Response:
    """Show an empty form."""
    return _page(request, door, None, _EMPTY)


@router.post("/moi")
def add(request: Request, door: DoorDep, posted: PostedDep) -> Response:
    """Add a unit."""
    unit = _EMPTY
    try:
        unit = _posted(posted, posted.text("code"), external=bool(posted.text("external")))
        with door.enter() as (uow, actor):
            add_unit(uow, actor, unit)
    except (InputRejected, Conflict) as refused:
        return _page(request, door, None, unit, refused=refused)
    return done(PATH, "da-luu")


@router.get("/{code}")
def unit(request: Request, door: DoorDep, code: str) -> Response:
    """Show one unit for changing."""
    return _page(request, door, code, None)


@router.post("/{code}")
def change(request: Request, door: DoorDep, code: str, posted: PostedDep) -> Response:
    """Change a unit."""
    changed = None
    try:
        changed = _posted(posted, code)
        with door.enter() as (uow, actor):
            change_unit(uow, actor, changed)
    except InputRejected as refused:
        return _page(request, door, code, changed, refused=refused)
    return done(PATH, "da-luu")


def _page(
    request: Request, door: Door, code: str | None, typed: UnitRecord | None, *, refused: EngineError | None = None
) -> Response:
    def read(uow: UnitOfWork, actor: Actor, _words: Words) -> dict[str, Any]:
        kept = get_unit(uow, actor, code) if code is not None else None
        others = [(one.code, f"{one.name} ({one.code})") for one in list_units(uow, actor) if one.code != code]
        return {"kept": kept, "unit": typed or kept, "others": others}

    return show(request, door, "unit", read, refused=refused)


def _posted(posted: Posted, code: str, *, external: bool = False) -> UnitRecord:
    return UnitRecord(
        code=code,
        name=posted.text("name"),
        short_name=or_none(posted, "short_name"),
        parent_code=or_none(posted, "parent_code"),
        external=external,
        valid_from=day_of(posted, "valid_from"),
        valid_until=day_of(posted, "valid_until"),
        email=or_none(posted, "email"),
        axis_code=or_none(posted, "axis_code"),
        successors=tuple(name for name in posted.values.get("successors", ()) if name),
    )


def _today(uow: UnitOfWork) -> date:
    return uow.now.astimezone(uow.law.current(uow.transaction).rule_book.calendar.zone).date()
