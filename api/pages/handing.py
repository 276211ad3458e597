"""What people do with tasks in the hands of others: hand one over, urge its holder; and note what they have seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.accounts import safe_next
from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.pages.frame import INBOX, read_frame
from api.pages.posted import BIGGEST_KEY, Key, Posted, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import EngineError, InputRejected, NotPermitted, Text
from engine.operations import (
    ask_colleague,
    get_instance,
    get_task,
    give_back,
    hand_over_task,
    mark_seen,
    may_ask,
    may_hand_over,
    may_urge,
    urge_task,
    urgings_of,
)
from engine.operations.tasks.hand_over_task import to_anybody
from engine.store.queries.people import PersonRecord, people

router = APIRouter(prefix=INBOX.path, route_class=RetriedRoute)


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """People of one unit, in Vietnamese order."""

    name: str
    people: tuple[PersonRecord, ...]


@router.get("/{task_key:int}/chuyen")
def ask_receiver(request: Request, door: DoorDep, task_key: Key) -> Response:
    """Ask to whom a task shall go, and why."""
    return _hand_over_page(request, door, task_key)


@router.post("/{task_key:int}/chuyen")
def hand_over(request: Request, door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Hand the task over; whatever is refused comes back with what was typed."""
    try:
        with door.enter() as (uow, actor):
            hand_over_task(
                uow,
                actor,
                task_key=task_key,
                assignee=posted.text("assignee"),
                reason=posted.text("reason"),
                version=posted.number("version"),
            )
    except InputRejected as refused:
        return _hand_over_page(request, door, task_key, posted=posted, refused=refused)
    return _back(posted, task_key, "da-chuyen")


@router.get("/{task_key:int}/nho")
def ask_whom(request: Request, door: DoorDep, task_key: Key) -> Response:
    """Ask which colleague shall be asked to work on the task, and what for."""
    return _hand_over_page(request, door, task_key, asking=True)


@router.post("/{task_key:int}/nho")
def ask(request: Request, door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Ask a colleague to work on the task; whatever is refused comes back with what was typed."""
    try:
        with door.enter() as (uow, actor):
            ask_colleague(
                uow,
                actor,
                task_key=task_key,
                colleague=posted.text("assignee"),
                words=posted.text("reason"),
                version=posted.number("version"),
            )
    except InputRejected as refused:
        return _hand_over_page(request, door, task_key, posted=posted, refused=refused, asking=True)
    return _back(posted, task_key, "da-nho")


@router.post("/{task_key:int}/lay-lai")
def take_back(door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Take a task back that one asked a colleague to work on."""
    with door.enter() as (uow, actor):
        give_back(uow, actor, task_key=task_key)
    return _back(posted, task_key, "da-lay-lai")


@router.get("/{task_key:int}/don-doc")
def ask_words(request: Request, door: DoorDep, task_key: Key) -> Response:
    """Show whom an urging reaches, and take the person's own words."""
    return _urge_page(request, door, task_key)


@router.post("/{task_key:int}/don-doc")
def urge(request: Request, door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Urge those whom the task waits for."""
    try:
        with door.enter() as (uow, actor):
            urge_task(uow, actor, task_key=task_key, words=posted.text("reason"))
    except InputRejected as refused:
        return _urge_page(request, door, task_key, posted=posted, refused=refused)
    return _back(posted, task_key, "da-don-doc")


@router.post("/da-xem")
def seen(door: DoorDep, posted: PostedDep) -> Response:
    """Note that the ticked cases of the tab Nhận để biết were seen."""
    ticked = [text for text in posted.values.get("case", ()) if text.isascii() and text.isdigit()]
    keys = {int(text) for text in ticked if len(text) <= len(str(BIGGEST_KEY)) and int(text) <= BIGGEST_KEY}
    with door.enter() as (uow, actor):
        mark_seen(uow, actor, instance_keys=keys)
    return RedirectResponse(f"{INBOX.path}?tab=inform&bao=da-xem", status_code=303)


def _back(posted: Posted, task_key: int, notice: str) -> Response:
    asked = posted.text("next")
    place = safe_next(asked) if asked else f"{INBOX.path}/{task_key}"
    joint = "&" if "?" in place else "?"
    return RedirectResponse(f"{place}{joint}bao={notice}", status_code=303)


def _next(request: Request, posted: Posted | None) -> str:
    return posted.text("next") if posted is not None else request.query_params.get("ve", "")[:500]


def _hand_over_page(
    request: Request,
    door: Door,
    task_key: int,
    *,
    posted: Posted | None = None,
    refused: EngineError | None = None,
    asking: bool = False,
) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        task = get_task(uow, actor, task_key=task_key)
        if not (may_ask(actor, task) if asking else may_hand_over(uow, actor, task)):
            raise _not_yours()
        wide = to_anybody(uow, actor, task)
        able = [one for one in people(uow.connection) if wide or one.unit_code == actor.unit]
        offered = divisions(able, actor.unit, without=task.assignee)
        step = words.task(task)
        holder = words.people([task.assignee]).get(task.assignee or "", "")
    return render(
        request,
        "pages/hand_over.html",
        language=frame.language,
        status=status_of(refused) if refused is not None else 200,
        frame=frame,
        place=INBOX,
        task=task,
        step=step,
        holder=holder or words.groups(task.candidate_groups),
        divisions=offered,
        chosen=posted.text("assignee") if posted is not None else "",
        reason=posted.text("reason") if posted is not None else "",
        version=posted.text("version") if posted is not None else task.version,
        errors=_errors(refused),
        next=_next(request, posted),
        asking=asking,
    )


def _urge_page(
    request: Request, door: Door, task_key: int, *, posted: Posted | None = None, refused: EngineError | None = None
) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        task = get_task(uow, actor, task_key=task_key)
        case = get_instance(uow, actor, instance_key=task.instance_key)
        if not may_urge(uow, actor, task, started_by=case.started_by):
            raise _not_yours()
        step = words.task(task)
        holder = words.people([task.assignee]).get(task.assignee or "", "")
        groups, due, last = words.groups(task.candidate_groups), words.task_due(task), urgings_of(uow, [task.key])
    return render(
        request,
        "pages/urge.html",
        language=frame.language,
        status=status_of(refused) if refused is not None else 200,
        frame=frame,
        place=INBOX,
        task=task,
        step=step,
        holder=holder or groups,
        due=due,
        last=last[task.key].last if task.key in last else None,
        reason=posted.text("reason") if posted is not None else "",
        errors=_errors(refused),
        next=_next(request, posted),
    )


def divisions(found: Sequence[PersonRecord], own: str | None, *, without: str | None = None) -> list[Division]:
    """Give the people who may get something by unit: one's own first, the others by name."""
    able = [one for one in found if one.active and one.kind == "person" and one.username != without]
    placed = sorted(able, key=lambda one: (one.unit_code != own, one.unit_name or "", one.unit_code or ""))
    return [
        Division(name=name or "", people=tuple(members))
        for (_, name), members in groupby(placed, key=lambda one: (one.unit_code, one.unit_name))
    ]


def _errors(refused: EngineError | None) -> dict[str, Text | None]:
    findings = refused.findings if isinstance(refused, InputRejected) else ()
    said: dict[str, Text | None] = {"assignee": None, "reason": None}
    return said | {found.field: found.text for found in findings if found.field is not None}


def _not_yours() -> NotPermitted:
    return NotPermitted(
        Text(
            vi="Việc này không còn mở, hoặc anh/chị không được làm việc này với nó.",
            en="This task is no longer open, or you may not do this with it.",
        ),
        code="task_not_yours",
    )
