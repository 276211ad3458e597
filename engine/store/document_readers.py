"""Who was sent an issued document. They read the file; drafts, opinions and the case itself stay closed to them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, exists, select
from sqlalchemy.dialects.postgresql import insert

from engine.model.actor import Actor
from engine.store.queries.access import group_may_know
from engine.store.tables import Document, DocumentReader, ProcessInstance
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_READER, _DOCUMENT, _INSTANCE = core(DocumentReader), core(Document), core(ProcessInstance)


def add_readers(tx: Transaction, *, instance_key: int, documents: Collection[int], usernames: Collection[str]) -> None:
    """Let people read files of this case (files of other cases are passed over); done twice it changes nothing."""
    of_case = select(_DOCUMENT.c.key).where(
        _DOCUMENT.c.key.in_(list(documents)), _DOCUMENT.c.instance_key == instance_key
    )
    rows = [
        {"document_key": key, "username": username, "since": tx.now}
        for key in tx.connection.execute(of_case).scalars().all()
        for username in usernames
    ]
    if rows:
        tx.connection.execute(insert(_READER).on_conflict_do_nothing(), rows)


def was_sent(connection: Connection, actor: Actor, document_key: int, at: datetime) -> bool:
    """Tell whether the actor was sent the file. One of a restricted case is read by those whom the case names only."""
    known = exists().where(_INSTANCE.c.key == _DOCUMENT.c.instance_key, group_may_know(actor, at))
    sent = (
        select(_READER.c.document_key)
        .join(_DOCUMENT, _DOCUMENT.c.key == _READER.c.document_key)
        .where(_READER.c.document_key == document_key, _READER.c.username == actor.username, known)
    )
    return connection.execute(sent).scalar_one_or_none() is not None
