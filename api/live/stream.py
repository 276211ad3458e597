"""The stream of server-sent events of one open page (HTML Living Standard §9.2).

Each look signs the person in anew, without counting as use of the session: a stream ends with its session and never
keeps it alive. Between looks a page holds no thread, no connection to the database and no transaction.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Final

from api.i18n import translations
from api.live.desks import Desks, Page
from engine.errors import EngineError, NotAuthenticated
from engine.model.actor import Actor
from engine.operations.news.news import News

Look = Callable[[str | None], tuple[News, str]]  # gives the news after a mark, and the reader's language
_BEAT_S: Final = 20.0  # proxies cut what says nothing for a minute
_BEATS_A_LOOK: Final = 3
_AT_MOST_EVERY_S: Final = 1.0
_RETRY_MS: Final = 5000
OVER: Final = "event: over\ndata: {}\n\n"


async def news_stream(desks: Desks, actor: Actor, look: Look, *, after: str | None) -> AsyncIterator[str]:
    """Tell of news since `after` until the page goes, its session ends or the process stops."""
    with desks.opened(actor) as page:
        yield f"retry: {_RETRY_MS}\n\n"
        seen = after
        while not page.ended.is_set():
            page.rung.clear()
            try:
                news, language = await desks.looking(look, seen)
            except NotAuthenticated:
                yield OVER
                return
            except EngineError:  # the database is away or busy: the next look tells
                yield ": \n\n"
            else:
                if news.live_mark != seen:
                    seen = news.live_mark
                    yield event(news, language)
            async for beat in _beats(page):
                yield beat


async def _beats(page: Page) -> AsyncIterator[str]:
    """Wait until somebody rings, or for a minute; what rings within a second is answered together."""
    for _ in range(_BEATS_A_LOOK):
        if await _set_within(page.rung, _BEAT_S):
            break
        yield ": \n\n"
    await _set_within(page.ended, _AT_MOST_EVERY_S)


async def _set_within(flag: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(flag.wait(), seconds)
    except TimeoutError:
        return False
    return True


def event(news: News, language: str) -> str:
    """Write one event: how many notices are unread, lines for new tasks and notices, the task last saved for."""
    words = translations(language)
    lines = (
        (
            "/viec",
            news.new_tasks,
            words.gettext("Việc mới: %(what)s"),
            words.ngettext("Có %(num)s việc mới", "Có %(num)s việc mới", news.new_tasks),
            news.task,
        ),
        (
            "/thong-bao",
            news.new_notices,
            "%(what)s",
            words.ngettext("Có %(num)s thông báo mới", "Có %(num)s thông báo mới", news.new_notices),
            news.notice,
        ),
    )
    unread = words.ngettext("%(num)s thông báo chưa xem", "%(num)s thông báo chưa xem", news.unread)
    data = {
        "unread": news.unread,
        "bell": unread % {"num": news.unread},
        "see": words.gettext("Xem"),
        **({"saved": str(news.saved.task_key)} if news.saved is not None else {}),
        "news": [
            {
                "href": href,
                "text": one % {"what": what.in_language(language)} if count == 1 and what else several % {"num": count},
            }
            for href, count, one, several, what in lines
            if count
        ],
    }
    return f"id: {news.live_mark}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
