"""Quản trị, Quy tắc thời hạn: the register of rules; one rule changed with a preview of what running cases would do."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.administration.showing import day_of, done, or_none, show
from api.pages.frame import ADMIN
from api.pages.paging import SearchText
from api.pages.posted import Posted, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.errors import EngineError, InputRejected
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.deadlines.change_rule import change_rule, preview_rule, read_rule, read_rules
from engine.operations.deadlines.recalculate import Effect
from engine.store.folding import fold

PATH: Final = f"{ADMIN.path}/quy-tac"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)
_TEXTS: Final = ("title_vi", "title_en", "legal_basis")
_OPTIONAL: Final = ("condition", "article", "note_vi")
_DAYS: Final = ("effective_from", "effective_to")
_CHOICES: Final = ("unit", "roll", "after_hours_start", "running_cases", "confidence", "mode")
ProcessChoice = Annotated[str, Query(alias="quy-trinh", max_length=100)]


@router.get("")
def rules(request: Request, door: DoorDep, text: SearchText = "", process: ProcessChoice = "") -> Response:
    """List the rules by id, narrowed to a process or to words of id and title."""
    wanted = fold(text)

    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        found = read_rules(uow, actor)
        shown = [
            each
            for each in found
            if (not process or each.latest["process"] == process)
            and (wanted in fold(f"{each.latest['id']} {each.latest['title_vi']} {each.latest['title_en']}"))
        ]
        names = {each.latest["process"]: words.process_name(each.latest["process"]) for each in found}
        return {"rules": shown, "processes": sorted(names.items(), key=lambda pair: pair[1]), "total": len(found)}

    return show(request, door, "rules", read, text=text, process=process)


@router.get("/{rule_id}")
def rule(request: Request, door: DoorDep, rule_id: str) -> Response:
    """Show one rule for changing."""
    return _page(request, door, rule_id, None)


@router.post("/{rule_id}")
def change(request: Request, door: DoorDep, rule_id: str, posted: PostedDep) -> Response:
    """Show what the change would move (`xem-truoc`), or apply it (`ap-dung`)."""
    try:
        changes, from_day = _changes(posted), day_of(posted, "from_day")
        with door.enter() as (uow, actor):
            if posted.text("viec") != "ap-dung":
                effect = preview_rule(uow, actor, rule_id=rule_id, changes=changes, from_day=from_day)
            else:
                change_rule(
                    uow,
                    actor,
                    rule_id=rule_id,
                    changes=changes,
                    from_day=from_day,
                    seen=posted.text("seen"),
                    reason=posted.text("reason"),
                )
                return done(f"{PATH}/{rule_id}", "da-ap-dung")
    except InputRejected as refused:
        return _page(request, door, rule_id, posted, refused=refused)
    return _page(request, door, rule_id, posted, effect=effect)


def _page(
    request: Request,
    door: Door,
    rule_id: str,
    posted: Posted | None,
    *,
    effect: Effect | None = None,
    refused: EngineError | None = None,
) -> Response:
    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        versions = read_rule(uow, actor, rule_id)
        return {
            "versions": versions.records,
            "rule": versions.latest,
            "seen": posted.text("seen") if posted is not None else versions.seen,
            "values": _values(versions.latest) if posted is None else _typed(posted),
            "process": words.process_name(versions.latest["process"]),
        }

    return show(request, door, "rule", read, refused=refused, effect=effect)


def _values(record: dict[str, Any]) -> dict[str, Any]:
    """Give the controls' values of a rule as it is kept."""
    extension = record["extension"] or {}
    return {
        **{name: "" if value is None else value for name, value in record.items()},
        "extension_times": extension.get("times", ""),
        "extension_amount": extension.get("amount", ""),
        "from_day": "",
        "reason": "",
    }


def _typed(posted: Posted) -> dict[str, Any]:
    """Give the controls' values as they were typed."""
    names = (*_TEXTS, *_OPTIONAL, *_DAYS, *_CHOICES, "amount", "max_amount", "extension_times", "extension_amount")
    typed: dict[str, Any] = {name: posted.text(name) for name in (*names, "from_day", "reason")}
    return {**typed, **{name: bool(posted.text(name)) for name in ("count_start_day", "may_suspend")}}


def _changes(posted: Posted) -> dict[str, Any]:
    """Give the posted controls as fields of a rule; what is no rule is refused by the engine."""
    times, amount = _number(posted, "extension_times"), _number(posted, "extension_amount")
    return {
        **{name: posted.text(name) for name in (*_TEXTS, *_CHOICES)},
        **{name: or_none(posted, name) for name in _OPTIONAL},
        **{name: day.isoformat() if (day := day_of(posted, name)) else None for name in _DAYS},
        "amount": _number(posted, "amount"),
        "max_amount": _number(posted, "max_amount"),
        "extension": None if times is None and amount is None else {"times": times, "amount": amount},
        "count_start_day": bool(posted.text("count_start_day")),
        "may_suspend": bool(posted.text("may_suspend")),
    }


def _number(posted: Posted, name: str) -> int | str | None:
    """Give a whole number, a fraction's text such as 1/3 as it is, None when the control is empty."""
    text = posted.text(name)
    whole = text.isascii() and text.isdigit() and len(text) <= 9
    return int(text) if whole else text or None
