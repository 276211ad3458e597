"""Lập hồ sơ mới: the processes that a person may start, and the form that starts a case."""

import re
import uuid
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from api.dependencies import Door, DoorDep
from api.errors import status_of
from api.pages.drafts import SEEN, draft_kept, draft_refused, seen_draft
from api.pages.filling import Filling, answers, fill, form_of, without_lost_files
from api.pages.frame import CASES, START, read_frame
from api.pages.posted import BIGGEST_KEY, Posted, PostedDep, is_fragment
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.errors import Conflict, InputRejected, NotFound, Text
from engine.forms import change_rows
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.records import DefinitionRecord
from engine.operations import (
    UnitOfWork,
    create_instance,
    draft_mark,
    read_start_draft,
    save_start_draft,
    startable_definitions,
)
from engine.operations import start_draft_saved_at as kept_at
from engine.operations.cases.enter_next import Before, definition_by_key, entered_before
from engine.operations.commands import first_result
from engine.operations.definitions.start_forms import start_form_key
from engine.operations.documents.list_documents import list_own_uploads

router = APIRouter(prefix=START.path, route_class=RetriedRoute)
ProcessId = Annotated[str, Path(max_length=200)]
_COMMAND = re.compile(r"[0-9a-f]{32}")
_AFTER, _NEXT = "sau", "tiep"  # the case entered before; the button that asks for the form of the next one


@router.get("")
def choose(request: Request, door: DoorDep) -> Response:
    """List the processes of which the person may start a case."""
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        words = Words(uow, frame.language)
        processes = [(each, words.process(each.key, each.name)) for each in startable_definitions(uow, actor)]
    return render(
        request, "pages/start_list.html", language=frame.language, frame=frame, place=START, processes=processes
    )


@router.get("/phim/{letter}")
def by_key(door: DoorDep, letter: Annotated[str, Path(max_length=1)]) -> Response:
    """Open the start form that the keys “n” and `letter` mean; the list, when they mean none that is open to them."""
    with door.enter() as (uow, actor):
        found = definition_by_key(uow, actor, letter)
    return RedirectResponse(_address(found.process_id) if found is not None else START.path, status_code=303)


@router.get("/{process_id}")
def show(
    request: Request,
    door: DoorDep,
    process_id: ProcessId,
    after: Annotated[int | None, Query(alias=_AFTER, ge=1, le=BIGGEST_KEY)] = None,
) -> Response:
    """Show the start form, with what was typed last time, or what it takes over from the case entered before."""
    return _page(request, door, process_id, after=after)


@router.post("/{process_id}")
def start(request: Request, door: DoorDep, process_id: ProcessId, posted: PostedDep) -> Response:
    """Start the case once, however often the button was pressed; whatever is refused comes back as typed."""
    try:
        with door.enter() as (uow, actor):
            definition = startable(uow, actor, process_id)
            case = create_instance(
                uow,
                actor,
                definition_key=definition.key,
                variables=_variables(uow, actor, definition, posted, door.language),
                command_id=_command(posted),
            )
    except (InputRejected, Conflict) as refused:
        # Of two presses at once the second one meets a receipt, or files that belong to the first one's case by now.
        started = _started_meanwhile(door, process_id, posted)
        if started is not None:
            return started
        if isinstance(refused, Conflict):
            raise
        return _page(request, door, process_id, posted=posted, refused=refused)
    return _on(process_id, case.key, posted)


@router.post("/{process_id}/luu-tam")
def keep_draft(request: Request, door: DoorDep, process_id: ProcessId, posted: PostedDep) -> Response:
    """Keep what has been typed so far and tell when, or that another window was quicker."""
    try:
        with door.enter() as (uow, actor):
            definition = startable(uow, actor, process_id)
            data = _variables(uow, actor, definition, posted, door.language)
            save_start_draft(
                uow, actor, process_id=process_id, data=data, seen=seen_draft(posted), command_id=_command(posted)
            )
            saved_at = uow.now
    except Conflict as refused:
        return draft_refused(request, door, refused)
    return draft_kept(request, door, saved_at)


@router.get("/{process_id}/dong")
def back_to_form(process_id: ProcessId) -> Response:
    """Lead to the form: it stood at this address after a row was added without script, and people reload it."""
    return RedirectResponse(_address(process_id), status_code=303)


@router.post("/{process_id}/dong")
def change_row(request: Request, door: DoorDep, process_id: ProcessId, posted: PostedDep) -> Response:
    """Add a row to a list or take one away: give the list alone to a script, else the page with all that was typed."""
    if is_fragment(request):
        return recalculate(request, door, process_id, posted)
    return _page(request, door, process_id, posted=posted)


@router.post("/{process_id}/tinh-lai")
def recalculate(request: Request, door: DoorDep, process_id: ProcessId, posted: PostedDep) -> Response:
    """Give the fields that look different for the answers on the page."""
    with door.enter() as (uow, actor):
        definition = startable(uow, actor, process_id)
        data = _variables(uow, actor, definition, posted, door.language)
        verb = Words(uow, door.language).start_verb(definition.key)
        filling = _filling(uow, actor, definition, data, verb=verb, order=posted.text("row"))
    content = filling.changes(posted, door.language) if filling is not None else ""
    return render(request, "fragments/raw.html", language=door.language, content=content)


def _page(
    request: Request,
    door: Door,
    process_id: str,
    *,
    posted: Posted | None = None,
    refused: InputRejected | None = None,
    after: int | None = None,
) -> Response:
    with door.enter() as (uow, actor):
        frame = read_frame(uow, actor, request, door)
        definition = startable(uow, actor, process_id)
        before = entered_before(uow, actor, definition, after) if after is not None else None
        draft = read_start_draft(uow, actor, process_id=process_id) if posted is None else None
        if posted is not None:
            data: Mapping[str, JsonValue] = _variables(uow, actor, definition, posted, frame.language)
        else:
            data = draft or _taken_over(before)
        seen = posted.text(SEEN) if posted is not None else draft_mark(kept_at(uow, actor, process_id=process_id))
        words = Words(uow, frame.language)
        verb = words.start_verb(definition.key)
        order = posted.text("row") if posted is not None and refused is None else ""
        filling = _filling(uow, actor, definition, data, refused, verb=verb, is_draft=posted is None, order=order)
        process = words.process(definition.key, definition.name)
    return render(
        request,
        "pages/start.html",
        language=frame.language,
        status=status_of(refused) if refused is not None else 200,
        frame=frame,
        place=START,
        definition=definition,
        process=process,
        form=filling.to_fill(frame.language) if filling is not None else None,
        verb=filling.verb_now if filling is not None else None,
        draft_seen=seen,
        kept=bool(draft),
        before=before.case if before is not None else None,
        # Sent again with the same mark, the same case is meant: a double click starts one.
        command_id=posted.text("command_id") if posted is not None else uuid.uuid4().hex,
    )


def startable(uow: UnitOfWork, actor: Actor, process_id: str) -> DefinitionRecord:
    """Give the process that the person may start; raise NotFound."""
    for definition in startable_definitions(uow, actor):
        if definition.process_id == process_id:
            return definition
    raise NotFound(
        Text(
            vi="Không có quy trình này, hoặc tài khoản chưa được giao quyền lập hồ sơ theo quy trình này.",
            en="There is no such process, or your account may not start its cases.",
        ),
        code="process_definition_not_found",
    )


def _started_meanwhile(door: Door, process_id: str, posted: Posted) -> Response | None:
    """Lead on from the case that the other press of the button has started, None when there was no other."""
    with door.enter() as (uow, actor):
        key = first_result(uow, actor, _command(posted) or "")
    return _on(process_id, key, posted) if key is not None else None


def _on(process_id: str, case_key: int, posted: Posted) -> Response:
    """Lead to the case just started, or to the form of the next one where that was asked for."""
    following = f"{_address(process_id)}?{_AFTER}={case_key}" if posted.text(_NEXT) else None
    return RedirectResponse(following or f"{CASES.path}/{case_key}?bao=da-lap", status_code=303)


def _taken_over(before: Before | None) -> Mapping[str, JsonValue]:
    return before.answers if before is not None else {}


def _address(process_id: str) -> str:
    return f"{START.path}/{quote(process_id, safe='')}"


def _command(posted: Posted) -> str | None:
    command = posted.text("command_id")
    return command if _COMMAND.fullmatch(command) else None


def _form_key(uow: UnitOfWork, definition: DefinitionRecord) -> int | None:
    return start_form_key(uow, definition.key)


def _variables(
    uow: UnitOfWork, actor: Actor, definition: DefinitionRecord, posted: Posted, language: str
) -> dict[str, JsonValue]:
    form_key = _form_key(uow, definition)
    return {} if form_key is None else answers(uow, actor, form_of(uow, form_key), posted, language)


def _filling(
    uow: UnitOfWork,
    actor: Actor,
    definition: DefinitionRecord,
    data: Mapping[str, JsonValue],
    refused: InputRejected | None = None,
    *,
    verb: str,
    is_draft: bool = False,
    order: str = "",
) -> Filling | None:
    form_key = _form_key(uow, definition)
    if form_key is None:
        return None
    form, documents = form_of(uow, form_key), list_own_uploads(uow, actor)
    return fill(
        uow,
        actor,
        form,
        change_rows(form, without_lost_files(form, data, documents) if is_draft else data, order),
        context={},
        documents=documents,
        page=_address(definition.process_id),
        templates_url=f"{_address(definition.process_id)}/mau",
        errors=refused.findings if refused is not None else (),
        verb=verb,
    )
