"""The open pages of this process, and the one connection that hears when there is something new for them.

A ring says for whom, not what: each page then looks by itself, under its own permissions. While the connection is
away pages look on their own now and then, so a lost ring costs time and nothing else.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final, ParamSpec, TypeVar

import anyio
import anyio.to_thread
import psycopg
import structlog

from engine.errors import LimitExceeded, Text
from engine.model.actor import Actor
from engine.store.bell import ALL, CHANNEL, heard

MOST: Final = 500  # pages of one process; a small Office's people have fewer in all
MOST_OF_ONE: Final = 10  # pages of one person
LOOKS_AT_ONCE: Final = 2  # of all pages of a process: news must not take the requests' connections
_ALIVE_S: Final = 30.0  # how long the connection may say nothing before it is asked
_PAUSE_S: Final = 2.0
_log = structlog.get_logger("hoidong.live")
_Given = ParamSpec("_Given")
_Got = TypeVar("_Got")


@dataclass(eq=False, slots=True)
class Page:
    """One open page: whom it is for, whether somebody rang, and whether it shall end."""

    username: str
    principals: frozenset[str]
    rung: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Desks:
    """The pages that are open in this process. Everything here runs in the event loop."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._pages: set[Page] = set()
        self._task: asyncio.Task[None] | None = None
        self._limiter: anyio.CapacityLimiter | None = None
        self._closing = False

    def require_room(self, actor: Actor) -> None:
        """Raise LimitExceeded (`too_many_streams`) when the process or the person has too many pages open."""
        of_one = sum(page.username == actor.username for page in self._pages)
        if self._closing or len(self._pages) >= MOST or of_one >= MOST_OF_ONE:
            raise _too_many()

    @contextmanager
    def opened(self, actor: Actor) -> Iterator[Page]:
        """Keep a page while it is open."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen(), name="bell")
        theirs = (name for absence in actor.stands_in_for for name in absence.person.principals)
        page = Page(actor.username, frozenset({*actor.principals, *theirs, ALL}))
        self._pages.add(page)
        try:
            yield page
        finally:
            self._pages.discard(page)

    async def looking(self, look: Callable[_Given, _Got], *args: _Given.args, **options: _Given.kwargs) -> _Got:
        """Run a look of a page in a thread, when it is its turn."""
        self._limiter = self._limiter or anyio.CapacityLimiter(LOOKS_AT_ONCE)
        return await anyio.to_thread.run_sync(lambda: look(*args, **options), limiter=self._limiter)

    def ring(self, names: frozenset[str]) -> None:
        """Wake the pages that are for one of these principals."""
        for page in self._pages:
            if not page.principals.isdisjoint(names):
                page.rung.set()

    def end(self) -> None:
        """Let every page end its stream now and take no more: the process is about to stop."""
        self._closing = True
        for page in self._pages:
            page.ended.set()
            page.rung.set()

    async def close(self) -> None:
        """Stop listening."""
        self.end()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _listen(self) -> None:
        never = asyncio.Event()
        while True:
            try:
                await self._hear()
            except (psycopg.Error, OSError) as error:
                _log.warning("bell_not_heard", error=type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(never.wait(), _PAUSE_S)

    async def _hear(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, application_name="hoidong bell", connect_timeout=5
        )
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self.ring(frozenset({ALL}))  # who rang while nobody listened?
            while True:
                async for ring in connection.notifies(timeout=_ALIVE_S):
                    self.ring(heard(ring.payload))
                await connection.execute("SELECT 1")


def _too_many() -> LimitExceeded:
    return LimitExceeded(
        Text(
            vi="Đang mở quá nhiều trang nhận tin trực tiếp. Tải lại trang để xem tin mới.",
            en="Too many pages receive live news. Reload the page to see what is new.",
        ),
        code="too_many_streams",
    )
