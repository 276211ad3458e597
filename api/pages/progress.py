"""Theo dõi tiến độ: four figures over the running cases; each opens exactly the list that it counts."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import DoorDep
from api.pages.cases import ProcessChoice
from api.pages.frame import PROGRESS, read_frame
from api.pages.handing import divisions
from api.pages.paging import SIZE, PageNumber, SearchText, offset_of, pager
from api.pages.posted import Key
from api.pages.watched import progress_filter, watched_rows
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.operations import (
    ProgressGroup,
    count_progress,
    failed_starts,
    retry_start,
    search_definitions,
    watch_progress,
)
from engine.store.folding import sort_key
from engine.store.queries.people import people

router = APIRouter(route_class=RetriedRoute)
GroupChoice = Annotated[ProgressGroup, Query(alias="nhom")]
UnitChoice = Annotated[str, Query(alias="don-vi", max_length=200, pattern=r"^[^\x00]*$")]
PersonChoice = Annotated[str, Query(alias="nguoi", max_length=200, pattern=r"^[^\x00]*$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressAsked:
    """What the address asks for, as its words."""

    group: ProgressGroup
    text: str
    process: str
    unit: str
    person: str

    @property
    def narrowed(self) -> dict[str, str]:
        """Give the filters that are set, under their names in the address."""
        given = {"q": self.text, "quy-trinh": self.process, "don-vi": self.unit, "nguoi": self.person}
        return {name: value for name, value in given.items() if value}


def asked_progress(
    group: GroupChoice = "all",
    text: SearchText = "",
    process: ProcessChoice = "",
    unit: UnitChoice = "",
    person: PersonChoice = "",
) -> ProgressAsked:
    """Read the address."""
    return ProgressAsked(group=group, text=text, process=process, unit=unit, person=person)


AskedDep = Annotated[ProgressAsked, Depends(asked_progress)]


@router.get(PROGRESS.path)
def progress(request: Request, door: DoorDep, asked: AskedDep, number: PageNumber = 1) -> Response:
    """Show the figures and the cases of one group."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        everybody = people(uow.connection)
        wanted = progress_filter(
            everybody, text=asked.text, process=asked.process, unit=asked.unit, person=asked.person
        )
        found = watch_progress(uow, actor, filter=wanted, group=asked.group, offset=offset_of(number), limit=SIZE)
        rows = watched_rows(uow, actor, words, found)
        counts = count_progress(uow, actor, filter=wanted)
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
        asked=asked,
        counts=counts,
        counted_at=counted_at,
        processes=processes,
        units=sorted(
            {(one.unit_code, one.unit_name) for one in everybody if one.unit_code and one.unit_name},
            key=lambda unit: sort_key(unit[1]),
        ),
        divisions=divisions(everybody, None),
        starts=starts,
        notice_code=request.query_params.get("bao", ""),
        rows=rows,
        pager=pager(request, number, len(rows), counts[asked.group], most=None),
    )


@router.post(PROGRESS.path + "/khoi-tao/{delivery_key:int}/chay-lai")
def run_start_again(door: DoorDep, delivery_key: Key) -> Response:
    """Let a start be tried again that failed too often."""
    with door.enter() as (uow, actor):
        retry_start(uow, actor, delivery_key=delivery_key)
    return RedirectResponse(f"{PROGRESS.path}?bao=da-chay-lai", status_code=303)
