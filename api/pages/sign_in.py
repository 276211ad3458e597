"""Signing in and out (Đăng nhập, Đăng xuất), with one press per person in a demonstration."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.accounts import enter_person, leave_person, safe_next
from api.commands.seed import DEMO_PASSWORD
from api.dependencies import DoorDep
from api.errors import SIGN_IN_PATH, status_of
from api.pages.posted import PostedDep
from api.pages.sign_in_steps import onwards
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import LimitExceeded, NotAuthenticated, Text
from engine.store.queries.people import PersonRecord, people

router = APIRouter(route_class=RetriedRoute)


@router.get(SIGN_IN_PATH)
def show_sign_in(
    request: Request, door: DoorDep, following: Annotated[str, Query(alias="next", max_length=2000)] = ""
) -> Response:
    """Show the sign-in page."""
    return _page(request, door, following=following)


@router.post(SIGN_IN_PATH)
def sign_in(request: Request, door: DoorDep, posted: PostedDep) -> Response:
    """Check name and password and lead on: to the next step, or to where the person wanted to go."""
    settings = request.app.state.settings
    username, password = posted.text("username"), posted.values.get("password", [""])[-1]
    if settings.demo and posted.text("quick"):
        username, password = posted.text("quick"), DEMO_PASSWORD
    try:
        opened = enter_person(request, username=username, password=password)
    except (NotAuthenticated, LimitExceeded) as refused:
        status = status_of(refused)
        return _page(request, door, following=posted.text("next"), username=username, error=refused.text, status=status)
    return onwards(opened, posted.text("next"))


@router.post("/dang-xuat")
def sign_out(request: Request, _door: DoorDep) -> Response:
    """End the session and show the sign-in page."""
    response = RedirectResponse(SIGN_IN_PATH, status_code=303)
    leave_person(request, response)
    return response


def _page(
    request: Request,
    door: DoorDep,
    *,
    following: str,
    username: str = "",
    error: Text | None = None,
    status: int = 200,
) -> Response:
    demo_people: list[tuple[PersonRecord, str]] = []
    if request.app.state.settings.demo:
        with door.engine.unit_of_work() as uow:
            words = Words(uow, door.language)
            demo_people = [
                (person, words.groups(sorted(person.groups)))
                for person in people(uow.connection)
                if person.active and person.kind == "person"
            ]
    return render(
        request,
        "pages/sign_in.html",
        language=door.language,
        status=status,
        next=safe_next(following),
        username=username,
        error=error,
        demo_people=demo_people,
        here=request.url.path,
    )
