"""Máy ký: pair the machine in which one's token is, see what waits there for a signature, press again."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.accounts import client_address
from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.pages.frame import INBOX, read_frame
from api.pages.posted import Key, Posted, PostedDep
from api.pages.refusals import errors_of
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import EngineError, InputRejected, LimitExceeded
from engine.operations import get_task, task_outcome
from engine.operations.agents.awaited_signature import awaited_signatures, press_again
from engine.operations.agents.pair_agent import begin_pairing, own_agents, unpair_agent
from engine.operations.signing_in.own_password import require_current_password

PATH: Final = "/bao-mat/may-ky"
router = APIRouter(route_class=RetriedRoute)
Shown = Annotated[str, Query(alias="dang", max_length=40)]


@router.get(PATH)
def machines(request: Request, door: DoorDep) -> Response:
    """List the person's machines and what waits for their signature."""
    return _page(request, door)


@router.post(PATH)
def change(request: Request, door: DoorDep, posted: PostedDep) -> Response:
    """Do what the pressed button says (`viec`)."""
    match posted.text("viec"):
        case "bo":
            with door.enter() as (uow, actor):
                unpair_agent(uow, actor, agent_key=posted.number("agent") or 0)
            return RedirectResponse(f"{PATH}?bao=da-bo", status_code=303)
        case "ky-lai":
            with door.enter() as (uow, actor):
                press_again(uow, actor, request_key=posted.number("request") or 0)
            return RedirectResponse(f"{PATH}?bao=da-gui", status_code=303)
    try:
        return _page(request, door, code=_begun(request, door, posted))
    except (InputRejected, LimitExceeded) as refused:
        return _page(request, door, refused=refused)


@router.get(f"{INBOX.path}/{{task_key:int}}/ky-so")
def awaited(door: DoorDep, task_key: Key, shown: Shown = "") -> Response:
    """Lead a page that waits for its reader's signature on, once something else is to be said than what it shows."""
    with door.enter() as (uow, actor):
        outcome = task_outcome(uow, actor, get_task(uow, actor, task_key=task_key))
    signature = outcome.signature if outcome is not None else None
    if signature is not None and signature.code == shown:
        return Response(status_code=204)
    return Response(status_code=204, headers={"HX-Redirect": f"{INBOX.path}/{task_key}?vua-xong=1"})


@router.post(f"{INBOX.path}/{{task_key:int}}/ky-so")
def sign_again(door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Have the task's document shown at the person's machine once more."""
    with door.enter() as (uow, actor):
        get_task(uow, actor, task_key=task_key)
        press_again(uow, actor, request_key=posted.number("request") or 0)
    return RedirectResponse(f"{INBOX.path}/{task_key}?vua-xong=1", status_code=303)


def _begun(request: Request, door: Door, posted: Posted) -> str:
    """Give a new code to whoever knows the person's password."""
    with door.enter() as (_uow, actor):
        pass
    password = posted.values.get("current", [""])[-1]
    require_current_password(door.engine, door.rules, actor, password=password, address=client_address(request))
    with door.enter() as (uow, actor):
        return begin_pairing(uow, door.rules, actor)


def _page(request: Request, door: Door, *, code: str = "", refused: EngineError | None = None) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        agents = own_agents(uow, actor)
        waiting = awaited_signatures(uow, actor)
    return render(
        request,
        "pages/signing_machine.html",
        language=frame.language,
        status=status_of(refused) if refused is not None else 200,
        frame=frame,
        place=INBOX,
        agents=agents,
        waiting=waiting,
        code=code,
        server=request.app.state.settings.public_url or str(request.base_url).rstrip("/"),
        errors=errors_of(refused),
        refused=refused.text if refused is not None else None,
        notice_code=request.query_params.get("bao", ""),
    )
