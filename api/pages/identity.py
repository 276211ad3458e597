"""Xem danh tính: who sent a letter, opened with a reason and under the reader's name; and who has opened it before."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.frame import CASES, read_frame
from api.pages.posted import Key, Posted, PostedDep
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import InputRejected
from engine.operations import SealedAnswer, get_instance, identity_record, read_identity

router = APIRouter(prefix=CASES.path, route_class=RetriedRoute)


@router.get("/{instance_key:int}/danh-tinh")
def ask_reason(request: Request, door: DoorDep, instance_key: Key) -> Response:
    """Ask why the identity is to be opened, and tell who has opened it (Ai đã xem)."""
    return _page(request, door, instance_key)


@router.post("/{instance_key:int}/danh-tinh")
def open_identity(request: Request, door: DoorDep, instance_key: Key, posted: PostedDep) -> Response:
    """Show the identity once; the reading stands in the case's history."""
    try:
        with door.enter() as (uow, actor):
            answers = read_identity(uow, actor, instance_key=instance_key, reason=posted.text("reason"))
    except InputRejected as refused:
        return _page(request, door, instance_key, posted=posted, refused=refused)
    return _page(request, door, instance_key, answers=answers)


def _page(
    request: Request,
    door: Door,
    instance_key: int,
    *,
    answers: tuple[SealedAnswer, ...] | None = None,
    posted: Posted | None = None,
    refused: InputRejected | None = None,
) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        record = identity_record(uow, actor, instance_key=instance_key)
        case = get_instance(uow, actor, instance_key=instance_key)
        reader, at = actor.display_name, uow.now
    return render(
        request,
        "pages/identity.html",
        language=frame.language,
        frame=frame,
        place=CASES,
        case=case,
        record=record,
        answers=answers,
        reader=reader,
        at=at,
        reason=posted.text("reason") if posted is not None else "",
        error=refused.text if refused is not None else None,
        status=400 if refused is not None else 200,
    )
