"""Quản trị, Nhật ký hệ thống: what administration did, and the check of every audit chain."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.administration.showing import show
from api.pages.frame import ADMIN
from api.pages.paging import SIZE, PageNumber, offset_of, pager
from api.pages.words import Words
from api.retrying import RetriedRoute
from engine.model.actor import Actor
from engine.operations import UnitOfWork
from engine.operations.people.administration_log import read_log, verify_for

router = APIRouter(prefix=f"{ADMIN.path}/nhat-ky", route_class=RetriedRoute)
Check = Annotated[int, Query(alias="kiem-tra", ge=0, le=1)]


@router.get("")
def log(request: Request, door: DoorDep, number: PageNumber = 1, check: Check = 0) -> Response:
    """List what was done; with `kiem-tra` also verify the chains, which reads every event of every case."""

    def read(uow: UnitOfWork, actor: Actor, _words: Words) -> dict[str, Any]:
        found = read_log(uow, actor, offset=offset_of(number), limit=SIZE)
        return {
            "entries": found.items,
            "pager": pager(request, number, len(found.items), found.total, most=found.total),  # counted to the end
            "verification": verify_for(uow, actor) if check else None,
        }

    return show(request, door, "log", read)
