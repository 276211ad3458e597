"""`/v2/documents/uploads`: a file sent piece by piece, for connections that break; ours, beside Camunda's one upload.

Begin with name and size, send the pieces in order, complete. After any interruption ask how far it has come and go on.
A piece holds neither a thread nor a connection while it arrives, and one piece is all that a request keeps in memory.
"""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import ConfigDict, Field
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from api.dependencies import Door, DoorDep
from api.errors import BodyRefused
from api.multipart import SILENCE_S, SLOWEST_BYTES_S, broken_off
from api.routes.document_shapes import DocumentReference, Metadata, reference_of
from api.routes.documents import upload_slots
from api.routes.shapes import Incoming, KeyIn, Outgoing, answer, nothing
from engine.errors import LimitExceeded, Text
from engine.model.actor import Actor
from engine.operations.documents.resumable_upload import (
    PIECE_BYTES,
    Progress,
    begin_resumable,
    finish_resumable,
    give_up,
    read_progress,
    take_piece,
)

router = APIRouter(prefix="/documents/uploads", tags=["Document"])
UploadId = Annotated[KeyIn, Path(alias="documentId", description="Id of the document that is being uploaded.")]
_PIECE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/offset+octet-stream": {
                "schema": {"type": "string", "format": "binary"},
                "example": "the bytes from Upload-Offset on",
            }
        },
    }
}


class UploadBegin(Incoming):
    """What is known of the file before its first byte."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"fileName": "Hồ sơ quét.pdf", "contentType": "application/pdf", "size": 209_715_200}]
        }
    )
    file_name: Annotated[str, Field(min_length=1, max_length=1000)]
    content_type: Annotated[str, Field(max_length=200)] = ""
    size: Annotated[int, Field(ge=0, le=2**53)]


class UploadProgress(Outgoing):
    """How far an upload has come; the next piece begins at `receivedBytes` and has `pieceBytes`, or what is left."""

    document_id: str
    file_name: str
    size: int
    received_bytes: int
    piece_bytes: int


@router.post(
    "",
    status_code=201,
    response_model=UploadProgress,
    summary="Begin resumable upload",
    operation_id="beginDocumentUpload",
)
def begin(door: DoorDep, body: UploadBegin) -> Response:
    """Announce a file."""
    begun = begin_resumable(
        door.engine,
        _actor(door),
        file_name=body.file_name,
        declared_type=body.content_type,
        size_bytes=body.size,
    )
    return answer(_told(begun), status=201)


@router.get(
    "/{documentId}",
    response_model=UploadProgress,
    summary="Get resumable upload",
    operation_id="getDocumentUpload",
)
def progress(door: DoorDep, document_id: UploadId) -> Response:
    """Tell how far an upload has come."""
    with door.enter() as (uow, actor):
        return answer(_told(read_progress(uow, actor, key=document_id)))


@router.patch(
    "/{documentId}",
    response_model=UploadProgress,
    summary="Send piece of upload",
    operation_id="sendDocumentPiece",
    openapi_extra=_PIECE_BODY,
)
async def piece(
    request: Request,
    door: DoorDep,
    document_id: UploadId,
    upload_offset: Annotated[int, Header(alias="Upload-Offset", ge=0, le=2**53)],
) -> Response:
    """Take the piece that begins at `Upload-Offset`."""
    actor = await run_in_threadpool(_actor, door)
    async with upload_slots(request):
        content = await _read(request)
        taken = await run_in_threadpool(
            take_piece, door.engine, actor, key=document_id, offset=upload_offset, content=content
        )
    return answer(_told(taken))


@router.post(
    "/{documentId}/completion",
    status_code=201,
    response_model=DocumentReference,
    summary="Complete resumable upload",
    operation_id="completeDocumentUpload",
)
def complete(door: DoorDep, document_id: UploadId, metadata: Metadata) -> Response:
    """Judge the whole file and keep it."""
    record = finish_resumable(door.engine, _actor(door), key=document_id, place=metadata.place)
    return answer(reference_of(record, metadata), status=201)


@router.delete(
    "/{documentId}", status_code=204, summary="Give up resumable upload", operation_id="deleteDocumentUpload"
)
def drop(door: DoorDep, document_id: UploadId) -> Response:
    """Drop an upload."""
    give_up(door.engine, _actor(door), key=document_id)
    return nothing()


def _actor(door: Door) -> Actor:
    with door.enter() as (_, actor):
        return actor


async def _read(request: Request) -> bytearray:
    """Read one piece; who is silent, or slower than an old telephone line, is given up."""
    content = bytearray()
    blocks = request.stream().__aiter__()
    try:
        async with asyncio.timeout(PIECE_BYTES / SLOWEST_BYTES_S):
            while True:
                async with asyncio.timeout(SILENCE_S):
                    content += await anext(blocks)
                if len(content) > PIECE_BYTES:
                    raise BodyRefused(_too_long())
    except StopAsyncIteration:
        return content
    except (TimeoutError, ClientDisconnect) as error:
        raise broken_off() from error


def _too_long() -> LimitExceeded:
    text = Text(vi=f"Mỗi đoạn dài nhất {PIECE_BYTES} byte.", en=f"A piece has {PIECE_BYTES} bytes at most.")
    return LimitExceeded(text, code="body_too_large")


def _told(progress: Progress) -> UploadProgress:
    return UploadProgress(
        document_id=str(progress.key),
        file_name=progress.file_name,
        size=progress.size_bytes,
        received_bytes=progress.received_bytes,
        piece_bytes=PIECE_BYTES,
    )
