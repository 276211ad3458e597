"""What takes a child process is made once, few at a time; who waits for a turn holds no thread and no connection."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from engine.errors import Text, Unavailable

AT_ONCE: Final = 2
_WAIT_S: Final = 30.0
Result = TypeVar("Result")


async def made_once(request: Request, find: Callable[[], Result | None], make: Callable[[], Result]) -> Result:
    """Give what was made before; else make it when a turn is free, unless somebody made it meanwhile."""
    found = await run_in_threadpool(find)
    if found is not None:
        return found
    async with turn(request):
        found = await run_in_threadpool(find)
        return found if found is not None else await run_in_threadpool(make)


@asynccontextmanager
async def turn(request: Request) -> AsyncIterator[None]:
    """Wait for a turn; raises Unavailable when none comes."""
    state = request.app.state
    if not hasattr(state, "drawing_turns"):
        state.drawing_turns = asyncio.Semaphore(AT_ONCE)
    turns: asyncio.Semaphore = state.drawing_turns
    try:
        async with asyncio.timeout(_WAIT_S):
            await turns.acquire()
    except TimeoutError as error:
        raise Unavailable(
            Text(
                vi="Nhiều tệp đang được dựng trang cùng lúc. Hãy thử lại sau ít phút hoặc tải tệp về để xem.",
                en="Many files are being drawn at once. Try again in a few minutes or download the file.",
            ),
            code="document_views_busy",
        ) from error
    try:
        yield
    finally:
        turns.release()
