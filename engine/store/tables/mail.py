"""E-mail: who wants it and when, and every message with what became of it."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class MailChoice(Table, table=True):
    """How somebody is told of news by e-mail; no row: not at all. `mark` is what they have been told of."""

    __tablename__ = "mail_choice"

    username: str = Field(primary_key=True, foreign_key="person.username")
    rhythm: str  # immediate | daily
    mark: str
    told_at: datetime = Field(sa_column=columns.moment())


class MailMessage(Table, table=True):
    """A message to one address. `source` names what it came from: the same thing never makes two."""

    __tablename__ = "mail_message"
    __table_args__ = (Index("mail_message_waiting", "next_try_at", postgresql_where=text("state = 'WAITING'")),)

    key: int = Field(sa_column=columns.key())
    source: str = Field(unique=True)
    username: str = Field(foreign_key="person.username")
    address: str
    subject: str
    body: str
    state: str  # WAITING | SENT | REFUSED | GIVEN_UP
    tries: int = 0
    reply: str | None = None  # of the server, or why it could not be reached
    created_at: datetime = Field(sa_column=columns.moment(index=True))
    next_try_at: datetime = Field(sa_column=columns.moment())
    ended_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
