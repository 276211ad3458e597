"""`/v2/documents`: files in and out, streamed both ways, in the shapes of Camunda 8's document API.

An upload holds neither a thread nor a connection while its sender is slow; a download holds no database connection.
"""

import asyncio
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.dependencies import Door, DoorDep
from api.file_answer import RangeUnsatisfiable, file_headers, wanted_range
from api.file_stream import stream_file
from api.multipart import MultipartReader, Part, PartHead
from api.routes.document_shapes import STORE_ID, DocumentReference, Metadata, read_metadata, reference_of
from api.routes.shapes import KeyIn, answer, nothing
from engine.errors import InputRejected, NotFound, Text
from engine.model.actor import Actor
from engine.model.records import DocumentRecord
from engine.operations.documents.document_access import document_not_found
from engine.operations.documents.download_document import DocumentDownload, download_document
from engine.operations.documents.remove_document import remove_document
from engine.operations.documents.upload_document import Upload, begin_upload

# Each upload keeps one part (5 MiB) and the file's last two megabytes in memory; more than this many wait their turn.
UPLOADS_AT_ONCE = 8
# Judging and sending run in a thread for so many bytes at a time: few hops, and little that lies there several times.
_STEP_BYTES = 256 * 1024
_METADATA_BYTES = 64 * 1024
_PARTIAL = 206
_UNSATISFIABLE = 416

router = APIRouter(prefix="/documents", tags=["Document"])
Result = TypeVar("Result")
DocumentId = Annotated[KeyIn, Path(alias="documentId", description="Id of the document.")]
StoreId = Annotated[str | None, Query(alias="storeId", max_length=100)]
_UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "metadata": {"$ref": "#/components/schemas/DocumentMetadata"},
                    },
                },
                "encoding": {"metadata": {"contentType": "application/json"}},
            }
        },
    }
}


@router.post(
    "",
    status_code=201,
    response_model=DocumentReference,
    summary="Upload document",
    operation_id="createDocument",
    openapi_extra=_UPLOAD_BODY,
)
async def create_document(
    request: Request,
    door: DoorDep,
    store_id: StoreId = None,
    document_id: Annotated[str | None, Query(alias="documentId")] = None,
) -> Response:
    """Take one file (part `file`), optionally with `metadata` as JSON before or after it."""
    _check_store(store_id)
    if document_id is not None:
        raise InputRejected(
            Text(vi="Mã tệp do hệ thống cấp.", en="The document id is given by the system."),
            code="document_id_not_choosable",
        )
    actor = await run_in_threadpool(_actor, door)
    reader = MultipartReader(request)
    async with upload_slots(request):
        record, metadata = await _receive(reader, door, actor)
    return answer(reference_of(record, metadata), status=201)


@router.get(
    "/{documentId}",
    summary="Download document",
    operation_id="getDocument",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def get_document(
    request: Request,
    door: DoorDep,
    document_id: DocumentId,
    store_id: StoreId = None,
    content_hash: Annotated[str | None, Query(alias="contentHash", max_length=128)] = None,
) -> Response:
    """Give the bytes of a file, whole or one range of them."""
    _check_store(store_id)
    download = await run_in_threadpool(_find, door, document_id)
    record = download.record
    if content_hash is not None and content_hash != record.sha256:
        raise document_not_found()
    headers = dict(file_headers(record.file_name, record.sha256))
    try:
        part = wanted_range(request.headers.get("range"), record.size_bytes)
    except RangeUnsatisfiable:
        headers["Content-Range"] = f"bytes */{record.size_bytes}"
        return Response(status_code=_UNSATISFIABLE, headers=headers)
    if part is None:
        headers["Content-Length"] = str(record.size_bytes)
        return await stream_file(download, headers, status=200)
    headers["Content-Length"] = str(part.length)
    headers["Content-Range"] = f"bytes {part.offset}-{part.offset + part.length - 1}/{record.size_bytes}"
    return await stream_file(download, headers, status=_PARTIAL, offset=part.offset, length=part.length)


@router.delete("/{documentId}", status_code=204, summary="Delete document", operation_id="deleteDocument")
def delete_document(door: DoorDep, document_id: DocumentId, store_id: StoreId = None) -> Response:
    """Take back a file of one's own that no case holds yet."""
    _check_store(store_id)
    with door.enter() as (uow, actor):
        remove_document(uow, actor, document_key=document_id)
    return nothing()


def _actor(door: Door) -> Actor:
    with door.enter() as (_, actor):
        return actor


def _find(door: Door, document_key: int) -> DocumentDownload:
    return download_document(door.engine, _actor(door), document_key=document_key)


def _check_store(store_id: str | None) -> None:
    if store_id not in (None, STORE_ID):
        raise NotFound(
            Text(vi="Không có kho tệp này.", en="There is no such document store."), code="document_store_not_found"
        )


def upload_slots(request: Request) -> asyncio.Semaphore:
    """Give the places for those who send, each of whom keeps a piece in memory."""
    state = request.app.state
    if not hasattr(state, "upload_slots"):
        state.upload_slots = asyncio.Semaphore(UPLOADS_AT_ONCE)
    slots: asyncio.Semaphore = state.upload_slots
    return slots


class _Receiving:
    """One request's file and metadata, in whatever order they come."""

    def __init__(self, door: Door, actor: Actor) -> None:
        self._door = door
        self._actor = actor
        self._upload: Upload | None = None
        self.metadata = Metadata()

    async def take(self, part: Part) -> None:
        """Read one part to its end."""
        if part.head.name == "metadata":
            self.metadata = read_metadata(await part.small(max_bytes=_METADATA_BYTES))
            return
        if part.head.name != "file" or self._upload is not None:
            raise _unexpected_part()
        self._upload = await run_in_threadpool(self._begin, part.head)
        await _send(part, self._upload)

    def _begin(self, head: PartHead) -> Upload:
        name = head.file_name or self.metadata.file_name
        if not name:
            raise _file_missing()
        return begin_upload(self._door.engine, self._actor, file_name=name, declared_type=head.content_type)

    def finish(self) -> DocumentRecord:
        """Confirm the file."""
        if self._upload is None:
            raise _file_missing()
        self.metadata.check(self._upload)
        return self._upload.finish(self.metadata.place)

    def abort(self) -> None:
        """Drop what arrived so far."""
        if self._upload is not None:
            self._upload.abort()


async def _receive(reader: MultipartReader, door: Door, actor: Actor) -> tuple[DocumentRecord, Metadata]:
    """Take the whole body; the file is confirmed only when all of it has been read."""
    receiving = _Receiving(door, actor)
    try:
        async for part in reader.parts():
            await receiving.take(part)
        return await run_in_threadpool(receiving.finish), receiving.metadata
    except BaseException:
        # Also when the sender is gone and this task is cancelled: what arrived so far must not stay.
        await asyncio.shield(run_in_threadpool(receiving.abort))
        raise


async def _send(part: Part, upload: Upload) -> None:
    waiting = bytearray()
    async for chunk in part.chunks:
        waiting += chunk
        if len(waiting) >= _STEP_BYTES:
            await run_in_threadpool(upload.write, bytes(waiting))
            waiting.clear()
    await run_in_threadpool(upload.write, bytes(waiting))


def _file_missing() -> InputRejected:
    return InputRejected(Text(vi="Chưa có tệp nào được gửi lên.", en="No file was sent."), code="document_file_missing")


def _unexpected_part() -> InputRejected:
    return InputRejected(
        Text(
            vi="Mỗi lần gửi chỉ gồm một tệp (file) và phần thông tin kèm theo (metadata). Chưa lưu.",
            en="Send one part “file” and at most one part “metadata”. Nothing was saved.",
        ),
        code="multipart_part_unexpected",
    )
