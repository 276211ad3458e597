"""Dispatches: one issued document on its way to one recipient."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, text
from sqlmodel import Field

from engine.model.json_value import JsonValue
from engine.store.tables import columns
from engine.store.tables.table import Table


class Dispatch(Table, table=True):
    """A document for one recipient; written with the step that issues it, sent afterwards, tried until it is out.

    `state`: QUEUED, SENT, ARRIVED, ACCEPTED, REFUSED, or BY_HAND (on paper; the registry records what becomes of it).
    `reference` names the document on the axis, where one receiver may get several of ours.
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        Index("dispatch_due", "next_try_at", postgresql_where=text("state = 'QUEUED'")),
        Index("dispatch_reference", "reference", postgresql_where=text("reference IS NOT NULL")),
    )

    key: int = Field(sa_column=columns.key())
    source_key: str = Field(unique=True)  # the step that issued it (job:KEY), for exactly one effect
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    document_key: int = Field(sa_column=Column(BigInteger, ForeignKey("document.key"), nullable=False))
    recipient_code: str
    recipient_name: str
    channel: str
    address: str | None = None
    reference: str | None = None
    details: dict[str, JsonValue] = Field(sa_column=columns.json())
    state: str
    status_code: str | None = None
    reason: str | None = None
    tries: int = 0
    next_try_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    last_error: str | None = None  # stable code of what went wrong at the last try
    created_at: datetime = Field(sa_column=columns.moment())
    sent_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    answered_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
