"""Reports of petitions: figures frozen when a report is made, and the one figure that a named person confirms."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class ConfirmedFigure(Table, table=True):
    """How many denunciations came from one day to another, as somebody answers for it; nothing leads to the cases."""

    __tablename__ = "confirmed_figure"

    first_day: date = Field(primary_key=True)
    last_day: date = Field(primary_key=True)
    number: int
    confirmed_by: str
    confirmed_at: datetime = Field(sa_column=columns.moment())


class PetitionReport(Table, table=True):
    """A report as it was made. Its figures stay, whatever becomes of the letters."""

    __tablename__ = "petition_report"

    key: int = Field(sa_column=columns.key())
    first_day: date
    last_day: date
    figures: dict[str, Any] = Field(sa_column=columns.json())
    made_by: str
    made_at: datetime = Field(sa_column=columns.moment(index=True))
