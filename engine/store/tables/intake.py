"""Messages that came over the document axis, each once, and what their senders are told."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field

from engine.model.json_value import JsonValue
from engine.store.tables import columns
from engine.store.tables.table import Table


class AxisMessage(Table, table=True):
    """A message of the axis that was taken off it; `message_id` is the axis's own, so that none is taken twice.

    `state`: TAKEN (a case began), KEPT (it could not be read or let in: `reason` says why, `document_key` is its XML,
    zipped), AGAIN (kept, to be read once more), SECRET (not let in; nothing of it is here but that it came), WAITING (a
    recall, update or replacement of the message `concerned_key`, with the keys of its `files`, for the registry to
    decide), AGREED, REFUSED or SET_ASIDE (decided).
    """

    __tablename__ = "axis_message"
    __table_args__ = (
        Index("axis_message_reference", "reference", postgresql_where=text("reference IS NOT NULL")),
        Index("axis_message_open", "received_at", postgresql_where=text("state IN ('KEPT', 'AGAIN', 'WAITING')")),
    )

    key: int = Field(sa_column=columns.key())
    message_id: str = Field(unique=True)
    kind: int | None = None  # what it wants of a document (BussinessDocType); None where it could not be read
    state: str
    sender_id: str | None = None
    sender_name: str | None = None
    receiver_id: str | None = None  # who of us it was for
    reference: str | None = None  # how the axis names the document
    symbol: str | None = None  # number and symbol, as people name it
    reason: dict[str, JsonValue] | None = Field(default=None, sa_column=columns.json(nullable=True))  # vi, en
    said: str | None = None  # why the sender recalls, updates or replaces
    instance_key: int | None = Field(default=None, sa_column=columns.case_reference(nullable=True, index=True))
    concerned_key: int | None = Field(
        default=None, sa_column=Column(BigInteger, ForeignKey("axis_message.key", ondelete="SET NULL"), nullable=True)
    )
    document_key: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, ForeignKey("document.key", ondelete="SET NULL"), nullable=True, index=True),
    )
    files: list[int] = Field(default_factory=list, sa_column=columns.keys())
    received_at: datetime = Field(sa_column=columns.moment())
    decided_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    decided_by: str | None = None


class AxisAnswer(Table, table=True):
    """A status for the sender of a message: written with what it reports, sent afterwards, tried until it is out.

    `state`: QUEUED, SENT, or TURNED_DOWN (the axis refused it; trying again would change nothing).
    """

    __tablename__ = "axis_answer"
    __table_args__ = (
        UniqueConstraint("message_key", "status_code"),
        Index("axis_answer_due", "next_try_at", postgresql_where=text("state = 'QUEUED'")),
    )

    key: int = Field(sa_column=columns.key())
    message_key: int = Field(
        sa_column=Column(BigInteger, ForeignKey("axis_message.key", ondelete="CASCADE"), nullable=False)
    )
    status_code: str
    description: str = ""
    state: str
    tries: int = 0
    next_try_at: datetime = Field(sa_column=columns.moment())
    last_error: str | None = None
    created_at: datetime = Field(sa_column=columns.moment())
    sent_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
