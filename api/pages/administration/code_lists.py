"""Quản trị, Danh mục: the code lists; one list's words, values added and values that are offered no more."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.administration.list_names import ListName, list_name
from api.pages.administration.showing import done, show
from api.pages.frame import ADMIN
from api.pages.paging import SearchText
from api.pages.posted import Posted, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.errors import EngineError, InputRejected
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.deadlines.code_lists import CodeList, change_code_list, get_code_list, list_code_lists
from engine.store.folding import fold, sort_key
from engine.store.queries.law import CodeRow

PATH: Final = f"{ADMIN.path}/danh-muc"
_VI: Final = "vi-"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)


@router.get("")
def code_lists(request: Request, door: DoorDep, text: SearchText = "") -> Response:
    """List the code lists, narrowed to words of names and values: those used everywhere before a process's own."""
    wanted = fold(text)

    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        named = [(one, list_name(words, one.key)) for one in list_code_lists(uow, actor)]
        found = [(one, name) for one, name in named if wanted in _searched(one, name)]
        found.sort(key=lambda pair: (sort_key(pair[1].process or ""), sort_key(pair[1].title)))
        return {"lists": found}

    return show(request, door, "code_lists", read, text=text)


@router.get("/{key}")
def code_list(request: Request, door: DoorDep, key: str) -> Response:
    """Show one list for changing."""
    return _page(request, door, key, None)


@router.post("/{key}")
def change(request: Request, door: DoorDep, key: str, posted: PostedDep) -> Response:
    """Take the words of every value, and a value more when one is typed."""
    try:
        with door.enter() as (uow, actor):
            change_code_list(uow, actor, key=key, values=_rows(posted, key), seen=posted.text("seen"))
    except InputRejected as refused:
        return _page(request, door, key, posted, refused=refused)
    return done(f"{PATH}/{key}", "da-luu")


def _page(
    request: Request, door: Door, key: str, posted: Posted | None, *, refused: EngineError | None = None
) -> Response:
    typed = {row.value: row for row in _rows(posted, key)} if posted is not None else {}

    def read(uow: UnitOfWork, actor: Actor, words: Words) -> dict[str, Any]:
        kept = get_code_list(uow, actor, key)
        added = next((row for value, row in typed.items() if value not in {one.value for one in kept.values}), None)
        shown = [typed.get(row.value, row) for row in kept.values]
        name, seen = list_name(words, key), posted.text("seen") if posted else kept.seen
        return {"kept": kept, "name": name, "values": shown, "added": added, "seen": seen}

    return show(request, door, "code_list", read, refused=refused)


def _rows(posted: Posted, key: str) -> list[CodeRow]:
    """Give the values of the posted page: every control of a value carries its code, those of a new one `new`."""
    values = [name.removeprefix(_VI) for name in posted.values if name.startswith(_VI)]
    rows = [
        CodeRow(
            list_key=key,
            value=value,
            vi=posted.text(f"{_VI}{value}"),
            en=posted.text(f"en-{value}"),
            offered=not posted.text(f"withdrawn-{value}"),
        )
        for value in values
    ]
    new = CodeRow(list_key=key, value=posted.text("value"), vi=posted.text("new_vi"), en=posted.text("new_en"))
    return [*rows, new] if new.value or new.vi or new.en else rows


def _searched(one: CodeList, name: ListName) -> str:
    return fold(
        " ".join([one.key, name.title, name.process or "", *(f"{row.value} {row.vi} {row.en}" for row in one.values)])
    )
