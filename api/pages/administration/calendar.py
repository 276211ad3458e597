"""Quản trị, Lịch làm việc: the days of a year that differ from the week, one changed at a time with a preview."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.administration.showing import done, or_none, show
from api.pages.days import REFUSAL, read_day
from api.pages.frame import ADMIN
from api.pages.posted import Posted, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.calendar import DayKind, DayStatus
from engine.errors import EngineError, Finding, InputRejected
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.deadlines.change_calendar import change_day, preview_day, read_calendar_days
from engine.operations.deadlines.recalculate import Effect

PATH: Final = f"{ADMIN.path}/lich"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)
Year = Annotated[int | None, Query(alias="nam", ge=1900, le=2200)]
DayText = Annotated[str, Query(alias="ngay", max_length=10)]
_NAMES: Final = ("name_en", "source", "note_vi")


@router.get("")
def calendar(request: Request, door: DoorDep, year: Year = None) -> Response:
    """List the days of a year that differ."""

    def read(uow: UnitOfWork, actor: Actor, _words: Words) -> dict[str, Any]:
        view = read_calendar_days(uow, actor)
        shown = year or uow.now.astimezone(view.calendar.zone).year
        days = [(day, record) for day, record in sorted(view.records.items()) if day.year == shown]
        return {"year": shown, "days": days, "calendar": view.calendar}

    return show(request, door, "calendar", read)


@router.get("/ngay")
def day(request: Request, door: DoorDep, text: DayText = "") -> Response:
    """Show one day for changing; without a day, for adding one."""
    return _page(request, door, text, None)


@router.post("/ngay")
def change(request: Request, door: DoorDep, posted: PostedDep) -> Response:
    """Show what the change would move (`xem-truoc`), or apply it (`ap-dung`)."""
    text = posted.text("date")
    try:
        changed = _day(text)
        record = _record(posted, changed)
        with door.enter() as (uow, actor):
            if posted.text("viec") != "ap-dung":
                seen = read_calendar_days(uow, actor).seen(changed)
                effect = preview_day(uow, actor, day=changed, change=record)
            else:
                change_day(
                    uow, actor, day=changed, change=record, seen=posted.text("seen"), reason=posted.text("reason")
                )
                return done(PATH, f"da-ap-dung&nam={changed.year}")
    except InputRejected as refused:
        return _page(request, door, text, posted, refused=refused)
    return _page(request, door, text, posted, effect=effect, seen=seen)


def _page(
    request: Request,
    door: Door,
    text: str,
    posted: Posted | None,
    *,
    effect: Effect | None = None,
    refused: EngineError | None = None,
    seen: str = "",
) -> Response:
    def read(uow: UnitOfWork, actor: Actor, _words: Words) -> dict[str, Any]:
        view = read_calendar_days(uow, actor)
        asked = _asked(text)
        kept = view.records.get(asked) if asked is not None else None
        values = _typed(posted) if posted is not None else {"reason": "", "date": text, **_values(kept)}
        return {"values": values, "kept": kept, "seen": seen or (posted.text("seen") if posted else "")}

    kinds, statuses = [one.value for one in DayKind], [one.value for one in DayStatus]
    return show(request, door, "day", read, refused=refused, effect=effect, kinds=kinds, statuses=statuses)


def _values(kept: dict[str, Any] | None) -> dict[str, str]:
    start = {
        "kind": DayKind.HOLIDAY.value,
        "status": DayStatus.OFFICIAL.value,
        "name_vi": "",
        **dict.fromkeys(_NAMES, ""),
    }
    return {**start, **{name: value or "" for name, value in (kept or {}).items()}}


def _typed(posted: Posted) -> dict[str, str]:
    return {name: posted.text(name) for name in ("date", "kind", "status", "name_vi", *_NAMES, "reason")}


def _record(posted: Posted, day: date) -> dict[str, Any] | None:
    """Give the record of `day`; None for the kind `ordinary`, a day like others of its weekday."""
    if posted.text("kind") == "ordinary":
        return None
    record: dict[str, Any] = {name: posted.text(name) for name in ("kind", "status", "name_vi")}
    named = {name: value for name in _NAMES if (value := or_none(posted, name)) is not None}
    return {"date": day.isoformat(), **record, **named}


def _asked(text: str) -> date | None:
    """Give the day that the page is about, None when none can be read."""
    try:
        return read_day(text, "date")
    except InputRejected:
        return None


def _day(text: str) -> date:
    day = read_day(text, "date")
    if day is None:
        raise InputRejected(REFUSAL, findings=(Finding(code="date_invalid", text=REFUSAL, field="date"),))
    return day
