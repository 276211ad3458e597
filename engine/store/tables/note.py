"""Notes on a case (Ghi chú): what people write beside it, for everybody who reads the case, or for some."""

from datetime import datetime

from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class CaseNote(Table, table=True):
    """A note. `readers` are sign-in names, where it is for some only; its author always reads it."""

    __tablename__ = "case_note"

    key: int = Field(sa_column=columns.key())
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    author: str = Field(foreign_key="person.username")
    body: str
    audience: str  # case | named | author
    readers: list[str] = Field(sa_column=columns.words())
    written_at: datetime = Field(sa_column=columns.moment())
