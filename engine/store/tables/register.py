"""Number series and registers (sổ). A number is never used twice; a voided one keeps its reason."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class NumberSeries(Table, table=True):
    """The last number of a series in a period, e.g. (`SY`, `2026`)."""

    __tablename__ = "number_series"

    series: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    last: int = 0


class NumberAllocation(Table, table=True):
    """One number given out; `source_key` names what asked for it (job:KEY), so that a retry gets the same one."""

    __tablename__ = "number_allocation"

    series: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    source_key: str = Field(unique=True)
    instance_key: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    allocated_at: datetime = Field(sa_column=columns.moment())
    voided_at: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))
    void_reason: str | None = None
    voided_by: str | None = None


class RegisterEntry(Table, table=True):
    """A line of a register (`book`); `cells` holds its columns as they were when it was written."""

    __tablename__ = "register_entry"
    __table_args__ = (
        UniqueConstraint("source_key"),
        Index("register_entry_by_book", "book", "period", "position"),
        Index("register_entry_by_day", "book", "period", "entered_at"),
        Index("register_entry_by_words", "words", postgresql_using="gin"),
        Index("register_entry_by_cells", "cells", postgresql_using="gin", postgresql_ops={"cells": "jsonb_path_ops"}),
    )

    key: int = Field(sa_column=columns.key())
    book: str
    period: str
    position: int
    source_key: str
    instance_key: int | None = Field(default=None, sa_column=columns.case_reference(nullable=True, index=True))
    entered_at: datetime = Field(sa_column=columns.moment())
    cells: dict[str, Any] = Field(sa_column=columns.json())
    words: Any = Field(sa_column=columns.lexemes())  # of the cells, and what a code in them means
