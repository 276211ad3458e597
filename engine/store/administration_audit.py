"""The audit chain of administration: what changes law, people and access, apart from the chains of the cases.

Its events stand in the same tables under the instance key 0, which no case has, so that one verification covers both.
"""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from engine.store import audit
from engine.store.audit import AuditEntry, AuditHead
from engine.store.tables import AuditChain
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_CHAIN = core(AuditChain)
NAME = "administration"


def append(tx: Transaction, secret: bytes, entries: Sequence[AuditEntry]) -> None:
    """Put entries on the chain; others who administer wait here until this transaction ends, so it comes last."""
    empty = audit.genesis(secret, audit.NO_CASE)
    first = {"name": NAME, "sequence": empty.sequence, "chain": empty.chain, "seal": empty.seal}
    tx.connection.execute(insert(_CHAIN).values(first).on_conflict_do_nothing())
    held = tx.connection.execute(select(_CHAIN).where(_CHAIN.c.name == NAME).with_for_update()).one()
    head = AuditHead(sequence=held.sequence, chain=held.chain, seal=held.seal)
    new = audit.append(tx, secret, audit.NO_CASE, head, entries)
    values = {"sequence": new.sequence, "chain": new.chain, "seal": new.seal}
    tx.connection.execute(update(_CHAIN).where(_CHAIN.c.name == NAME).values(values))
