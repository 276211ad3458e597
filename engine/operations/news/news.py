"""What has come to somebody's desk since they last looked: new tasks and notices, as far as they may know of them.

It is read whole each time and permissions with it; whoever asks keeps a mark (`News.mark`) of what they have seen. A
mark holds moments and counts, no key and no word.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from engine.errors import Text
from engine.model.actor import Actor
from engine.operations.editing.newest_saves import LastSave, last_save
from engine.operations.news.notices import count_unread_notices, list_notices
from engine.operations.tasks.search_tasks import newest_of_desk
from engine.operations.unit_of_work import UnitOfWork
from engine.store.notices import unread_moments

_LOOKED_AT: Final = 200  # moments; what came before the newest of them is no news
_MARK = re.compile(r"(\d{1,18})\.(\d{1,6})-(\d{1,18})\.(\d{1,6})-\d{1,6}(?:~\d{1,18})?", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
Moments = Iterable[tuple[datetime, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is new; `task` names the newest task and `notice` the newest notice, where there are new ones."""

    mark: str
    unread: int
    new_tasks: int
    new_notices: int
    task: Text | None
    notice: Text | None
    saved: LastSave | None = None  # what the reader last saved in an office program

    @property
    def live_mark(self) -> str:
        """Name what an open page has seen; as `after` it is as good as the mark alone."""
        return f"{self.mark}~{_microseconds(self.saved.at) if self.saved else 0}"


def read_news(uow: UnitOfWork, actor: Actor, *, after: str | None = None) -> News:
    """Look at the actor's desk. Without a readable mark nothing counts as new: it is the first look."""
    tasks, newest = newest_of_desk(uow, actor, limit=_LOOKED_AT)
    notices = unread_moments(uow.connection, actor, uow.now, limit=_LOOKED_AT)
    seen = _MARK.fullmatch(after or "")
    new_tasks = _after(tasks, int(seen[1]), int(seen[2])) if seen else 0
    new_notices = _after(notices, int(seen[3]), int(seen[4])) if seen else 0
    [latest] = list_notices(uow, actor, unread_only=True, limit=1) if new_notices else [None]
    unread = count_unread_notices(uow, actor)
    return News(
        mark=f"{_mark(tasks)}-{_mark(notices)}-{unread}",
        unread=unread,
        new_tasks=new_tasks,
        new_notices=new_notices,
        task=_named(newest.name, newest.name_en, newest.business_id) if newest and new_tasks else None,
        notice=latest.text if latest else None,
        saved=last_save(uow, actor),
    )


def _named(name: str, name_en: str | None, business_id: str) -> Text:
    return Text(vi=f"{name} · {business_id}", en=f"{name_en or name} · {business_id}")


def _after(moments: Moments, since: int, known: int) -> int:
    """Count what came later than the mark, and what came at its very moment beyond what it knew."""
    later = sum(count for moment, count in moments if _microseconds(moment) > since)
    same = sum(count for moment, count in moments if _microseconds(moment) == since)
    return later + max(0, same - known)


def _mark(moments: list[tuple[datetime, int]]) -> str:
    return f"{_microseconds(moments[0][0])}.{moments[0][1]}" if moments else "0.0"


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
