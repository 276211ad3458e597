"""The language switch: keeps the choice on this device and shows the same page again."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.accounts import remember_language, safe_next
from api.dependencies import DoorDep
from api.pages.posted import PostedDep
from api.retrying import RetriedRoute

router = APIRouter(route_class=RetriedRoute)


@router.post("/ngon-ngu")
def choose_language(request: Request, _door: DoorDep, posted: PostedDep) -> Response:
    """Remember `language` and go back to `next`; an unknown language changes nothing."""
    response = RedirectResponse(safe_next(posted.text("next")), status_code=303)
    remember_language(response, posted.text("language"), secure=request.app.state.settings.secure_cookies)
    return response
