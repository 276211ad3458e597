"""The audit chain of a case: append in the command's transaction, verify at any time.

`digest` = SHA-256 over salt and payload, `chain` = SHA-256 over the previous chain value and the row without its
payload; the case keeps the last sequence, chain value and a keyed seal of both. So a changed, removed, reordered or
truncated event shows, while a lawfully erased payload does not break the chain.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from engine.store import json_codec
from engine.store.statements import InsertRows
from engine.store.tables import AuditChain, AuditEvent, AuditPayload, ProcessInstance
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_EVENT, _PAYLOAD, _INSTANCE = core(AuditEvent), core(AuditPayload), core(ProcessInstance)
_CHAIN = core(AuditChain)
_INSERT_EVENT, _INSERT_PAYLOAD = (InsertRows(table, table.c.keys()) for table in (_EVENT, _PAYLOAD))
_SALT_BYTES = 16
GENESIS = bytes(32)
NO_CASE = 0  # the instance key of the chain of administration


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """An event to append: what was done (`action`, past tense), by whom, on which element, and what it says."""

    at: datetime
    actor: str
    action: str
    element_id: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """The end of a case's chain."""

    sequence: int
    chain: bytes
    seal: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFault:
    """One thing wrong with a chain; `sequence` is the event it shows at."""

    instance_key: int
    sequence: int
    kind: str  # changed | missing | truncated | surplus | head_forged


def seal_of(secret: bytes, instance_key: int, sequence: int, chain: bytes) -> bytes:
    """Sign the head of a chain with the product's secret (HMAC-SHA-256)."""
    return hmac.digest(secret, b"%d|%d|" % (instance_key, sequence) + chain, "sha256")


def genesis(secret: bytes, instance_key: int) -> AuditHead:
    """Give the head of an empty chain."""
    return AuditHead(sequence=0, chain=GENESIS, seal=seal_of(secret, instance_key, 0, GENESIS))


def append(
    tx: Transaction, secret: bytes, instance_key: int, head: AuditHead, entries: Iterable[AuditEntry]
) -> AuditHead:
    """Insert `entries` after `head` and give the new head; the caller stores it on the locked case row."""
    events: list[dict[str, Any]] = []
    payloads: list[dict[str, Any]] = []
    sequence, chain = head.sequence, head.chain
    for entry in entries:
        sequence += 1
        salt = secrets.token_bytes(_SALT_BYTES)
        row = {
            "instance_key": instance_key,
            "sequence": sequence,
            "at": entry.at,
            "actor": entry.actor,
            "action": entry.action,
            "element_id": entry.element_id,
            "digest": _digest(salt, entry.payload),
        }
        chain = _link(chain, row)
        events.append({**row, "chain": chain})
        payloads.append({"instance_key": instance_key, "sequence": sequence, "salt": salt, "payload": entry.payload})
    tx.write(_INSERT_EVENT, events)
    tx.write(_INSERT_PAYLOAD, payloads)
    return AuditHead(sequence=sequence, chain=chain, seal=seal_of(secret, instance_key, sequence, chain))


def verify(connection: Connection, accepted: Sequence[bytes], instance_key: int | None = None) -> Iterator[AuditFault]:
    """Check the chains of all cases (or one) and yield every fault found, in order of case and event.

    `accepted` are the secrets that a head may be sealed with.
    """
    cases = select(
        _INSTANCE.c.key, _INSTANCE.c.audit_sequence, _INSTANCE.c.audit_head, _INSTANCE.c.audit_seal
    ).order_by(_INSTANCE.c.key)
    if instance_key is not None:
        cases = cases.where(_INSTANCE.c.key == instance_key)
    for case in connection.execute(cases).all():
        head = AuditHead(sequence=case.audit_sequence, chain=case.audit_head, seal=case.audit_seal)
        yield from _verify_case(connection, accepted, case.key, head)
    if instance_key is None:
        yield from _verify_administration(connection, accepted)


def count_cases(connection: Connection) -> int:
    """Count the cases whose chains `verify` checks."""
    return len(connection.execute(select(_INSTANCE.c.key)).all())


def count_events(connection: Connection, instance_key: int) -> int:
    """Count the events of one chain."""
    counted = select(func.count()).select_from(_EVENT).where(_EVENT.c.instance_key == instance_key)
    return int(connection.execute(counted).scalar_one())


def _verify_administration(connection: Connection, accepted: Sequence[bytes]) -> Iterator[AuditFault]:
    """Check the chain that belongs to no case; before its first event there is no head, and nothing to check."""
    held = connection.execute(select(_CHAIN)).first()
    empty = genesis(accepted[0], NO_CASE)
    head = AuditHead(sequence=held.sequence, chain=held.chain, seal=held.seal) if held is not None else empty
    yield from _verify_case(connection, accepted, NO_CASE, head)


def _verify_case(connection: Connection, accepted: Sequence[bytes], key: int, head: AuditHead) -> Iterator[AuditFault]:
    def fault(sequence: int, kind: str) -> AuditFault:
        return AuditFault(instance_key=key, sequence=sequence, kind=kind)

    seals = (seal_of(secret, key, head.sequence, head.chain) for secret in accepted)
    if not any(hmac.compare_digest(seal, head.seal) for seal in seals):
        yield fault(head.sequence, "head_forged")
    chain, expected = GENESIS, 1
    for row in _events(connection, key):
        while expected < row.sequence and expected <= head.sequence:
            yield fault(expected, "missing")
            expected += 1
        if row.sequence > head.sequence:
            yield fault(row.sequence, "surplus")
            continue
        if _link(chain, row._mapping) != row.chain or _payload_changed(row):  # noqa: SLF001  SQLAlchemy's public name
            yield fault(row.sequence, "changed")
        chain, expected = row.chain, row.sequence + 1
    if expected <= head.sequence:
        yield fault(expected, "truncated")
    elif chain != head.chain:
        yield fault(head.sequence, "changed")


def _events(connection: Connection, key: int) -> Iterator[Any]:
    joined = _EVENT.outerjoin(
        _PAYLOAD,
        (_PAYLOAD.c.instance_key == _EVENT.c.instance_key) & (_PAYLOAD.c.sequence == _EVENT.c.sequence),
    )
    statement = (
        select(_EVENT, _PAYLOAD.c.salt, _PAYLOAD.c.payload)
        .select_from(joined)
        .where(_EVENT.c.instance_key == key)
        .order_by(_EVENT.c.sequence)
    )
    yield from connection.execute(statement)


def _payload_changed(row: Any) -> bool:
    return row.salt is not None and _digest(row.salt, row.payload) != row.digest


def _digest(salt: bytes, payload: Mapping[str, Any]) -> bytes:
    # Through text and back: what is hashed is what jsonb will give back (1.0 stays 1.0, keys sorted).
    canonical = json_codec.canonical(payload)
    return hashlib.sha256(salt + canonical.encode()).digest()


def _link(previous: bytes, row: Mapping[Any, Any]) -> bytes:
    parts = (
        row["instance_key"],
        row["sequence"],
        row["at"].isoformat(timespec="microseconds"),
        row["actor"],
        row["action"],
        row["element_id"] or "",
        row["digest"].hex(),
    )
    return hashlib.sha256(previous + json_codec.dumps(parts).encode()).digest()
