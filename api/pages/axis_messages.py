"""Văn bản, Trục liên thông: what came over the axis, and what the registry does where a person must decide."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.pages.frame import DOCUMENTS, read_frame
from api.pages.posted import Key, PostedDep
from api.pages.refusals import errors_of
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import InputRejected
from engine.operations.intake.changes import decide_change
from engine.operations.intake.keepers import may_decide
from engine.operations.intake.kept_messages import read_again, refuse_message
from engine.operations.intake.list_messages import OPEN, list_messages

PATH: Final = f"{DOCUMENTS.path}/truc"
_WAITING: Final = "WAITING"
router = APIRouter(prefix=PATH, route_class=RetriedRoute)


@router.get("")
def axis(request: Request, door: DoorDep) -> Response:
    """Show what came."""
    return _page(request, door)


@router.post("/{message_key:int}/doc-lai")
def again(request: Request, door: DoorDep, message_key: Key, posted: PostedDep) -> Response:  # noqa: ARG001
    """Have a kept message read once more."""
    try:
        with door.enter() as (uow, actor):
            read_again(uow, actor, key=message_key)
    except InputRejected as refused:
        return _page(request, door, key=message_key, refused=refused)
    return _done("doc-lai")


@router.post("/{message_key:int}/dong-y")
def agree(door: DoorDep, message_key: Key, posted: PostedDep) -> Response:  # noqa: ARG001
    """Let the sender recall, update or replace its document."""
    with door.enter() as (uow, actor):
        decide_change(uow, actor, key=message_key, agree=True)
    return _done("dong-y")


@router.post("/{message_key:int}/tu-choi")
def refuse(request: Request, door: DoorDep, message_key: Key, posted: PostedDep) -> Response:
    """Refuse a kept message, or what the sender wants of an earlier one."""
    reason = posted.text("reason")
    try:
        with door.enter() as (uow, actor):
            if posted.text("state") == _WAITING:
                decide_change(uow, actor, key=message_key, agree=False, reason=reason)
            else:
                refuse_message(uow, actor, key=message_key, reason=reason)
    except InputRejected as refused:
        return _page(request, door, key=message_key, refused=refused)
    return _done("tu-choi")


def _page(request: Request, door: Door, *, key: int | None = None, refused: InputRejected | None = None) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        found = list_messages(uow, actor)
        decides = may_decide(uow, actor)
    return render(
        request,
        "pages/axis_messages.html",
        language=frame.language,
        status=status_of(refused) if refused is not None else 200,
        frame=frame,
        place=DOCUMENTS,
        waiting=[one for one in found if one.state in OPEN],
        settled=[one for one in found if one.state not in OPEN],
        decides=decides,
        refused_key=key,
        errors=errors_of(refused),
        refused=refused.text if refused is not None else None,
        notice_code=request.query_params.get("bao", ""),
    )


def _done(notice: str) -> Response:
    return RedirectResponse(f"{PATH}?bao={notice}", status_code=303)
