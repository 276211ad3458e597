"""Quản trị, Dãy số: how far the number series have gone; go on after older books, withdraw a number."""

from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.administration.list_names import SeriesNames
from api.pages.administration.showing import done, show
from api.pages.frame import ADMIN
from api.pages.posted import Posted, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.errors import Conflict, EngineError, Finding, InputRejected, NotFound, Text
from engine.model.actor import Actor
from engine.operations import UnitOfWork, continue_series
from engine.operations.registers.list_series import Series, get_series, list_series, series_processes
from engine.operations.registers.void_number import void_number
from engine.store.queries.directory import directory_units

PATH: Final = f"{ADMIN.path}/day-so"
_TYPED: Final = ("last", "reason", "number", "void_reason")
_LONGEST_NUMBER: Final = 9  # digits
router = APIRouter(prefix=PATH, route_class=RetriedRoute)


@router.get("")
def series_list(request: Request, door: DoorDep) -> Response:
    """List the series."""

    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        names = _names(uow, actor, words)
        return {"series": [(one, names.title(one)) for one in list_series(uow, actor)]}

    return show(request, door, "series_list", read)


@router.get("/{period}/{name}")
def series(request: Request, door: DoorDep, period: str, name: str) -> Response:
    """Show one series."""
    return _page(request, door, period, name)


@router.post("/{period}/{name}")
def change(request: Request, door: DoorDep, period: str, name: str, posted: PostedDep) -> Response:
    """Do what the pressed button says (`viec`)."""
    try:
        with door.enter() as (uow, actor):
            found = get_series(uow, actor, name=name, period=period)
            match posted.text("viec"):
                case "chay-tiep":
                    last, reason = _number(posted, "last"), posted.text("reason")
                    continue_series(uow, actor, series=name, period=period, last=last, reason=reason)
                case "huy":
                    _void(uow, actor, found, posted)
    except (InputRejected, Conflict, NotFound) as refused:
        return _page(request, door, period, name, posted, refused=refused)
    return done(f"{PATH}/{period}/{name}", "da-luu")


def _page(
    request: Request,
    door: Door,
    period: str,
    name: str,
    posted: Posted | None = None,
    *,
    refused: EngineError | None = None,
) -> Response:
    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        found = get_series(uow, actor, name=name, period=period)
        people = words.people(one.voided_by for one in found.voided)
        return {"series": found, "title": _names(uow, actor, words).title(found), "people": people}

    typed = {field: posted.text(field) if posted is not None else "" for field in _TYPED}
    return show(request, door, "series", read, refused=refused, typed=typed)


def _names(uow: UnitOfWork, actor: Actor, words: Words) -> SeriesNames:
    units = directory_units(uow.connection)
    return SeriesNames(words=words, units=units, processes=series_processes(uow, actor))


def _void(uow: UnitOfWork, actor: Actor, found: Series, posted: Posted) -> None:
    number, reason = _number(posted, "number"), posted.text("void_reason")
    try:
        void_number(uow, actor, series=found.code, period=found.period, number=number, reason=reason)
    except InputRejected as refused:  # the page has another reason besides
        findings = tuple(replace(finding, field=f"void_{finding.field}") for finding in refused.findings)
        raise InputRejected(refused.text, code=refused.stable_code, findings=findings) from None


def _number(posted: Posted, name: str) -> int:
    """Give a control's number; raise InputRejected when it is none."""
    text = posted.text(name)
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER and int(text):
        return int(text)
    words = Text(vi="Hãy nhập một số nguyên lớn hơn 0.", en="Please enter a whole number above 0.")
    finding = Finding(code="number_invalid", field=name, text=words)
    raise InputRejected(words, code="number_invalid", findings=(finding,))
