"""Báo cáo giao ban: one A4 for the weekly meeting, with the four figures and the cases that have to be spoken of."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.frame import PROGRESS, read_frame
from api.pages.progress import AskedDep
from api.pages.watched import WatchedRow, progress_filter, watched_rows
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.operations import ProgressGroup, count_progress, watch_progress
from engine.store.queries.people import people

router = APIRouter(route_class=RetriedRoute)
# How many lines of each list fit on one landscape sheet of A4.
LINES: Final[tuple[tuple[ProgressGroup, int], ...]] = (("overdue", 5), ("outside_late", 4), ("due_soon", 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingPart:
    """The most urgent cases of a group; `more` are on the page of the group only."""

    group: ProgressGroup
    rows: tuple[WatchedRow, ...]
    more: int


@router.get(PROGRESS.path + "/giao-ban")
def briefing(request: Request, door: DoorDep, asked: AskedDep) -> Response:
    """Show the sheet, for printing; the filters are those of Theo dõi tiến độ."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        narrowed = bool(asked.unit or asked.person)
        wanted = progress_filter(
            people(uow.connection) if narrowed else (),
            text=asked.text,
            process=asked.process,
            unit=asked.unit,
            person=asked.person,
        )
        counts = count_progress(uow, actor, filter=wanted)
        found = {
            group: watch_progress(uow, actor, filter=wanted, group=group, limit=most)
            for group, most in LINES
            if counts[group]
        }
        rows = iter(watched_rows(uow, actor, Words(uow, frame.language), [one for of in found.values() for one in of]))
        parts = [
            BriefingPart(group=group, rows=tuple(next(rows) for _ in of), more=counts[group] - len(of))
            for group, of in found.items()
        ]
        counted_at = uow.now
    return render(
        request,
        "pages/briefing.html",
        language=frame.language,
        frame=frame,
        asked=asked,
        counts=counts,
        counted_at=counted_at,
        parts=parts,
    )
