"""So sánh hai phiên bản: what was put in and taken out between two files of a case, word by word."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.pages.frame import CASES, Frame, read_frame
from api.pages.posted import BIGGEST_KEY, Key, is_fragment
from api.pages.turns import made_once
from api.retrying import RetriedRoute
from api.templating import render
from engine.model.records import DocumentRecord
from engine.operations.documents.compare_documents import (
    DocumentText,
    comparable_files,
    compare,
    earlier_version,
    text_of_document,
    without_text,
)
from engine.viewing import Block

router = APIRouter(prefix="/tep", route_class=RetriedRoute)
Other = Annotated[int | None, Query(alias="voi", ge=1, le=BIGGEST_KEY)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """The later file, the earlier one (None when there is nothing to compare with), and what could be chosen."""

    frame: Frame
    after: DocumentText
    before: DocumentText | None
    others: tuple[DocumentRecord, ...]


@router.get("/{document_key:int}/so-sanh")
async def changes(request: Request, door: DoorDep, document_key: Key, other: Other = None) -> Response:
    """Show what differs from the version before, or from another file (`voi`) that the reader may see."""
    pair = await run_in_threadpool(_pair, request, door, document_key, other)
    blocks: tuple[Block, ...] = ()
    silent: DocumentRecord | None = None
    if pair.before is not None:
        before = await made_once(request, pair.before.known, pair.before.read)
        after = await made_once(request, pair.after.known, pair.after.read)
        silent = next(
            (side.record for side, words in ((pair.before, before), (pair.after, after)) if not words.text), None
        )
        if silent is None:
            blocks = await made_once(request, lambda: None, lambda: compare(before, after))
    return await run_in_threadpool(
        render,
        request,
        "fragments/text_changes.html" if is_fragment(request) else "pages/document_changes.html",
        language=pair.frame.language,
        frame=pair.frame,
        place=CASES,
        after=pair.after.record,
        before=pair.before.record if pair.before is not None else None,
        others=pair.others,
        blocks=blocks,
        differs=any(block.parts for block in blocks),
        problem=without_text(silent) if silent is not None else None,
    )


def _pair(request: Request, door: Door, document_key: int, other: int | None) -> _Pair:
    with door.enter() as (uow, actor):
        objects = door.engine.objects
        after = text_of_document(uow, actor, objects, document_key=document_key)
        others = comparable_files(uow, actor, after.record)
        if other is None:
            earlier = earlier_version(after.record, others) or next(iter(others[::-1]), None)
            other = earlier.key if earlier is not None else None
        before = text_of_document(uow, actor, objects, document_key=other) if other is not None else None
        return _Pair(frame=read_frame(uow, actor, request, door), after=after, before=before, others=others)
