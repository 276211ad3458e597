"""Từ máy quét: the files that wait in the scanners' folder, listed below a file field and taken into it."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from api.dependencies import DoorDep
from api.retrying import RetriedRoute
from api.routes.document_shapes import Metadata, reference_of
from api.routes.shapes import Incoming, answer
from api.templating import render
from engine.operations.documents.scanner_folder import list_scans, take_scan

router = APIRouter(prefix="/may-quet", route_class=RetriedRoute)


class Taking(Incoming):
    """Which of the files, and what it is for."""

    scan: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    metadata: Metadata = Metadata()


@router.get("")
def scans(request: Request, door: DoorDep) -> Response:
    """List what waits for the person."""
    with door.enter() as (_, actor):
        pass
    found = list_scans(door.engine, actor)
    return render(
        request,
        "fragments/scans.html",
        language=door.language,
        scans=[(one, datetime.fromtimestamp(one.written_at, UTC)) for one in found],
    )


@router.post("")
def take(door: DoorDep, taking: Taking) -> Response:
    """Take one of them in; it is a file of the person's own then, as one that they uploaded."""
    with door.enter() as (_, actor):
        pass
    record = take_scan(door.engine, actor, scan_id=taking.scan, place=taking.metadata.place)
    return answer(reference_of(record, taking.metadata), status=201)
