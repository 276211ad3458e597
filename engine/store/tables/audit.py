"""The audit chain of each case: hashes here, payload apart, so that lawful erasure leaves an unbroken chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, text
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class AuditEvent(Table, table=True):
    """One event of a case; `digest` covers the salted payload, `chain` covers this row and the one before."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(
            "audit_event_interventions",
            "at",
            postgresql_where=text(
                "action IN ('CaseCanceled', 'CaseResumed', 'CaseSuspended', 'ClockRestarted', 'ClockStopped',"
                " 'DueDateExtended', 'IncidentResolved', 'TaskAssigned', 'TaskChanged')"
            ),
        ),
    )

    instance_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    sequence: int = Field(primary_key=True)
    at: datetime = Field(sa_column=columns.moment())
    actor: str
    action: str
    element_id: str | None = None
    digest: bytes
    chain: bytes


class AuditPayload(Table, table=True):
    """What an event says; erased by retention without breaking the chain."""

    __tablename__ = "audit_payload"

    instance_key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    sequence: int = Field(primary_key=True)
    salt: bytes
    payload: dict[str, Any] = Field(sa_column=columns.json())


class AuditChain(Table, table=True):
    """The end of a chain that belongs to no case (`administration`); its events have the instance key 0."""

    __tablename__ = "audit_chain"

    name: str = Field(primary_key=True)
    sequence: int
    chain: bytes
    seal: bytes


class AuditAnchor(Table, table=True):
    """A Merkle root over the heads of all cases at a moment, also written outside the database."""

    __tablename__ = "audit_anchor"

    id: int = Field(sa_column=columns.key())
    at: datetime = Field(sa_column=columns.moment())
    cases: int
    root: bytes
    seal: bytes
