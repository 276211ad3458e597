"""A stored file's bytes as an answer: streamed, with no thread or connection held between two blocks."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack
from typing import Any

from fastapi.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.responses import Response, StreamingResponse

from engine.operations.documents.download_document import DocumentDownload


async def stream_file(
    download: DocumentDownload,
    headers: Mapping[str, str],
    *,
    status: int,
    offset: int = 0,
    length: int | None = None,
) -> Response:
    """Answer with a file, whole or a range of it; raises Unavailable, and NotFound when its object is lost."""
    blocks = _blocks(lambda stack: stack.enter_context(download.open(offset=offset, length=length)))
    # The first block before the status line: a lost object or a dead server is then an error, not a cut-off answer.
    first = await anext(blocks)

    async def body() -> AsyncIterator[bytes]:
        yield first
        async for block in blocks:
            yield block

    return StreamingResponse(body(), status_code=status, headers=headers, media_type=download.record.content_type)


async def _blocks(open_blocks: Callable[[ExitStack], Any]) -> AsyncIterator[bytes]:
    stack = ExitStack()
    try:
        blocks = await run_in_threadpool(open_blocks, stack)
        async for block in iterate_in_threadpool(blocks):
            yield block
    finally:
        stack.close()
