"""`/word/TOKEN/NAME.docx`: one file of a task's form, as office programs open, lock and save it.

They bring no cookie of ours: the token is all that they have, and permission is asked anew with every request. It
stands in no log: those name routes by their patterns.
"""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from api.errors import EDITING_PATH
from api.file_stream import stream_file
from api.retrying import RetriedRoute
from api.routes.documents import upload_slots
from api.webdav import bodies
from api.webdav.bodies import XML
from api.webdav.conditions import lock_token, read_condition, wanted_timeout
from api.webdav.incoming import pieces, read_xml
from api.webdav.properties import discovery, entity_tag, file, folder, last_modified
from api.webdav.refusals import malformed
from engine.errors import Conflict, EngineError, InputRejected
from engine.operations.documents.download_document import DocumentDownload
from engine.operations.editing.edited import ENDED, Edited, Reached, edit_not_found, find_edited
from engine.operations.editing.lock_file import Locked, lock_file, refresh_lock, unlock_file
from engine.operations.editing.save_file import Save, Saved, begin_save
from engine.operations.editing.tell_refused import CODE as REFUSED
from engine.operations.editing.tell_refused import tell_refused
from engine.operations.engine import Engine
from engine.operations.signing_in.sign_in_rules import SignInRules

router = APIRouter(prefix=EDITING_PATH.rstrip("/"), route_class=RetriedRoute)
Token = Annotated[str, Path(max_length=100)]
Name = Annotated[str, Path(max_length=1000)]
_MULTI_STATUS, _NO_CONTENT = 207, 204
# Without MS-Author-Via, Office programs open a file to read only.
_CLASS: Final = {"DAV": "1, 2", "MS-Author-Via": "DAV", "Cache-Control": "private, max-age=0"}


class _Asker:
    """One request: the address that it came to, and the way into the engine."""

    def __init__(self, request: Request, token: str, name: str) -> None:
        self.request = request
        self.engine: Engine = request.app.state.engine
        self.rules: SignInRules = request.app.state.sign_in_rules
        self.at = Reached(token=token, name=unicodedata.normalize("NFC", name))

    @property
    def href(self) -> str:
        """Give the path of the address."""
        return self.href_of(self.at.name)

    def href_of(self, name: str) -> str:
        """Give the path of a name in the folder."""
        return f"{EDITING_PATH}{self.at.token}/{quote(name)}"

    def find(self) -> Edited:
        """Give the file as the address's person may have it."""
        with self.engine.unit_of_work() as uow:
            return find_edited(uow, self.rules, self.at)

    def require_file(self) -> None:
        """Raise NotFound at the address of the folder."""
        if not self.at.name:
            raise edit_not_found()


async def _options(asker: _Asker) -> Response:
    """Tell what can be done; programs ask it of the folder first."""
    await run_in_threadpool(asker.find)
    return Response(status_code=200, headers={**_CLASS, "Allow": ", ".join(_METHODS)})


async def _get(asker: _Asker) -> Response:
    """Give the newest save; of the folder, that it is there: LibreOffice asks before it saves."""
    edited = await run_in_threadpool(asker.find)
    if not asker.at.name:
        return Response(status_code=200, headers=_CLASS, media_type="text/plain")
    record = edited.document.record
    headers = {
        **_CLASS,
        "Content-Length": str(record.size_bytes),
        "Last-Modified": last_modified(record),
        "ETag": entity_tag(record.sha256),
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    if asker.request.method == "HEAD":
        return Response(status_code=200, headers=headers, media_type=record.content_type)
    download = DocumentDownload(record=record, object_name=edited.document.object_name, objects=asker.engine.objects)
    return await stream_file(download, headers, status=200)


async def _propfind(asker: _Asker) -> Response:
    """Tell of the file, or of its folder and (Depth not 0) what is in it."""
    asked = bodies.read_propfind(await read_xml(asker.request))
    edited = await run_in_threadpool(asker.find)
    resources = [] if asker.at.name else [folder(asker.href_of(""))]
    if asker.at.name or asker.request.headers.get("depth", "1") != "0":
        resources.append(file(asker.href_of(edited.file_name), edited, asker.rules.now()))
    return _xml(bodies.multistatus(resources, asked), status=_MULTI_STATUS)


async def _proppatch(asker: _Asker) -> Response:
    """Change nothing, and say so for each property."""
    names = bodies.read_proppatch(await read_xml(asker.request))
    await run_in_threadpool(asker.find)
    return _xml(bodies.nothing_changed(asker.href, names), status=_MULTI_STATUS)


async def _lock(asker: _Asker) -> Response:
    """Open the file for editing; without a body, hold a lock for longer."""
    asker.require_file()
    body = await read_xml(asker.request)
    headers = asker.request.headers
    condition, wanted = read_condition(headers), wanted_timeout(headers)
    if body.strip():
        bodies.require_write_lock(body)
    operation = lock_file if body.strip() else refresh_lock

    def act() -> Locked:
        with asker.engine.unit_of_work() as uow:
            return operation(uow, asker.rules, asker.at, condition=condition, wanted=wanted)

    lock = (await run_in_threadpool(act)).lock
    told = discovery(asker.href, lock, asker.rules.now(), username=lock.username)
    return _xml(bodies.lock_body(told), status=200, headers={"Lock-Token": f"<{lock.token}>"})


async def _unlock(asker: _Asker) -> Response:
    """Give a lock back."""
    asker.require_file()
    token = lock_token(asker.request.headers)

    def act() -> None:
        with asker.engine.unit_of_work() as uow:
            unlock_file(uow, asker.rules, asker.at, token=token)

    await run_in_threadpool(act)
    return Response(status_code=_NO_CONTENT, headers=_CLASS)


async def _put(asker: _Asker) -> Response:
    """Take a save. What is refused is told on the person's desk too: programs say little of it."""
    asker.require_file()
    if "content-range" in asker.request.headers:
        raise malformed()
    condition = read_condition(asker.request.headers)
    try:
        save = await run_in_threadpool(begin_save, asker.engine, asker.rules, asker.at, condition=condition)
        async with upload_slots(asker.request):
            saved = await _receive(asker.request, save)
    except InputRejected as refused:
        await _tell(asker, refused)
        raise InputRejected(refused.text, code=REFUSED) from refused
    except Conflict as refused:
        if refused.stable_code == ENDED:
            await _tell(asker, refused)
        raise
    return Response(status_code=_NO_CONTENT, headers={**_CLASS, "ETag": entity_tag(saved.sha256)})


async def _receive(request: Request, save: Save) -> Saved:
    try:
        async for piece in pieces(request):
            await run_in_threadpool(save.write, piece)
        return await run_in_threadpool(save.finish)
    except BaseException:
        # Also when the program is gone and this task is cancelled: what arrived so far must not stay.
        await asyncio.shield(run_in_threadpool(save.abort))
        raise


async def _tell(asker: _Asker, refused: EngineError) -> None:
    await run_in_threadpool(tell_refused, asker.engine, asker.rules, asker.at, refused.text)


_METHODS: Final[Mapping[str, Callable[[_Asker], Awaitable[Response]]]] = {
    "OPTIONS": _options,
    "HEAD": _get,
    "GET": _get,
    "PROPFIND": _propfind,
    "PROPPATCH": _proppatch,
    "LOCK": _lock,
    "UNLOCK": _unlock,
    "PUT": _put,
}


@router.api_route("/{token}/{name:path}", methods=list(_METHODS))
async def answer(request: Request, token: Token, name: Name) -> Response:
    """Do what the program asks."""
    return await _METHODS[request.method](_Asker(request, token, name))


def _xml(body: bytes, *, status: int, headers: Mapping[str, str] | None = None) -> Response:
    return Response(body, status_code=status, media_type=XML, headers={**_CLASS, **(headers or {})})
