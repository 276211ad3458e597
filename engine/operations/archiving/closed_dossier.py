"""A closed case as a dossier that goes to the archive: what it is, what lies in it, and whether it has gone already.

Looked up with the eyes of the person who hands it in: what they may not see answers like what does not exist.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import exists, select

from engine.model.json_value import JsonValue
from engine.model.lifecycle import InstanceState
from engine.model.records import DocumentRecord
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents
from engine.store.queries.called_cases import dossier_cases, own_variables
from engine.store.queries.people import display_names
from engine.store.tables import AuditEvent, ProcessInstance
from engine.store.tables.core import core

_INSTANCE, _EVENT = core(ProcessInstance), core(AuditEvent)
TRANSFERRED = "CaseTransferred"


class Hindrance(StrEnum):
    """Why a case cannot be handed in."""

    UNKNOWN = "khong_co"
    OPEN = "con_mo"
    TRANSFERRED = "da_nop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A closed case; the days are those of the Office's calendar.

    `documents` are its files and those of the cases that it called, `said` what each of these cases knows, and `names`
    who uploaded the files.
    """

    instance_key: int
    process_id: str
    title: str
    opened_on: date
    closed_on: date
    restricted: bool
    documents: tuple[DocumentRecord, ...]
    said: Mapping[int, Mapping[str, JsonValue]]
    names: Mapping[str, str]


def find_dossier(uow: UnitOfWork, business_id: str, *, may_know: Callable[[int], bool]) -> Dossier | Hindrance:
    """Give the closed case of this id, or why it cannot be handed in; one that `may_know` is false for is unknown."""
    row = uow.connection.execute(select(_INSTANCE).where(_INSTANCE.c.business_id == business_id)).one_or_none()
    if row is None or not may_know(row.key):
        return Hindrance.UNKNOWN
    if row.state == InstanceState.ACTIVE.value or row.ended_at is None:
        return Hindrance.OPEN
    gone = select(exists().where(_EVENT.c.instance_key == row.key, _EVENT.c.action == TRANSFERRED))
    if uow.connection.execute(gone).scalar_one():
        return Hindrance.TRANSFERRED
    zone = uow.law.current(uow.transaction).rule_book.calendar.zone
    cases = dossier_cases(uow.connection, row.key)
    files = dossier_files(uow, cases)
    return Dossier(
        instance_key=row.key,
        process_id=row.process_id,
        title=row.title or business_id,
        opened_on=row.started_at.astimezone(zone).date(),
        closed_on=row.ended_at.astimezone(zone).date(),
        restricted=row.restricted,
        documents=tuple(replace(one, uploaded_at=one.uploaded_at.astimezone(zone)) for one in files.values()),
        said={key: own_variables(uow.connection, key) for key in cases},
        names=display_names(uow.connection, {one.uploaded_by for one in files.values()}),
    )


def dossier_files(uow: UnitOfWork, cases: Sequence[int]) -> dict[int, DocumentRecord]:
    """Give the files of a dossier by key, each once: a case may have one that another holds."""
    return {one.key: one for case in cases for one in documents.case_documents(uow.connection, case)}
