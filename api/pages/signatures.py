"""Kiểm tra chữ ký: what the automatic check found of the signatures in a file that came in, as a hint beside it."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.posted import Key
from api.retrying import RetriedRoute
from api.templating import render
from engine.operations.documents.check_signatures import view_signatures

MOST_LOOKS: Final = 30  # of a page that waits for the check, five seconds apart
Looks = Annotated[int, Query(alias="lan", ge=0, le=MOST_LOOKS)]

router = APIRouter(prefix="/tep", route_class=RetriedRoute)


@router.get("/{document_key:int}/chu-ky")
def signatures(request: Request, door: DoorDep, document_key: Key, looks: Looks = 0) -> Response:
    """Give the report as a part of a page, which asks again while it is waited for; nothing for an unsigned file."""
    with door.enter() as (uow, actor):
        found = view_signatures(uow, actor, document_key=document_key)
    if found is None:
        return Response(status_code=204)
    return render(
        request,
        "fragments/signatures.html",
        language=door.language,
        document_key=document_key,
        report=found.report(door.engine),
        again=looks + 1 if looks < MOST_LOOKS else None,
    )
