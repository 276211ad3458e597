"""Rows of the sealed identities of senders. What is in them only `engine.operations.identities.identity_safe` knows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.store.tables import SenderIdentity
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_IDENTITY = core(SenderIdentity)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedIdentity:
    """One case's sealed identity, and the mark of the key that sealed it."""

    instance_key: int
    key_mark: str
    sealed: bytes


def write_identity(tx: Transaction, row: SealedIdentity, *, kept_by: str) -> None:
    """Keep a case's identity; a newer one takes the place of the older."""
    values = {"key_mark": row.key_mark, "sealed": row.sealed, "kept_at": tx.now, "kept_by": kept_by}
    statement = insert(_IDENTITY).values(instance_key=row.instance_key, **values)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["instance_key"], set_=values))


def find_identity(connection: Connection, instance_key: int) -> SealedIdentity | None:
    """Give a case's sealed identity, None when nothing was kept."""
    row = connection.execute(_columns().where(_IDENTITY.c.instance_key == instance_key)).mappings().one_or_none()
    return SealedIdentity(**row) if row else None


def sealed_by_others(connection: Connection, mark: str, limit: int) -> tuple[SealedIdentity, ...]:
    """Lock and give identities that another key sealed, at most `limit`."""
    statement = _columns().where(_IDENTITY.c.key_mark != mark).order_by(_IDENTITY.c.instance_key).limit(limit)
    return tuple(SealedIdentity(**row) for row in connection.execute(statement.with_for_update()).mappings())


def reseal(tx: Transaction, row: SealedIdentity) -> None:
    """Put a new sealing in the place of the old one; who kept it and when stays."""
    values = {"key_mark": row.key_mark, "sealed": row.sealed}
    tx.connection.execute(update(_IDENTITY).where(_IDENTITY.c.instance_key == row.instance_key).values(values))


def _columns() -> Select[Any]:
    return select(*(_IDENTITY.c[name] for name in SealedIdentity.__dataclass_fields__))
