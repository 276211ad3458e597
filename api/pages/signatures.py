"""Kiểm tra chữ ký: what the automatic check found of the signatures in files that came in, as a hint beside them.

A form that asks whether the signatures hold shows, at that question, what was found in all of its files together.
"""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.posted import BIGGEST_KEY, Key
from api.retrying import RetriedRoute
from api.templating import render
from engine.operations.documents.check_signatures import request_check, view_signatures

MOST_LOOKS: Final = 30  # of a page that waits for the check, five seconds apart
Looks = Annotated[int, Query(alias="lan", ge=0, le=MOST_LOOKS)]

MOST_FILES: Final = 50  # of a form whose signatures are looked at together
KNOWN: Final = {"HX-Trigger": "signatures-known"}  # tells the page that a question about signatures may be answered

router = APIRouter(prefix="/tep", route_class=RetriedRoute)


@router.get("/{document_key:int}/chu-ky")
def signatures(request: Request, door: DoorDep, document_key: Key, looks: Looks = 0) -> Response:
    """Give the report as a part of a page, which asks again while it is waited for; nothing for an unsigned file."""
    with door.enter() as (uow, actor):
        found = view_signatures(uow, actor, document_key=document_key)
    if found is None:
        return Response(status_code=204, headers=KNOWN)
    report = found.report(door.engine)
    answer = render(
        request,
        "fragments/signatures.html",
        language=door.language,
        document_key=document_key,
        report=report,
        again=looks + 1 if looks < MOST_LOOKS else None,
    )
    if report is not None:
        answer.headers.update(KNOWN)
    return answer


@router.post("/{document_key:int}/chu-ky")
def check(request: Request, door: DoorDep, document_key: Key) -> Response:
    """Have a PDF checked that never was, or check it anew with what is known of certificates now."""
    with door.enter() as (uow, actor):
        request_check(uow, actor, document_key=document_key)
    return render(
        request,
        "fragments/signatures.html",
        language=door.language,
        document_key=document_key,
        report=None,
        again=1,
    )


@router.get("/goi-y-chu-ky")
def advice(request: Request, door: DoorDep, looks: Looks = 0) -> Response:
    """Say in a line what is known of the signatures in a form's files, which the query names as the form does."""
    named = [value for name, value in request.query_params.multi_items() if name.startswith("f.") and value]
    keys = [int(one) for one in named if one.isascii() and one.isdigit() and int(one) <= BIGGEST_KEY][:MOST_FILES]
    with door.enter() as (uow, actor):
        found = [view_signatures(uow, actor, document_key=key) for key in keys]
    next_look = [*((f"f.{place}", key) for place, key in enumerate(keys)), ("lan", looks + 1)]
    signed = [one.report(door.engine) for one in found if one is not None]
    return render(
        request,
        "fragments/signature_advice.html",
        language=door.language,
        files=len(keys),
        signed=len(signed),
        waiting=any(one is None for one in signed),
        judged=[one.valid for one in signed if one is not None],
        address=f"{request.url.path}?{urlencode(next_look)}" if looks < MOST_LOOKS else None,
    )
