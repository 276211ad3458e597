"""Quản trị, Người dùng: people and API clients; what is told of them, roles with dates, password, deactivation."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.administration.showing import day_of, done, or_none, show
from api.pages.frame import ADMIN
from api.pages.paging import SearchText
from api.pages.posted import Posted, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.errors import Conflict, EngineError, InputRejected
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.people.administer_people import (
    change_details,
    change_memberships,
    get_person_detail,
    let_in,
    list_people,
    reactivate,
    reset_password,
)
from engine.operations.people.administer_units import list_units
from engine.operations.people.administration import require_administrator
from engine.operations.people.deactivate_person import deactivate_person, list_open_work
from engine.operations.signing_in.administer_factors import has_factor, reset_factor
from engine.store.folding import fold
from engine.store.organisation import Membership

PATH: Final = f"{ADMIN.path}/nguoi"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)
Kind = Literal["", "person", "machine", "inactive"]
KindChoice = Annotated[Kind, Query(alias="loai")]
_GROUP: Final = "group."
_TYPED: Final = ("receiver", "reason", "factor_reason")


@router.get("")
def everybody(request: Request, door: DoorDep, text: SearchText = "", kind: KindChoice = "") -> Response:
    """List people and machines by name."""
    wanted = fold(text)

    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        shown = [
            one
            for one in list_people(uow, actor)
            if (one.kind == kind if kind in {"person", "machine"} else (one.active is not (kind == "inactive")))
            and wanted in fold(f"{one.display_name} {one.username} {one.unit_name or ''}")
        ]
        return {"everybody": shown, "roles": {one.username: words.groups(sorted(one.groups)) for one in shown}}

    return show(request, door, "people", read, text=text, kind=kind)


@router.get("/moi")
def new_person(request: Request, door: DoorDep) -> Response:
    """Show an empty form."""
    return _new(request, door, None)


@router.post("/moi")
def add(request: Request, door: DoorDep, posted: PostedDep) -> Response:
    """Let somebody in; the first password is shown on this page and never again."""
    try:
        with door.enter() as (uow, actor):
            secret = let_in(
                uow,
                actor,
                username=posted.text("username"),
                display_name=posted.text("display_name"),
                machine=bool(posted.text("machine")),
                unit=or_none(posted, "unit"),
                title=or_none(posted, "title"),
                email=or_none(posted, "email"),
            )
    except (InputRejected, Conflict) as refused:
        return _new(request, door, posted, refused=refused)
    return _page(request, door, posted.text("username"), secret=secret)


@router.get("/{username}")
def person(request: Request, door: DoorDep, username: str) -> Response:
    """Show one person."""
    return _page(request, door, username)


@router.post("/{username}")
def change(request: Request, door: DoorDep, username: str, posted: PostedDep) -> Response:
    """Do what the pressed button says (`viec`)."""
    secret = ""
    try:
        with door.enter() as (uow, actor):
            require_administrator(uow, actor)
            match posted.text("viec"):
                case "thong-tin":
                    _change_details(uow, actor, username, posted)
                case "vai-tro":
                    change_memberships(uow, actor, username=username, held=_held(posted))
                case "mat-khau":
                    secret = reset_password(uow, actor, username=username)
                case "ngung":
                    deactivate_person(
                        uow,
                        actor,
                        username=username,
                        receiver=or_none(posted, "receiver"),
                        reason=posted.text("reason"),
                    )
                case "go-hai-buoc":
                    _reset_factor(uow, actor, username, posted)
                case "hoat-dong":
                    reactivate(uow, actor, username=username)
    except InputRejected as refused:
        return _page(request, door, username, posted=posted, refused=refused)
    return _page(request, door, username, secret=secret) if secret else done(f"{PATH}/{username}", "da-luu")


def _change_details(uow: UnitOfWork, actor: Actor, username: str, posted: Posted) -> None:
    change_details(
        uow,
        actor,
        username=username,
        display_name=posted.text("display_name"),
        unit=or_none(posted, "unit"),
        title=or_none(posted, "title"),
        email=or_none(posted, "email"),
    )


def _reset_factor(uow: UnitOfWork, actor: Actor, username: str, posted: Posted) -> None:
    try:
        reset_factor(uow, actor, username=username, reason=posted.text("factor_reason"))
    except InputRejected as refused:  # the page has another reason besides
        findings = tuple(replace(found, field=f"factor_{found.field}") for found in refused.findings)
        raise InputRejected(refused.text, code=refused.stable_code, findings=findings) from None


def _held(posted: Posted) -> list[Membership]:
    """Give the ticked groups with their days; each group's controls carry its code."""
    return [
        Membership(
            group=name.removeprefix(_GROUP),
            valid_from=day_of(posted, f"from.{name.removeprefix(_GROUP)}"),
            valid_until=day_of(posted, f"until.{name.removeprefix(_GROUP)}"),
        )
        for name in posted.values
        if name.startswith(_GROUP)
    ]


def _new(request: Request, door: Door, posted: Posted | None, *, refused: EngineError | None = None) -> Response:
    names = ("username", "display_name", "unit", "title", "email", "machine")

    def read(uow: UnitOfWork, actor: Actor, _words: Words) -> dict[str, Any]:
        return {"units": _units(uow, actor)}

    values = {name: posted.text(name) if posted is not None else "" for name in names}
    return show(request, door, "new_person", read, refused=refused, values=values)


def _page(
    request: Request,
    door: Door,
    username: str,
    *,
    posted: Posted | None = None,
    refused: EngineError | None = None,
    secret: str = "",
) -> Response:
    now: datetime = request.app.state.sign_in_rules.now()

    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        detail = get_person_detail(uow, actor, username, now)
        held = {one.group: one for one in detail.memberships}
        others = [one for one in list_people(uow, actor) if one.active and one.kind == "person"]
        return {
            "detail": detail,
            "person": detail.person,
            "roles": [(code, name, held.get(code)) for code, name in words.every_group()],
            "units": _units(uow, actor, detail.person.unit_code),
            "work": list_open_work(uow, actor, username),
            "receivers": [(one.username, one.display_name) for one in others if one.username != username],
            "own": username == actor.username,
            "factor": has_factor(uow, actor, username),
        }

    typed = {name: posted.text(name) if posted is not None else "" for name in _TYPED}
    return show(request, door, "person", read, refused=refused, typed=typed, secret=secret)


def _units(uow: UnitOfWork, actor: Actor, own: str | None = None) -> list[tuple[str, str]]:
    """Give the units to choose from: those without an end, and the one that somebody belongs to already."""
    found = list_units(uow, actor)
    return [(unit.code, unit.name) for unit in found if unit.valid_until is None or unit.code == own]
