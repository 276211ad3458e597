"""Vắng mặt, người làm thay: who does whose work on which days; one page for oneself, heads and administrators."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.pages.days import read_day
from api.pages.frame import INBOX, read_frame
from api.pages.handing import Division, divisions
from api.pages.posted import Key, Posted, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import Finding, InputRejected, Text
from engine.model.actor import Actor
from engine.operations import (
    UnitOfWork,
    end_substitute,
    list_substitutes,
    may_name_for,
    name_substitute,
)
from engine.operations.tasks.substitutes import Substitute, office_day
from engine.store.queries.people import people

PATH = "/lam-thay"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)
_TYPED = ("username", "substitute", "first_day", "last_day", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """One absence, in words."""

    substitute: Substitute
    who: str
    by: str
    now: bool  # today is one of its days


@router.get("")
def absences(request: Request, door: DoorDep) -> Response:
    """List the absences that concern the reader, and take a new one."""
    return _page(request, door)


@router.post("")
def name(request: Request, door: DoorDep, posted: PostedDep) -> Response:
    """Name a substitute; whatever is refused comes back with what was typed."""
    try:
        first, last = (read_day(posted.text(name), name) for name in ("first_day", "last_day"))
        if first is None or last is None:
            raise _dayless("first_day" if first is None else "last_day")
        with door.enter() as (uow, actor):
            name_substitute(
                uow,
                actor,
                username=posted.text("username") or actor.username,
                substitute=posted.text("substitute"),
                first_day=first,
                last_day=last,
                reason=posted.text("reason"),
            )
    except InputRejected as refused:
        return _page(request, door, posted=posted, refused=refused)
    return RedirectResponse(f"{PATH}?bao=da-dat", status_code=303)


@router.post("/{absence_key:int}/thoi")
def end(door: DoorDep, absence_key: Key) -> Response:
    """End an absence before its last day."""
    with door.enter() as (uow, actor):
        end_substitute(uow, actor, key=absence_key)
    return RedirectResponse(f"{PATH}?bao=da-thoi", status_code=303)


def _page(
    request: Request, door: Door, *, posted: Posted | None = None, refused: InputRejected | None = None
) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        rows = _rows(uow, actor, Words(uow, frame.language))
        able = divisions(may_name_for(uow, actor), actor.unit)
        others = divisions(people(uow.connection), actor.unit)
    typed = {name: posted.text(name) if posted is not None else "" for name in _TYPED}
    found = refused.findings if refused is not None else ()
    return render(
        request,
        "pages/substitutes.html",
        language=frame.language,
        status=status_of(refused) if refused is not None else 200,
        frame=frame,
        place=INBOX,
        rows=rows,
        able=able,
        alone=_count(able) == 1,
        others=others,
        typed=typed | {"username": typed["username"] or frame.username},
        errors=dict.fromkeys(_TYPED) | {one.field: one.text for one in found if one.field is not None},
        notice_code=request.query_params.get("bao", ""),
    )


def _rows(uow: UnitOfWork, actor: Actor, words: Words) -> tuple[AbsenceRow, ...]:
    found, today = list_substitutes(uow, actor), office_day(uow)
    names = words.people(name for one in found for name in (one.username, one.substitute))
    return tuple(
        AbsenceRow(substitute=one, who=names[one.username], by=names[one.substitute], now=one.first_day <= today)
        for one in found
    )


def _count(offered: Sequence[Division]) -> int:
    return sum(len(division.people) for division in offered)


def _dayless(field: str) -> InputRejected:
    text = Text(vi="Hãy ghi ngày.", en="Give the day.")
    return InputRejected(text, findings=(Finding(code="date_missing", text=text, field=field),))
