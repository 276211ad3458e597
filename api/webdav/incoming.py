"""Reads what programs send, with bounds on size and on patience."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import ClientDisconnect, Request

from api.errors import BodyRefused
from api.multipart import SILENCE_S, SLOWEST_BYTES_S, broken_off
from api.retrying import note_streamed
from api.webdav.refusals import too_long

XML_BYTES: Final = 64 * 1024
_STEP_BYTES: Final = 256 * 1024


async def read_xml(request: Request) -> bytes:
    """Read a small body whole; raises LimitExceeded."""
    body = await request.body()  # the body limit has bounded it already; this holds where that is set higher
    if len(body) > XML_BYTES:
        raise BodyRefused(too_long())
    return body


async def pieces(request: Request) -> AsyncIterator[bytes]:
    """Give a file's bytes as they come, some at a time; raises InputRejected when its sender stops or is too slow."""
    note_streamed(request)
    blocks, waiting = request.stream().__aiter__(), bytearray()
    received, began = 0, time.monotonic()
    try:
        while True:
            async with asyncio.timeout(SILENCE_S):
                block = await anext(blocks)
            waiting += block
            received += len(block)
            elapsed = time.monotonic() - began
            if elapsed > SILENCE_S and received < elapsed * SLOWEST_BYTES_S:
                raise broken_off()
            if len(waiting) >= _STEP_BYTES:
                yield bytes(waiting)
                waiting.clear()
    except StopAsyncIteration:
        if waiting:
            yield bytes(waiting)
    except (TimeoutError, ClientDisconnect) as error:
        raise broken_off() from error
