"""The stream that an open page listens to; without it, pages show what is new when they are loaded."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.dependencies import DoorDep
from api.live import Desks, event, news_stream
from api.pages.frame import NOTICES
from api.retrying import RetriedRoute
from engine.model.actor import Actor
from engine.operations.news.news import News, read_news

router = APIRouter(prefix=NOTICES.path, route_class=RetriedRoute)
_LONGEST: Final = 100
# No proxy may hold the events back.
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_TYPE: Final = "text/event-stream"
Mark = Annotated[str | None, Query(alias="sau", max_length=_LONGEST)]
LastEvent = Annotated[str | None, Header(alias="Last-Event-ID", max_length=_LONGEST)]


@router.get("/luong")
async def stream(
    request: Request,
    door: DoorDep,
    last_event: LastEvent = None,
    after: Mark = None,
    once: Annotated[bool, Query(alias="mot-lan")] = False,  # noqa: FBT002  a query parameter
) -> Response:
    """Tell of news after the browser's last event (or the mark `sau`); with `mot-lan` look once and end."""
    mark = last_event or after

    def look(seen: str | None) -> tuple[News, str]:
        with door.watch() as (uow, actor):
            return read_news(uow, actor, after=seen), door.language

    def who() -> Actor:
        with door.watch() as (_uow, actor):
            return actor

    if once:
        return Response(event(*await run_in_threadpool(look, mark)), headers=_HEADERS, media_type=_TYPE)
    actor = await run_in_threadpool(who)
    desks: Desks = request.app.state.desks
    desks.require_room(actor)
    return StreamingResponse(news_stream(desks, actor, look, after=mark), headers=_HEADERS, media_type=_TYPE)
