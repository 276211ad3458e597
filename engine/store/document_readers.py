"""Who was sent an issued document. They read the file; drafts, opinions and the case itself stay closed to them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, exists, select
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


def readers_of(connection: Connection, document_key: int) -> tuple[str, ...]:
    """Name those who were sent a file."""
    statement = select(_READER.c.username).where(_READER.c.document_key == document_key).order_by(_READER.c.username)
    return tuple(connection.execute(statement).scalars())


def remove_readers(tx: Transaction, document_key: int) -> None:
    """Take a file out of reach of those who were sent it."""
    tx.connection.execute(delete(_READER).where(_READER.c.document_key == document_key))
