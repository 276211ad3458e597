"""Xem tệp: the pages of a file as pictures, beside the data or on a page of their own.

Pages are drawn when somebody first looks (`engine.operations.documents.view_document`); of files without pages that we
draw, the words are shown.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.file_answer import picture_headers
from api.pages.found_lines import Line, found_lines
from api.pages.frame import CASES, Frame, read_frame
from api.pages.posted import Key, is_fragment
from api.pages.turns import made_once
from api.retrying import RetriedRoute
from api.templating import render
from engine.model.records import DocumentRecord
from engine.operations.access import readable_cases
from engine.operations.documents.compare_documents import (
    DocumentText,
    comparable_files,
    earlier_version,
    text_of_document,
)
from engine.operations.documents.view_document import DocumentView, view_document
from engine.viewing import MEDIA_TYPE

MOST_SHOWN: Final = 500  # pages; of a longer file the rest is read from the download
OnlyWords = Annotated[int, Query(alias="chu", ge=0, le=1)]
Sought = Annotated[str, Query(alias="tim", max_length=200)]
Quiet = Annotated[int, Query(alias="im", ge=0, le=1)]
PageOfFile = Annotated[int, Path(ge=1, le=100_000)]

router = APIRouter(prefix="/tep", route_class=RetriedRoute)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A file that the reader may see, the frame of its page, and the case that leads to it, if they may read it."""

    view: DocumentView
    text: DocumentText
    frame: Frame
    case_key: int | None
    earlier: DocumentRecord | None  # the version before this one
    comparable: bool  # there is another file with text beside it


@router.get("/{document_key:int}")
async def document(
    request: Request, door: DoorDep, document_key: Key, quiet: Quiet = 0, only_words: OnlyWords = 0, sought: Sought = ""
) -> Response:
    """Show the pages of a file: as a page, or as the part of one that a script asks for (`quiet`: without the focus).

    `only_words` shows its text even where its pages are drawn; `sought` marks the lines of it that have these words.
    """
    opened = await run_in_threadpool(_open, request, door, document_key)
    lines = await _lines(request, opened, sought) if only_words or sought else ()
    facts = None if lines else await made_once(request, opened.view.facts, opened.view.look)
    if facts is not None and facts.problem is not None:
        lines = await _lines(request, opened, sought)
    return await run_in_threadpool(
        render,
        request,
        "fragments/document.html" if is_fragment(request) else "pages/document.html",
        language=opened.frame.language,
        frame=opened.frame,
        place=CASES,
        document=opened.view.record,
        facts=facts,
        shown=min(facts.pages, MOST_SHOWN) if facts is not None else 0,
        lines=lines,
        sought=sought,
        case_key=opened.case_key,
        earlier=opened.earlier,
        comparable=opened.comparable,
        quiet=bool(quiet),
    )


@router.get("/{document_key:int}/trang/{page_number:int}")
async def page_of_file(request: Request, door: DoorDep, document_key: Key, page_number: PageOfFile) -> Response:
    """Give one page of a file as a picture."""
    view = await run_in_threadpool(_view, door, document_key)
    content = await made_once(request, lambda: view.picture(page_number), lambda: view.draw(page_number))
    return Response(content, media_type=MEDIA_TYPE, headers=picture_headers())


async def _lines(request: Request, opened: _Opened, sought: str) -> tuple[Line, ...]:
    words = await made_once(request, opened.text.known, opened.text.read)
    return found_lines(words.text, sought)


def _view(door: Door, document_key: int) -> DocumentView:
    with door.enter() as (uow, actor):
        return view_document(uow, actor, door.engine.objects, document_key=document_key)


def _open(request: Request, door: Door, document_key: int) -> _Opened:
    with door.enter() as (uow, actor):
        view = view_document(uow, actor, door.engine.objects, document_key=document_key)
        text = text_of_document(uow, actor, door.engine.objects, document_key=document_key)
        others = comparable_files(uow, actor, view.record)
        case_key = view.record.instance_key
        readable = case_key is not None and readable_cases(uow, actor, [case_key])
        frame = read_frame(uow, actor, request, door)
    return _Opened(
        view=view,
        text=text,
        frame=frame,
        case_key=case_key if readable else None,
        earlier=earlier_version(view.record, others),
        comparable=bool(others),
    )
