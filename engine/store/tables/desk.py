"""The desk: who takes part in a case, notices to people, and drafts of cases not yet started."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class CaseMember(Table, table=True):
    """A principal (`user:…`, `group:…`) who takes part in a case and may therefore read it, until it ends for them.

    Somebody from outside who is `worker` or `candidate` may read their tasks only (`queries/access`).
    """

    __tablename__ = "case_member"
    __table_args__ = (
        Index("case_member_by_role", "principal", "role", "instance_key", postgresql_include=["until"]),
        Index("case_member_left", "principal", "until", "instance_key", postgresql_where=text("until IS NOT NULL")),
    )

    instance_key: int = Field(sa_column=columns.case_reference(primary_key=True))
    principal: str = Field(primary_key=True)
    role: str  # starter | role | worker | candidate | cooperate | inform | informed
    since: datetime = Field(sa_column=columns.moment())
    until: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))


class CaseRole(Table, table=True):
    """A role that somebody has in one case (Đoàn giám sát, Tổ giúp việc …), from a day until a day.

    A task whose candidate group is `vai_tro:ROLE` is for those who have the role in its case.
    """

    __tablename__ = "case_role"

    key: int = Field(sa_column=columns.key())
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    role: str
    username: str = Field(index=True)
    since: datetime = Field(sa_column=columns.moment())
    until: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    added_by: str
    reason: str
    ended_by: str | None = None
    end_reason: str | None = None


class Notice(Table, table=True):
    """Something that a person should know; `code` and `data` make the words."""

    __tablename__ = "notice"
    __table_args__ = (Index("notice_unread", "username", postgresql_where=text("read_at IS NULL")),)

    key: int = Field(sa_column=columns.key())
    username: str = Field(foreign_key="person.username")
    instance_key: int | None = Field(default=None, sa_column=columns.case_reference(nullable=True, index=True))
    code: str
    data: dict[str, Any] = Field(sa_column=columns.json())
    source_key: str = Field(default="", index=True)
    created_at: datetime = Field(sa_column=columns.moment())
    read_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))


class StartDraft(Table, table=True):
    """What somebody has typed into a start form and not yet sent."""

    __tablename__ = "start_draft"

    username: str = Field(primary_key=True, foreign_key="person.username")
    process_id: str = Field(primary_key=True)
    data: dict[str, Any] = Field(sa_column=columns.json())
    saved_at: datetime = Field(sa_column=columns.moment())
