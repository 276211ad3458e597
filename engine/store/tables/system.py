"""The product's own state: the movable clock and receipts of commands already done."""

from datetime import datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class ClockSetting(Table, table=True):
    """Where the movable clock stands (one row, only where the operator allows moving it).

    With `running_since`, a moment of the machine, it stood at `pinned_at` then and has run on.
    """

    __tablename__ = "clock_setting"

    id: int = Field(primary_key=True)
    pinned_at: datetime = Field(sa_column=columns.moment())
    running_since: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))


class CommandReceipt(Table, table=True):
    """A command that was done; the same id again gives the same result and no second effect."""

    __tablename__ = "command_receipt"

    command_id: str = Field(primary_key=True)
    actor: str = Field(primary_key=True)
    result_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = Field(sa_column=columns.moment(index=True))
