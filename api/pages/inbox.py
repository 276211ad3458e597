"""Việc: the desk of a person, in six tabs and a leader's cards, with filters that live in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import DoorDep
from api.pages.frame import INBOX, read_frame
from api.pages.paging import SIZE, PageNumber, SearchText, offset_of, pager
from api.pages.words import DueView, Words, holders
from api.retrying import RetriedRoute
from api.templating import render
from engine.model.actor import Actor
from engine.model.records import MOST_ON_PAGES, Awaits, MessageAction, TaskRecord
from engine.operations import Tab, TaskFilter, count_inbox, count_waiting, search_tasks, urgings_of
from engine.operations.cases.message_actions import actions_beside
from engine.operations.tasks.assigning import is_head
from engine.operations.tasks.urge_task import Urgings

router = APIRouter(route_class=RetriedRoute)
TabChoice = Annotated[Tab, Query(alias="tab")]
AwaitsChoice = Annotated[Literal["", Awaits], Query(alias="cho")]
DueChoice = Annotated[Literal["", "overdue", "due_soon"], Query(alias="han")]
QueueChoice = Annotated[Literal["", "own", "group"], Query(alias="nhom")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as a line of the list. `holder` has it now, or the groups that may take it."""

    task: TaskRecord
    step: str
    process: str
    due: DueView | None
    holder: str
    queued: bool  # offered to a group and taken by nobody
    urged: Urgings | None = None
    action: MessageAction | None = None  # what may be sent to the case beside this task
    in_place_of: str = ""  # whose work this is when the reader stands in for them


@router.get("/")
def home() -> Response:
    """Lead to the desk."""
    return RedirectResponse(INBOX.path, status_code=303)


@router.get(INBOX.path)
def inbox(
    request: Request,
    door: DoorDep,
    tab: TabChoice = "mine",
    text: SearchText = "",
    due: DueChoice = "",
    queue: QueueChoice = "",
    awaits: AwaitsChoice = "",
    number: PageNumber = 1,
) -> Response:
    """Show one tab of the desk; htmx gets the list alone."""
    wanted = TaskFilter(
        tab=tab,
        awaits=awaits or None,
        text=text or None,
        overdue=True if due == "overdue" else None,
        due_soon=True if due == "due_soon" else None,
        assigned={"own": True, "group": False}.get(queue),
    )
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        counts = count_inbox(uow, actor, tab=tab)
        counted = counts.tabs[tab] if wanted == TaskFilter(tab=tab) else None
        found = search_tasks(
            uow, actor, filter=wanted, offset=offset_of(number), limit=SIZE, total=counted, most=MOST_ON_PAGES
        )
        urged = urgings_of(uow, [task.key for task in found.items]) if tab == "waiting" else {}
        beside = actions_beside(uow, actor, found.items) if tab == "waiting" else {}
        rows = task_rows(Words(uow, frame.language), actor, found.items, urged, beside)
        heads = is_head(uow, actor)
    return render(
        request,
        "pages/inbox.html",
        heads=heads,
        language=frame.language,
        frame=frame,
        place=INBOX,
        tab=tab,
        text=text,
        due=due,
        queue=queue,
        awaits=awaits,
        counts=counts,
        notice_code=request.query_params.get("bao", ""),
        rows=rows,
        pager=pager(request, number, len(rows), found.total),
    )


@router.get("/viec/moi")
def news(
    request: Request, door: DoorDep, known: Annotated[int, Query(alias="biet", ge=0, le=1_000_000)] = 0
) -> Response:
    """Tell an open list how many tasks have come since it was shown (nothing moves by itself)."""
    with door.watch() as (uow, actor):
        now = count_waiting(uow, actor)
    return render(request, "fragments/news.html", language=door.language, more=max(0, now - known))


def task_rows(
    words: Words,
    actor: Actor,
    tasks: Sequence[TaskRecord],
    urged: Mapping[int, Urgings],
    beside: Mapping[int, MessageAction],
) -> list[TaskRow]:
    """Put the words beside the tasks of a list; `urged` tells which were urged, `beside` what may be sent."""
    names = words.people(name for task in tasks for name in holders(task))
    rows = [_row(words, actor, task, names) for task in tasks]
    return [replace(row, urged=urged.get(row.task.key), action=beside.get(row.task.key)) for row in rows]


def _row(words: Words, actor: Actor, task: TaskRecord, names: Mapping[str, str]) -> TaskRow:
    return TaskRow(
        task=task,
        step=words.task(task),
        process=words.process(task.definition_key, task.process_name),
        due=words.task_due(task),
        holder=words.holder(task, names),
        queued=task.assignee is None and task.completed_by is None and actor.username not in task.candidate_users,
        in_place_of=_in_place_of(words, actor, task),
    )


def _in_place_of(words: Words, actor: Actor, task: TaskRecord) -> str:
    if task.assignee == actor.username or task.completed_by is not None:
        return ""
    if task.assignee is None and (actor.username in task.candidate_users or actor.groups & set(task.candidate_groups)):
        return ""
    theirs = (one for one in actor.stands_in_for if _waits_for(one.person, task))
    return next((words.in_place_of(one) for one in theirs), "")


def _waits_for(person: Actor, task: TaskRecord) -> bool:
    if task.assignee is not None:
        return task.assignee == person.username
    return person.username in task.candidate_users or bool(person.groups & set(task.candidate_groups))
