"""Hồ sơ: the list of the cases that a person may read, found by words and filters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import DoorDep
from api.pages.frame import CASES, read_frame
from api.pages.paging import SIZE, PageNumber, SearchText, offset_of, pager
from api.pages.words import DueView, Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.model.lifecycle import InstanceState
from engine.model.records import MOST_ON_PAGES, InstanceRecord
from engine.operations import InstanceFilter, InstanceOrder, search_definitions, search_instances
from engine.operations.cases.petition_report import may_read_reports
from engine.operations.documents.search_files import search_files

router = APIRouter(route_class=RetriedRoute)
StateChoice = Annotated[Literal["", "active", "suspended", "completed", "terminated"], Query(alias="trang-thai")]
OwnerChoice = Annotated[Literal["", "me"], Query(alias="nguoi-lap")]
ProcessChoice = Annotated[str, Query(alias="quy-trinh", max_length=200, pattern=r"^[^\x00]*$")]
OrderChoice = Annotated[Literal["", "cu-nhat", "ma", "han"], Query(alias="sap-xep")]
MOST_FILES = 10
STATES = {
    "active": InstanceState.ACTIVE,
    "suspended": InstanceState.SUSPENDED,
    "completed": InstanceState.COMPLETED,
    "terminated": InstanceState.TERMINATED,
}
ORDERS: dict[str, InstanceOrder] = {"": "newest", "cu-nhat": "oldest", "ma": "id", "han": "due"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case as a line of a list; `state` is its business state in words."""

    case: InstanceRecord
    process: str
    state: str | None
    starter: str
    waiting_for: tuple[str, ...]  # names of its open user tasks
    due: DueView | None


@router.get(CASES.path)
def cases(
    request: Request,
    door: DoorDep,
    text: SearchText = "",
    state: StateChoice = "",
    owner: OwnerChoice = "",
    process: ProcessChoice = "",
    order: OrderChoice = "",
    number: PageNumber = 1,
) -> Response:
    """Show the cases that match, in the order asked for."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        wanted = InstanceFilter(
            text=text or None,
            state=STATES.get(state),
            process_id=process or None,
            started_by=actor.username if owner == "me" else None,
        )
        found = search_instances(
            uow,
            actor,
            filter=wanted,
            order=ORDERS[order],
            offset=offset_of(number),
            limit=SIZE,
            most=MOST_ON_PAGES,
        )
        rows = case_rows(words, found.items)
        definitions = search_definitions(uow, actor, latest_only=True, limit=500).items
        reports = may_read_reports(uow, actor)
        files = search_files(uow, actor, text=text, limit=MOST_FILES) if text and number == 1 else ()
        processes = [(item.process_id, words.process(item.key, item.name)) for item in definitions]
    return render(
        request,
        "pages/cases.html",
        language=frame.language,
        frame=frame,
        place=CASES,
        text=text,
        state=state,
        owner=owner,
        process=process,
        order=order,
        processes=processes,
        reports=reports,
        files=files,
        rows=rows,
        pager=pager(request, number, len(rows), found.total),
    )


def _steps(words: Words, case: InstanceRecord) -> tuple[str, ...]:
    """Name the steps of the open tasks, each once, with their number where several of one step are open."""
    counted = Counter(words.step_named(case.definition_key, name) for name in case.waiting_for)
    return tuple(f"{step} ({number})" if number > 1 else step for step, number in counted.items())


def case_rows(words: Words, items: Sequence[InstanceRecord]) -> list[CaseRow]:
    """Put the words beside the cases of a list."""
    names = words.people(case.started_by for case in items)
    return [
        CaseRow(
            case=case,
            process=words.process(case.definition_key, case.process_name),
            state=words.case_state(case.process_id, case.case_state),
            starter=names[case.started_by],
            waiting_for=_steps(words, case),
            due=words.case_due(case),
        )
        for case in items
    ]
