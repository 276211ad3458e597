"""The hot spots (điểm nóng) that began in a period: cases that were begun for many letters about the same."""

from datetime import date, datetime, time, timedelta
from typing import Final

from engine.model.actor import Actor
from engine.model.records import InstanceRecord
from engine.operations.cases.search_instances import InstanceFilter, search_instances
from engine.operations.unit_of_work import UnitOfWork
from engine.store import clusters

PROCESS: Final = "diem_nong"
_MOST = 100


def hot_spots(uow: UnitOfWork, actor: Actor, *, first: date, last: date) -> tuple[InstanceRecord, ...]:
    """Give those that began from day to day and that the actor may see, newest first, at most a hundred."""
    zone = uow.law.current(uow.transaction).rule_book.calendar.zone
    since = datetime.combine(first, time(), zone)
    before = datetime.combine(last + timedelta(days=1), time(), zone)
    keys = clusters.begun(uow.connection, PROCESS, since, before, limit=_MOST)
    return search_instances(uow, actor, filter=InstanceFilter(keys=keys), limit=_MOST).items if keys else ()
