"""Take the content of a case out of every row that holds some; what is left says that there was a case, no more.

The events stay on the audit chain: what they said is kept apart from them, so that lawful erasure breaks no chain
(docs/adr/0008).
"""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Table, delete, exists, or_, select, update

from engine.store import documents
from engine.store.folding import search_words
from engine.store.tables import (
    AuditEvent,
    AuditPayload,
    CaseLikeness,
    CaseLink,
    CaseNote,
    CaseRole,
    DecisionInstance,
    Document,
    Incident,
    Job,
    Notice,
    ProcessInstance,
    RegisterEntry,
    SenderIdentity,
    SharedDocument,
    UserTask,
    Variable,
)
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_INSTANCE, _VARIABLE, _TASK, _JOB = core(ProcessInstance), core(Variable), core(UserTask), core(Job)
_EVENT, _PAYLOAD, _ENTRY, _INCIDENT = core(AuditEvent), core(AuditPayload), core(RegisterEntry), core(Incident)
_DOCUMENT, _SHARED, _LINK, _ROLE = core(Document), core(SharedDocument), core(CaseLink), core(CaseRole)
# Whole rows that are content.
_CONTENT: Final[tuple[Table, ...]] = tuple(
    core(table) for table in (CaseNote, Notice, DecisionInstance, CaseLikeness, SenderIdentity)
)
# What these events say is of the case's course, not of its matter.
_HARMLESS: Final = ("CaseRestricted", "CaseNumbered", "CaseOpened", "ContentErased")


def objects_of(tx: Transaction, instance_key: int) -> Sequence[tuple[int, str]]:
    """Give the keys and object names of the case's files, of those too that were uploaded at its tasks and not sent."""
    of_case = or_(_DOCUMENT.c.instance_key == instance_key, _at_tasks(instance_key))
    statement = select(_DOCUMENT.c.key, _DOCUMENT.c.object_name).where(of_case)
    return [(row.key, row.object_name) for row in tx.connection.execute(statement)]


def _at_tasks(instance_key: int) -> ColumnElement[bool]:
    tasks = select(_TASK.c.key).where(_TASK.c.instance_key == instance_key)
    return _DOCUMENT.c.task_key.in_(tasks)


def erase_content(tx: Transaction, instance_key: int, *, keep: Collection[str], said: str) -> None:
    """Leave of a case, whose lock is held, its variables `keep` and the words `said` (title and id) to find it by."""
    connection, kept = tx.connection, sorted(keep)
    documents.take_away(tx, instance_key)
    unsent = connection.execute(select(_DOCUMENT.c.key).where(_at_tasks(instance_key))).scalars().all()
    documents.forget_unsent(tx, unsent)
    connection.execute(delete(_SHARED).where(_SHARED.c.instance_key == instance_key))
    connection.execute(delete(_VARIABLE).where(_VARIABLE.c.instance_key == instance_key, _VARIABLE.c.name.not_in(kept)))
    for table in _CONTENT:
        connection.execute(delete(table).where(table.c.instance_key == instance_key))
    connection.execute(
        delete(_LINK).where(or_(_LINK.c.instance_key == instance_key, _LINK.c.other_key == instance_key))
    )
    words = {"search_fields": [], "search_words": search_words(said)}
    connection.execute(update(_INSTANCE).where(_INSTANCE.c.key == instance_key).values(words))
    connection.execute(update(_TASK).where(_TASK.c.instance_key == instance_key).values(draft=None, about=None))
    connection.execute(update(_JOB).where(_JOB.c.instance_key == instance_key).values(error_message=None))
    connection.execute(
        update(_INCIDENT).where(_INCIDENT.c.instance_key == instance_key).values(message_vi="", message_en="")
    )
    connection.execute(update(_ROLE).where(_ROLE.c.instance_key == instance_key).values(reason=""))
    _erase_lines(tx, instance_key, kept)
    _erase_history(tx, instance_key)


def _erase_lines(tx: Transaction, instance_key: int, kept: Collection[str]) -> None:
    lines = select(_ENTRY.c.key, _ENTRY.c.cells).where(_ENTRY.c.instance_key == instance_key)
    for line in tx.connection.execute(lines).all():
        cells = {name: value for name, value in line.cells.items() if name in kept}
        tx.connection.execute(update(_ENTRY).where(_ENTRY.c.key == line.key).values(cells=cells, words=""))


def _erase_history(tx: Transaction, instance_key: int) -> None:
    harmless = exists().where(
        _EVENT.c.instance_key == _PAYLOAD.c.instance_key,
        _EVENT.c.sequence == _PAYLOAD.c.sequence,
        _EVENT.c.action.in_(_HARMLESS),
    )
    tx.connection.execute(delete(_PAYLOAD).where(_PAYLOAD.c.instance_key == instance_key, ~harmless))
