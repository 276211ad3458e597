"""What is missing after the password (Đăng nhập, tiếp theo): a code, a password of one's own, a second factor.

One address for all of them: the session knows what it waits for. Whoever is here can do nothing else but sign out.
"""

from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.accounts import OpenedSession, opened_session, safe_next
from api.dependencies import Door, DoorDep
from api.errors import SIGN_IN_PATH, SIGN_IN_STEP_PATH, status_of
from api.pages.posted import Posted, PostedDep
from api.pages.refusals import errors_of
from api.qr import qr_code
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import Conflict, EngineError, InputRejected, LimitExceeded, NotAuthenticated
from engine.model.sign_in import SignInStep
from engine.operations.signing_in.authenticate_session import BegunSession
from engine.operations.signing_in.finish_sign_in import begin_demanded, enrol_demanded, give_code, give_password
from engine.operations.signing_in.second_factor import pending_enrolment

BEGIN: Final = "bat-dau"
router = APIRouter(prefix=SIGN_IN_STEP_PATH, route_class=RetriedRoute)


@router.get("")
def show_step(
    request: Request, door: DoorDep, following: Annotated[str, Query(alias="next", max_length=2000)] = ""
) -> Response:
    """Show what is missing; with nothing missing, lead on."""
    try:
        return _page(request, door, following)
    except NotAuthenticated:
        return _begin_again(following)


@router.post("")
def take_step(request: Request, door: DoorDep, posted: PostedDep) -> Response:
    """Do what the session waits for."""
    following = posted.text("next")
    try:
        with door.halfway() as (_uow, begun):
            pass
        return _taken(request, door, begun, posted, following)
    except NotAuthenticated:
        return _begin_again(following)
    except (InputRejected, LimitExceeded, Conflict) as refused:
        return _page(request, door, following, refused=refused)


def onwards(opened: OpenedSession, following: str) -> Response:
    """Hand a session to the browser and lead it on: to the next step, or to where the person wanted to go."""
    response = RedirectResponse(goal(opened.step, following), status_code=303)
    opened.set_on(response)
    return response


def goal(step: SignInStep, following: str) -> str:
    """Give where a session leads that waits for `step`."""
    target = safe_next(following)
    return target if step is SignInStep.COMPLETE else f"{SIGN_IN_STEP_PATH}?next={quote(target, safe='/')}"


def show_recovery_codes(
    request: Request, opened: OpenedSession | None, codes: tuple[str, ...], *, language: str, following: str
) -> Response:
    """Show recovery codes, this once, and hand the browser the session that came with them, if there is one."""
    if opened is not None:
        opened.adopt(request)
    step = opened.step if opened is not None else SignInStep.COMPLETE
    response = render(
        request,
        "pages/recovery_codes.html",
        language=language,
        codes=codes,
        following=goal(step, following),
        here="/",  # a change of language does not bring the codes back
    )
    if opened is not None:
        opened.set_on(response)
    return response


def _taken(request: Request, door: Door, begun: BegunSession, posted: Posted, following: str) -> Response:
    if begun.step is SignInStep.COMPLETE:
        return RedirectResponse(safe_next(following), status_code=303)
    if begun.step is SignInStep.ENROL:
        return _enrol(request, door, posted, following)
    if begun.step is SignInStep.CODE:
        signed_in = give_code(door.engine, door.rules, begun, code=posted.text("code"))
    else:
        password, again = (posted.values.get(name, [""])[-1] for name in ("password", "again"))
        signed_in = give_password(door.engine, door.rules, begun, password=password, again=again)
    return onwards(opened_session(request, signed_in), following)


def _enrol(request: Request, door: Door, posted: Posted, following: str) -> Response:
    with door.halfway() as (uow, begun):
        if posted.text("viec") == BEGIN:
            begin_demanded(uow, begun)
            return RedirectResponse(goal(begun.step, following), status_code=303)
        signed_in, codes = enrol_demanded(uow, door.rules, begun, code=posted.text("code"))
    opened = opened_session(request, signed_in)
    return show_recovery_codes(request, opened, codes, language=door.language, following=following)


def _page(request: Request, door: Door, following: str, *, refused: EngineError | None = None) -> Response:
    with door.halfway() as (uow, begun):
        if begun.step is SignInStep.COMPLETE:
            return RedirectResponse(safe_next(following), status_code=303)
        shown: dict[str, Any] = {"enrolment": None, "qr": ""}
        if begun.step is SignInStep.ENROL:
            enrolment = pending_enrolment(uow, begun.actor)
            shown = {"enrolment": enrolment, "qr": qr_code(enrolment.uri) if enrolment is not None else ""}
    return render(
        request,
        "pages/sign_in_step.html",
        language=door.language,
        status=status_of(refused) if refused is not None else 200,
        step=begun.step,
        who=begun.actor.display_name,
        next=safe_next(following),
        errors=errors_of(refused),
        refused=refused.text if refused is not None else None,
        here=goal(begun.step, following),
        **shown,
    )


def _begin_again(following: str) -> Response:
    return RedirectResponse(f"{SIGN_IN_PATH}?next={quote(safe_next(following), safe='/')}", status_code=303)
