"""Searching in a form's picker: by any words of a name, as far as whoever is signed in may see."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.filling import PICK_PATH
from api.retrying import RetriedRoute
from api.templating import render
from engine.forms import Source
from engine.operations import OfficeDirectory

router = APIRouter(prefix=PICK_PATH, route_class=RetriedRoute)
_MOST_WORDS = 200
_MOST_FILTERS = 100


@router.get("/{source}")
def pick(
    request: Request,
    door: DoorDep,
    source: Source,
    q: Annotated[str, Query(max_length=_MOST_WORDS)] = "",
    among: Annotated[list[str] | None, Query(max_length=_MOST_FILTERS)] = None,
    first: Annotated[list[str] | None, Query(max_length=_MOST_FILTERS)] = None,
) -> Response:
    """Give the entries that match the words of `q`, narrowed to those `among`, those `first` before others.

    Both are as the form says; entries are such as whoever is signed in may see, whatever is asked.
    """
    with door.enter() as (uow, actor):
        found = OfficeDirectory(uow, actor).search(source, q, tuple(among or ()), tuple(first or ()))
    return render(request, "fragments/picks.html", language=door.language, found=found)
