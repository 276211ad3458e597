"""Can thiệp: every time that somebody stepped into the running of a case: who, when, why, and what it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, Select, select

from engine.errors import NotPermitted, Text
from engine.model.actor import Actor
from engine.model.definition import Definition
from engine.model.records import MOST_ON_PAGES, Page, TimelineEntry
from engine.operations.access import grants
from engine.operations.cases.timeline import tell
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.access import visible_cases
from engine.store.queries.counting import count
from engine.store.queries.people import display_names
from engine.store.tables import AuditEvent, AuditPayload, ProcessInstance
from engine.store.tables.core import core

_EVENT, _PAYLOAD, _INSTANCE = core(AuditEvent), core(AuditPayload), core(ProcessInstance)
# As in the index `audit_event_interventions`.
ACTIONS: Final = (
    *("CaseCanceled", "CaseResumed", "CaseSuspended", "ClockRestarted", "ClockStopped", "DueDateExtended"),
    *("IncidentResolved", "TaskAssigned", "TaskChanged"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """One of them, told in a sentence; `before` is who had the task that was given to somebody else."""

    instance_key: int
    business_id: str
    title: str
    told: TimelineEntry
    before: str | None


def list_interventions(uow: UnitOfWork, actor: Actor, *, offset: int = 0, limit: int = 50) -> Page[Intervention]:
    """Give those in the cases that the actor may see, newest first.

    Raises NotPermitted for somebody who watches no cases (READ_PROCESS_INSTANCE on a process).
    """
    held = grants(uow, actor)
    if not (actor.is_system or held.resources("PROCESS_DEFINITION", "READ_PROCESS_INSTANCE")):
        raise NotPermitted(
            Text(
                vi="Trang này dành cho người theo dõi tiến độ. Quản trị hệ thống cấp quyền khi cần.",
                en="This page is for those who watch progress. The administrator grants that permission.",
            ),
            code="not_a_watcher",
        )
    found = _found(actor, uow)
    page = found.order_by(_EVENT.c.at.desc(), _EVENT.c.instance_key, _EVENT.c.sequence.desc())
    rows = uow.connection.execute(page.offset(offset).limit(limit)).all()
    entries = tell(uow, rows, lambda row: _definition(uow, row))
    holders = _holders(uow, rows)
    items = tuple(
        Intervention(
            instance_key=row.instance_key,
            business_id=row.business_id,
            title=row.title,
            told=entry,
            before=holders.get((row.payload or {}).get("old", "")),
        )
        for row, entry in zip(rows, entries, strict=True)
    )
    return Page(items=items, total=count(uow.connection, found, MOST_ON_PAGES))


def _found(actor: Actor, uow: UnitOfWork) -> Select[Any]:
    payload = (_PAYLOAD.c.instance_key == _EVENT.c.instance_key) & (_PAYLOAD.c.sequence == _EVENT.c.sequence)
    case = (_INSTANCE.c.business_id, _INSTANCE.c.title, _INSTANCE.c.definition_key)
    joined = _EVENT.join(_INSTANCE, _INSTANCE.c.key == _EVENT.c.instance_key).outerjoin(_PAYLOAD, payload)
    return (
        select(_EVENT, _PAYLOAD.c.payload, *case)
        .select_from(joined)
        .where(_EVENT.c.action.in_(ACTIONS), visible_cases(actor, grants(uow, actor)))
    )


def _definition(uow: UnitOfWork, row: Row[Any]) -> Definition:
    definition: Definition = uow.definitions.model(uow.connection, row.definition_key).definition
    return definition


def _holders(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> dict[str, str]:
    names = {row.payload["old"] for row in rows if row.payload and isinstance(row.payload.get("old"), str)}
    return dict(display_names(uow.connection, names)) if names else {}
