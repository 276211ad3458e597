"""Công việc: one task with its form; take it, give it back, keep a draft, complete it, go on to the next."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.pages.decision import DECIDES, draft_versions
from api.pages.drafts import draft_kept, draft_refused, draft_too_late, seen_draft
from api.pages.filling import answers, form_of
from api.pages.frame import INBOX
from api.pages.posted import BIGGEST_KEY, Key, Posted, PostedDep, is_fragment
from api.pages.task_view import fill_task, read_task_view, show_task
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import Conflict, InputRejected
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.records import Awaits, DocumentRecord, TaskRecord
from engine.operations import (
    TaskFilter,
    UnitOfWork,
    claim_task,
    complete_task,
    get_task,
    give_back,
    list_task_documents,
    save_draft,
    search_tasks,
    unclaim_task,
)
from engine.operations.documents.document_roles import VERSIONS
from engine.operations.documents.keep_version import keep_version
from engine.operations.editing.newest_saves import require_newest, saved_over

router = APIRouter(prefix=INBOX.path, route_class=RetriedRoute)
AwaitsChoice = Annotated[Literal["", Awaits], Query(alias="cho")]
After = Annotated[int | None, Query(alias="sau", ge=1, le=BIGGEST_KEY)]
_MOST_LOOKED_AT = 100


@router.get("/tiep")
def next_task(door: DoorDep, awaits: AwaitsChoice = "", after: After = None) -> Response:
    """Open the most urgent task that waits for the person, or the one after another (`after`) in a leader's card."""
    with door.enter() as (uow, actor):
        found = _next_of(uow, actor, awaits or None, after)
    card = f"?cho={awaits}" if awaits else ""
    return RedirectResponse(f"{INBOX.path}/{found}" if found else f"{INBOX.path}{card}", status_code=303)


@router.get("/{task_key:int}/ket-qua")
def outcome(request: Request, door: DoorDep, task_key: Key) -> Response:
    """Tell in a line what became of a task that was just completed; asks again while the system works on it."""
    with door.enter() as (uow, actor):
        view = read_task_view(uow, actor, door.language, task_key)
    return render(request, "fragments/outcome.html", language=door.language, view=view)


@router.get("/{task_key:int}")
def task(request: Request, door: DoorDep, task_key: Key) -> Response:
    """Show a task: to fill in, to take, or what became of it."""
    return show_task(request, door, task_key, follow=is_fragment(request))


@router.get("/{task_key:int}/nhan")
@router.get("/{task_key:int}/hoan-thanh")
@router.get("/{task_key:int}/dong")
@router.get("/{task_key:int}/gui-lai")
def back_to_task(task_key: Key) -> Response:
    """Lead to the task: a refused form stands at this address, and people reload it or come back to it."""
    return RedirectResponse(f"{INBOX.path}/{task_key}", status_code=303)


@router.post("/{task_key:int}/nhan")
def claim(request: Request, door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Take a task of one's group and open it; a colleague who was quicker keeps it, whatever one may do."""
    version = posted.number("version")
    try:
        with door.enter() as (uow, actor):
            claim_task(uow, actor, task_key=task_key, version=version)
    except Conflict as refused:
        return show_task(request, door, task_key, refused=refused, status=status_of(refused))
    return RedirectResponse(f"{INBOX.path}/{task_key}", status_code=303)


@router.post("/{task_key:int}/tra-lai-nhom")
def unclaim(door: DoorDep, task_key: Key) -> Response:
    """Give a task back to its group."""
    with door.enter() as (uow, actor):
        unclaim_task(uow, actor, task_key=task_key)
    return RedirectResponse(f"{INBOX.path}/{task_key}?bao=da-tra-lai", status_code=303)


@router.post("/{task_key:int}/hoan-thanh")
def complete(request: Request, door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Complete the task; whatever is refused comes back with all that was typed."""
    version = posted.number("version")
    try:
        with door.enter() as (uow, actor):
            asked = get_task(uow, actor, task_key=task_key)
            variables = _variables(uow, actor, asked, posted, door.language)
            if asked.form_key is not None:
                require_newest(uow, form_of(uow, asked.form_key), variables, task_key=task_key)
            complete_task(uow, actor, task_key=task_key, variables=variables, version=version)
            card = _next_of(uow, actor, asked.awaits, task_key) if asked.awaits is not None else None
    except (InputRejected, Conflict) as refused:
        return show_task(request, door, task_key, posted=posted, refused=refused, status=status_of(refused))
    place = f"{card}?vua={task_key}" if card else f"{task_key}?vua-xong=1"
    return RedirectResponse(f"{INBOX.path}/{place}", status_code=303)


@router.post("/{task_key:int}/luu-tam")
def keep_draft(request: Request, door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Keep what has been typed so far and tell when, or that another window was quicker."""
    try:
        with door.enter() as (uow, actor):
            asked = get_task(uow, actor, task_key=task_key)
            data = _variables(uow, actor, asked, posted, door.language)
            save_draft(uow, actor, task_key=task_key, data=data, seen=seen_draft(posted))
            saved_at, versions = uow.now, _kept_versions(uow, actor, asked, data, door.language)
            field = versions[0].field or "" if versions else ""
            over = saved_over(uow, actor, instance_key=asked.instance_key, field=field)
    except Conflict as refused:
        if _sent_by_reader(door, task_key):
            return draft_too_late(request, door)
        return draft_refused(request, door, refused)
    return draft_kept(request, door, saved_at, versions, over)


@router.post("/{task_key:int}/gui-lai")
def send_back(request: Request, door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Give the task back to who asked, with what was typed."""
    try:
        with door.enter() as (uow, actor):
            asked = get_task(uow, actor, task_key=task_key)
            if asked.form_key is not None:
                data = _variables(uow, actor, asked, posted, door.language)
                save_draft(uow, actor, task_key=task_key, data=data, seen=seen_draft(posted))
            give_back(uow, actor, task_key=task_key)
    except (InputRejected, Conflict) as refused:
        return show_task(request, door, task_key, posted=posted, refused=refused, status=status_of(refused))
    return RedirectResponse(f"{INBOX.path}/{task_key}?bao=da-gui-lai", status_code=303)


@router.post("/{task_key:int}/dong")
def change_row(request: Request, door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Add a row to a list or take one away: give the list alone to a script, else the page with all that was typed."""
    if is_fragment(request):
        return recalculate(request, door, task_key, posted)
    return show_task(request, door, task_key, posted=posted)


@router.post("/{task_key:int}/tinh-lai")
def recalculate(request: Request, door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Give the fields that look different for the answers on the page."""
    with door.enter() as (uow, actor):
        asked = get_task(uow, actor, task_key=task_key)
        data = _variables(uow, actor, asked, posted, door.language)
        words = Words(uow, door.language)
        verb = words.verb(asked.definition_key, asked.element_id)
        decides = words.task_property(asked.definition_key, asked.element_id, DECIDES)
        filling = (
            fill_task(
                uow,
                actor,
                asked,
                data,
                documents=list_task_documents(uow, actor, task=asked),  # a field that appears names its files
                verb=verb,
                order=posted.text("row"),
                decides=decides,
            )
            if asked.form_key is not None
            else None
        )
    content = filling.changes(posted, door.language) if filling is not None else ""
    return render(request, "fragments/raw.html", language=door.language, content=content)


def _sent_by_reader(door: Door, task_key: int) -> bool:
    with door.enter() as (uow, actor):
        return get_task(uow, actor, task_key=task_key).completed_by == actor.username


def _next_of(uow: UnitOfWork, actor: Actor, awaits: Awaits | None, after: int | None) -> int | None:
    """Give the key of the person's most urgent task, or of the one that stands behind `after` in the list."""
    wanted = TaskFilter(tab="mine", awaits=awaits)
    keys = [one.key for one in search_tasks(uow, actor, filter=wanted, limit=_MOST_LOOKED_AT).items]
    behind = keys[keys.index(after) + 1 :] if after in keys else []
    return next((key for key in (*behind, *keys) if key != after), None)


def _kept_versions(
    uow: UnitOfWork, actor: Actor, asked: TaskRecord, data: dict[str, JsonValue], language: str
) -> tuple[DocumentRecord, ...]:
    """Make an uploaded draft the next version at once where the step wants it; give the versions when one came."""
    field = Words(uow, language).task_property(asked.definition_key, asked.element_id, VERSIONS)
    if not field or asked.form_key is None:
        return ()
    kept = keep_version(uow, actor, task=asked, form=form_of(uow, asked.form_key), field=field, data=data)
    return draft_versions(list_task_documents(uow, actor, task=asked), field) if kept else ()


def _variables(uow: UnitOfWork, actor: Actor, asked: TaskRecord, posted: Posted, language: str) -> dict[str, JsonValue]:
    if asked.form_key is None:
        return {}
    return answers(uow, actor, form_of(uow, asked.form_key), posted, language)
