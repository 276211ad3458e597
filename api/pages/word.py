"""Mở bằng Word: the address for an office program, and what a page is told when such a program has saved."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.errors import EDITING_PATH
from api.pages.decision import draft_versions
from api.pages.filling import answers, form_of
from api.pages.frame import INBOX
from api.pages.posted import BIGGEST_KEY, Key, PostedDep
from api.pages.task_view import fill_task
from api.pages.words import Words
from api.retrying import RetriedRoute
from api.templating import render
from engine.operations import get_task, list_task_documents
from engine.operations.documents.document_roles import VERSIONS
from engine.operations.editing.newest_saves import read_saves, saved_over
from engine.operations.editing.open_in_word import WordAddress, open_in_word, release_own_lock
from engine.operations.signing_in.sign_in_rules import session_over

router = APIRouter(prefix=INBOX.path, route_class=RetriedRoute)
Document = Annotated[int, Query(alias="tep", ge=1, le=BIGGEST_KEY)]
Field = Annotated[str, Query(alias="o", min_length=1, max_length=200)]
Release = Annotated[int, Query(alias="bo-khoa", ge=0, le=1)]


@router.post("/{task_key:int}/mo-bang-word")
def open_word(
    request: Request, door: DoorDep, task_key: Key, document: Document, field: Field, release: Release = 0
) -> Response:
    """Give the way into an office program; `release` takes a lock away that the reader's own program left behind."""
    if door.session_token is None:  # the address ends with the browser's session
        raise session_over()
    with door.enter() as (uow, actor):
        task = get_task(uow, actor, task_key=task_key)
        if release:
            release_own_lock(uow, actor, task=task, field=field, document_key=document)
        address = open_in_word(
            uow, actor, door.rules, session=door.session_token, task=task, field=field, document_key=document
        )
    own = address.lock is not None and address.lock.username == actor.username
    return render(
        request,
        "fragments/word_address.html",
        language=door.language,
        url=_url(request, door, address),
        libre_first=_is_linux(request),
        lock=address.lock,
        own_lock=own,
        release_url=f"{request.url.path}?{request.url.query}&bo-khoa=1",
    )


@router.post("/{task_key:int}/tu-word")
def saved_in_word(request: Request, door: DoorDep, task_key: Key, posted: PostedDep) -> Response:
    """Give the file fields whose files an office program has saved since the page had them, and the draft's versions.

    Nothing else of the form is touched: what is being typed stays.
    """
    with door.enter() as (uow, actor):
        task = get_task(uow, actor, task_key=task_key)
        if task.form_key is None:
            return Response(status_code=204)
        form = form_of(uow, task.form_key)
        shown = answers(uow, actor, form, posted, door.language)
        saves = read_saves(uow, task_key=task_key)
        newest = saves.applied(form, shown)
        changed = [key for key in newest if newest[key] != shown.get(key)]
        if not changed:
            return Response(status_code=204)
        documents = list_task_documents(uow, actor, task=task)
        filling = fill_task(uow, actor, task, newest, documents=documents, language=door.language, saves=saves)
        field = Words(uow, door.language).task_property(task.definition_key, task.element_id, VERSIONS)
        over = saved_over(uow, actor, instance_key=task.instance_key, field=field)
    return render(
        request,
        "fragments/saved_in_word.html",
        language=door.language,
        content=filling.fields(changed, door.language),
        versions=draft_versions(documents, field) if field in changed else (),
        saved_over=over,
    )


def _url(request: Request, door: Door, address: WordAddress) -> str:
    base = door.engine.settings.public_url or str(request.base_url)
    return f"{base.rstrip('/')}{EDITING_PATH}{address.token}/{quote(address.file_name)}"


def _is_linux(request: Request) -> bool:
    system = request.headers.get("user-agent", "")
    return "Linux" in system and "Android" not in system
