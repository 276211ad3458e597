"""Rows of dispatches: written once, claimed by senders, moved on by what receivers report. Decides nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from engine.store.tables import Dispatch
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_DISPATCH = core(Dispatch)


def insert_dispatch(tx: Transaction, **values: Any) -> None:
    """Put a dispatch on its way."""
    tx.connection.execute(insert(_DISPATCH).values(tries=0, created_at=tx.now, **values))


def claim_due(tx: Transaction, *, until: datetime, limit: int) -> Sequence[RowMapping]:
    """Take dispatches that are due; nobody else gets them before `until`."""
    due = (
        select(_DISPATCH.c.key)
        .where(_DISPATCH.c.state == "QUEUED", _DISPATCH.c.next_try_at <= tx.now)
        .order_by(_DISPATCH.c.next_try_at, _DISPATCH.c.key)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(_DISPATCH)
        .where(_DISPATCH.c.key.in_(due))
        .values(next_try_at=until, tries=_DISPATCH.c.tries + 1)
        .returning(*_DISPATCH.c)
    )
    return tx.connection.execute(taken).mappings().all()


def change_dispatch(tx: Transaction, key: int, *, while_in: Sequence[str], **values: Any) -> bool:
    """Change a dispatch that is in one of these states; False when it has gone on."""
    statement = update(_DISPATCH).where(_DISPATCH.c.key == key, _DISPATCH.c.state.in_(while_in)).values(**values)
    return tx.connection.execute(statement).rowcount == 1


def dispatch_of(connection: Connection, key: int) -> Mapping[Any, Any] | None:
    """Give one dispatch."""
    return connection.execute(select(_DISPATCH).where(_DISPATCH.c.key == key)).mappings().one_or_none()


def sent_to(connection: Connection, *, reference: str, address: str) -> Sequence[RowMapping]:
    """Give what was sent to an address about a document, newest first."""
    statement = select(_DISPATCH).where(_DISPATCH.c.reference == reference, _DISPATCH.c.address == address)
    return connection.execute(statement.order_by(_DISPATCH.c.key.desc())).mappings().all()


def case_dispatches(connection: Connection, instance_key: int) -> Sequence[RowMapping]:
    """Give the dispatches of a case in the order of their making."""
    statement = select(_DISPATCH).where(_DISPATCH.c.instance_key == instance_key).order_by(_DISPATCH.c.key)
    return connection.execute(statement).mappings().all()
