"""Bảo mật: a person's own password, second factor, recovery codes and signed-in browsers."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.accounts import SESSION_COOKIE, client_address, opened_session
from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.pages.frame import INBOX, read_frame
from api.pages.posted import Posted, PostedDep
from api.pages.refusals import errors_of
from api.pages.sign_in_steps import BEGIN, onwards, show_recovery_codes
from api.qr import qr_code
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import Conflict, EngineError, InputRejected, LimitExceeded
from engine.operations.signing_in.finish_sign_in import enrol
from engine.operations.signing_in.own_password import choose_password, require_current_password
from engine.operations.signing_in.own_sessions import end_own_session, list_own_sessions, session_mark
from engine.operations.signing_in.second_factor import (
    begin_enrolment,
    factor_state,
    pending_enrolment,
    renew_codes,
    switch_off,
)

PATH: Final = "/bao-mat"
FACTOR, PASSWORD, SESSIONS = f"{PATH}/hai-buoc", f"{PATH}/mat-khau", f"{PATH}/phien"
router = APIRouter(route_class=RetriedRoute)


@router.get(PATH)
def overview(request: Request, door: DoorDep) -> Response:
    """Tell how the person signs in, and where they are signed in."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        state = factor_state(uow, actor)
        sessions = list_own_sessions(uow, actor, door.rules.now())
    return render(
        request,
        "pages/security.html",
        language=frame.language,
        frame=frame,
        place=INBOX,
        state=state,
        sessions=sessions,
        here_mark=session_mark(request.cookies.get(SESSION_COOKIE, "")),
        notice_code=request.query_params.get("bao", ""),
    )


@router.post(SESSIONS)
def end_session(door: DoorDep, posted: PostedDep) -> Response:
    """End one of the person's sessions."""
    with door.enter() as (uow, actor):
        end_own_session(uow, actor, mark=posted.text("mark"))
    return _done("da-ket-thuc")


@router.get(PASSWORD)
def password(request: Request, door: DoorDep) -> Response:
    """Show the form for a new password."""
    return _password_page(request, door)


@router.post(PASSWORD)
def change_password(request: Request, door: DoorDep, posted: PostedDep) -> Response:
    """Change the password; every other session ends."""
    with door.enter() as (_uow, actor):
        pass
    current, new, again = (posted.values.get(name, [""])[-1] for name in ("current", "password", "again"))
    try:
        require_current_password(door.engine, door.rules, actor, password=current, address=client_address(request))
        signed_in = choose_password(door.engine, door.rules, actor, password=new, again=again)
    except (InputRejected, LimitExceeded) as refused:
        return _password_page(request, door, refused=refused)
    return onwards(opened_session(request, signed_in), f"{PATH}?bao=da-doi")


@router.get(FACTOR)
def factor(request: Request, door: DoorDep) -> Response:
    """Show how to enrol, or what can be done with the factor in use."""
    return _factor_page(request, door)


@router.post(FACTOR)
def change_factor(request: Request, door: DoorDep, posted: PostedDep) -> Response:
    """Do what the pressed button says (`viec`)."""
    try:
        return _changed_factor(request, door, posted)
    except (InputRejected, LimitExceeded, Conflict) as refused:
        return _factor_page(request, door, refused=refused)


def _changed_factor(request: Request, door: Door, posted: Posted) -> Response:
    code = posted.text("code")
    with door.enter() as (uow, actor):
        if posted.text("viec") == BEGIN:
            begin_enrolment(uow, actor)
            return RedirectResponse(FACTOR, status_code=303)
    match posted.text("viec"):
        case "ma-khoi-phuc":
            codes = renew_codes(door.engine, door.rules, actor, code=code)
            return show_recovery_codes(request, None, codes, language=door.language, following=PATH)
        case "tat":
            switch_off(door.engine, door.rules, actor, code=code)
            return _done("da-tat")
    with door.enter() as (uow, actor):
        signed_in, codes = enrol(uow, door.rules, actor, code=code)
    opened = opened_session(request, signed_in)
    return show_recovery_codes(request, opened, codes, language=door.language, following=PATH)


def _password_page(request: Request, door: Door, *, refused: EngineError | None = None) -> Response:
    return _show(request, door, "own_password", {}, refused)


def _factor_page(request: Request, door: Door, *, refused: EngineError | None = None) -> Response:
    with door.enter() as (uow, actor):
        state = factor_state(uow, actor)
        enrolment = None if state.enrolled else pending_enrolment(uow, actor)
    qr = qr_code(enrolment.uri) if enrolment is not None else ""
    return _show(request, door, "second_factor", {"state": state, "enrolment": enrolment, "qr": qr}, refused)


def _show(request: Request, door: Door, page: str, more: dict[str, Any], refused: EngineError | None) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
    return render(
        request,
        f"pages/{page}.html",
        language=frame.language,
        status=status_of(refused) if refused is not None else 200,
        frame=frame,
        place=INBOX,
        errors=errors_of(refused),
        refused=refused.text if refused is not None else None,
        **more,
    )


def _done(notice: str) -> Response:
    return RedirectResponse(f"{PATH}?bao={notice}", status_code=303)
