"""Law as data: deadline rules, the working-day calendar and code lists, each with its basis and validity."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Column, true
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class LegalRuleRow(Table, table=True):
    """One version of a deadline rule as in the register; `rule` is the whole typed record.

    Versions of one rule follow each other in time (`effective_from`, `effective_to` in the record), never overlapping.
    """

    __tablename__ = "legal_rule"

    id: str = Field(primary_key=True)
    version: int = Field(default=1, primary_key=True)
    process_id: str | None = Field(default=None, index=True)
    mode: str
    rule: dict[str, Any] = Field(sa_column=columns.json())


class LawVersion(Table, table=True):
    """Which law the tables of this module hold (one row): another number after each change, never the same again."""

    __tablename__ = "law_version"

    id: int = Field(primary_key=True)
    version: int = Field(sa_column=Column(BigInteger, nullable=False))


class WorkingCalendar(Table, table=True):
    """A calendar's frame: time zone, weekly rest days, office hours; the days that differ are rows of CalendarDay."""

    __tablename__ = "working_calendar"

    id: str = Field(primary_key=True)
    frame: dict[str, Any] = Field(sa_column=columns.json())


class CalendarDay(Table, table=True):
    """A day that differs from the weekly pattern (holiday, make-up day …)."""

    __tablename__ = "calendar_day"

    day: date = Field(primary_key=True)
    record: dict[str, Any] = Field(sa_column=columns.json())


class CodeItem(Table, table=True):
    """One value of a code list, with its words in both languages; one that is not `offered` stays readable."""

    __tablename__ = "code_item"

    list_key: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    vi: str
    en: str
    position: int = 0
    offered: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
