"""Can thiệp: suspending a case or its clock, letting it go on, extending a task, each with a reason; and their list."""

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.pages.days import read_day
from api.pages.frame import CASES, INBOX, PROGRESS, read_frame
from api.pages.paging import SIZE, PageNumber, offset_of, pager
from api.pages.posted import Key, Posted, PostedDep
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import EngineError, InputRejected
from engine.operations import (
    extend_task,
    get_instance,
    get_task,
    list_interventions,
    restart_clock,
    resume_instance,
    stop_clock,
    suspend_instance,
)

router = APIRouter(route_class=RetriedRoute)
Act = Literal["tam-dung", "tiep-tuc", "tam-dung-han", "tinh-han-tiep"]
_ACTS = {
    "tam-dung": suspend_instance,
    "tiep-tuc": resume_instance,
    "tam-dung-han": stop_clock,
    "tinh-han-tiep": restart_clock,
}


@router.get(PROGRESS.path + "/can-thiep")
def interventions(request: Request, door: DoorDep, number: PageNumber = 1) -> Response:
    """List who stepped into the running of cases."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        found = list_interventions(uow, actor, offset=offset_of(number), limit=SIZE)
    return render(
        request,
        "pages/interventions.html",
        language=frame.language,
        frame=frame,
        place=PROGRESS,
        entries=found.items,
        pager=pager(request, number, len(found.items), found.total),
    )


@router.get(CASES.path + "/{instance_key:int}/tam-dung")
def ask_to_suspend(request: Request, door: DoorDep, instance_key: Key) -> Response:
    """Say what suspending the case does, and ask why."""
    return _case_page(request, door, instance_key, "tam-dung")


@router.post(CASES.path + "/{instance_key:int}/tam-dung")
def suspend(request: Request, door: DoorDep, instance_key: Key, posted: PostedDep) -> Response:
    """Suspend a case."""
    return _step_in(request, door, instance_key, "tam-dung", posted)


@router.get(CASES.path + "/{instance_key:int}/tiep-tuc")
def ask_to_resume(request: Request, door: DoorDep, instance_key: Key) -> Response:
    """Say what comes when the case goes on, and ask why it does."""
    return _case_page(request, door, instance_key, "tiep-tuc")


@router.post(CASES.path + "/{instance_key:int}/tiep-tuc")
def resume(request: Request, door: DoorDep, instance_key: Key, posted: PostedDep) -> Response:
    """Let a suspended case go on."""
    return _step_in(request, door, instance_key, "tiep-tuc", posted)


@router.get(CASES.path + "/{instance_key:int}/tam-dung-han")
def ask_to_stop(request: Request, door: DoorDep, instance_key: Key) -> Response:
    """Say what stopping the clock does, and ask why."""
    return _case_page(request, door, instance_key, "tam-dung-han")


@router.post(CASES.path + "/{instance_key:int}/tam-dung-han")
def stop(request: Request, door: DoorDep, instance_key: Key, posted: PostedDep) -> Response:
    """Stop the clock of a case."""
    return _step_in(request, door, instance_key, "tam-dung-han", posted)


@router.get(CASES.path + "/{instance_key:int}/tinh-han-tiep")
def ask_to_restart(request: Request, door: DoorDep, instance_key: Key) -> Response:
    """Say what letting the clock go on does, and ask why."""
    return _case_page(request, door, instance_key, "tinh-han-tiep")


@router.post(CASES.path + "/{instance_key:int}/tinh-han-tiep")
def restart(request: Request, door: DoorDep, instance_key: Key, posted: PostedDep) -> Response:
    """Let the clock of a case go on."""
    return _step_in(request, door, instance_key, "tinh-han-tiep", posted)


@router.get(INBOX.path + "/{task_key:int}/gia-han")
def ask_extension(request: Request, door: DoorDep, task_key: Key) -> Response:
    """Show a task's date and how it came about, and ask why it shall be later."""
    return _task_page(request, door, task_key)


@router.post(INBOX.path + "/{task_key:int}/gia-han")
def extend(request: Request, door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Extend the task; whatever is refused comes back with what was typed."""
    try:
        with door.enter() as (uow, actor):
            task = extend_task(
                uow,
                actor,
                task_key=task_key,
                reason=posted.text("reason"),
                until=read_day(posted.text("until"), "until"),
                version=posted.number("version"),
            )
    except InputRejected as refused:
        return _task_page(request, door, task_key, posted=posted, refused=refused)
    return RedirectResponse(f"{CASES.path}/{task.instance_key}?bao=da-gia-han", status_code=303)


def _step_in(request: Request, door: Door, instance_key: int, act: Act, posted: Posted) -> Response:
    """Do it; whatever is refused comes back with what was typed."""
    try:
        with door.enter() as (uow, actor):
            _ACTS[act](uow, actor, instance_key=instance_key, reason=posted.text("reason"))
    except InputRejected as refused:
        return _case_page(request, door, instance_key, act, posted=posted, refused=refused)
    return RedirectResponse(f"{CASES.path}/{instance_key}?bao={act}", status_code=303)


def _case_page(
    request: Request,
    door: Door,
    instance_key: int,
    act: Act,
    *,
    posted: Posted | None = None,
    refused: EngineError | None = None,
) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        case = get_instance(uow, actor, instance_key=instance_key)
    return render(
        request,
        "pages/intervene.html",
        language=frame.language,
        status=status_of(refused) if refused is not None else 200,
        frame=frame,
        place=CASES,
        act=act,
        case=case,
        reason=posted.text("reason") if posted is not None else "",
        errors=_errors(refused),
    )


def _task_page(
    request: Request, door: Door, task_key: int, *, posted: Posted | None = None, refused: EngineError | None = None
) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        task = get_task(uow, actor, task_key=task_key)
        step, due = words.task(task), words.task_due(task)
    return render(
        request,
        "pages/extend.html",
        language=frame.language,
        status=status_of(refused) if refused is not None else 200,
        frame=frame,
        place=CASES,
        task=task,
        step=step,
        due=due,
        until=posted.text("until") if posted is not None else "",
        reason=posted.text("reason") if posted is not None else "",
        version=posted.text("version") if posted is not None else task.version,
        errors=_errors(refused),
    )


def _errors(refused: EngineError | None) -> dict[str, object]:
    """Give what is wrong by field, or under `page` where no field is to blame."""
    said: dict[str, object] = {"reason": None, "until": None, "page": None}
    if refused is None:
        return said
    found = {one.field: one.text for one in getattr(refused, "findings", ()) if one.field in said}
    return said | (found or {"page": refused.text})
