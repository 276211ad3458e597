"""How a request waits for something to come without holding a thread or a connection meanwhile."""

import asyncio
import time
from collections.abc import Callable
from typing import Final, TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

Found = TypeVar("Found")
_WAITING_AT_ONCE: Final = 200  # of one kind in one process; more are answered at once


class LongPolls:
    """The requests of one kind that wait in this process (one event loop, so a plain number is enough)."""

    def __init__(self, *, every_s: float) -> None:
        self._every_s = every_s
        self._now = 0

    async def wait(
        self, request: Request, look: Callable[[], Found], is_it: Callable[[Found], bool], *, wait_s: float
    ) -> Found:
        """Look until it is there, the time is over or the client has hung up; give what was seen last."""
        until = time.monotonic() + wait_s
        found = await run_in_threadpool(look)
        if is_it(found) or self._now >= _WAITING_AT_ONCE:
            return found
        self._now += 1
        gone = asyncio.create_task(_disconnected(request))
        try:
            while not is_it(found) and time.monotonic() < until and not gone.done():
                await asyncio.wait({gone}, timeout=min(self._every_s, max(0.0, until - time.monotonic())))
                found = await run_in_threadpool(look)
        finally:
            gone.cancel()
            self._now -= 1
        return found


async def _disconnected(request: Request) -> None:
    """Return when the client hangs up; its body has been read by then."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
