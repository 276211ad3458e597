"""Theo dõi tiến độ: running cases by how their due dates stand; each figure opens exactly the list that it counts."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import DoorDep
from api.pages.cases import ProcessChoice, case_rows
from api.pages.frame import PROGRESS, read_frame
from api.pages.paging import SIZE, PageNumber, SearchText, offset_of, pager
from api.pages.posted import Key
from api.pages.words import Words
from api.templating import render
from engine.model.lifecycle import InstanceState
from engine.operations import (
    InstanceFilter,
    count_progress,
    failed_starts,
    retry_start,
    search_definitions,
    search_instances,
)

router = APIRouter()
Group = Literal["all", "overdue", "due_soon", "on_time", "failed"]
GROUPS: tuple[Group, ...] = ("all", "overdue", "due_soon", "on_time", "failed")
GroupChoice = Annotated[Group, Query(alias="nhom")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A count and the group that it counts."""

    group: Group
    count: int


@router.get(PROGRESS.path)
def progress(
    request: Request,
    door: DoorDep,
    group: GroupChoice = "all",
    text: SearchText = "",
    process: ProcessChoice = "",
    number: PageNumber = 1,
) -> Response:
    """Show the figures and the cases of one group."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        found = search_instances(uow, actor, filter=wanted(group, text, process), offset=offset_of(number), limit=SIZE)
        rows = case_rows(words, found.items)
        counts = count_progress(uow, actor, filter=wanted("all", text, process))
        figures = [Figure(group=each, count=counts[each]) for each in GROUPS]
        definitions = search_definitions(uow, actor, latest_only=True, limit=500).items
        processes = [(item.process_id, words.process(item.key, item.name)) for item in definitions]
        starts = [
            (start, words.process(start.definition_key, start.process_name)) for start in failed_starts(uow, actor)
        ]
        counted_at = uow.now
    return render(
        request,
        "pages/progress.html",
        language=frame.language,
        frame=frame,
        place=PROGRESS,
        group=group,
        text=text,
        process=process,
        processes=processes,
        figures=figures,
        counted_at=counted_at,
        starts=starts,
        notice_code=request.query_params.get("bao", ""),
        rows=rows,
        pager=pager(request, number, len(rows), found.total),
    )


@router.post(PROGRESS.path + "/khoi-tao/{delivery_key:int}/chay-lai")
def run_start_again(door: DoorDep, delivery_key: Key) -> Response:
    """Let a start be tried again that failed too often."""
    with door.enter() as (uow, actor):
        retry_start(uow, actor, delivery_key=delivery_key)
    return RedirectResponse(f"{PROGRESS.path}?bao=da-chay-lai", status_code=303)


def wanted(group: Group, text: str, process: str) -> InstanceFilter:
    """Give the filter of a group: running cases, by the earliest due date of their open tasks or by their faults."""
    return InstanceFilter(
        state=InstanceState.ACTIVE,
        text=text or None,
        process_id=process or None,
        lateness=group if group in {"overdue", "due_soon", "on_time"} else None,
        has_incident=True if group == "failed" else None,
    )
