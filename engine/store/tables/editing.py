"""Files edited in people's own office programs: the file, its saves, and the addresses by which programs reach it."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


def _document(*, primary_key: bool = False, nullable: bool = False, index: bool = False) -> Column[int]:
    """Make a reference to a document, with which the row goes."""
    target = ForeignKey("document.key", ondelete="CASCADE")
    return Column(BigInteger, target, primary_key=primary_key, nullable=nullable, index=index, autoincrement=False)


class EditedFile(Table, table=True):
    """A file of an open task's field that somebody opened in their office program, with the lock on it.

    `saved_key` is what the lock's holder saved last; a lock that has run out stays until another one takes its place.
    """

    __tablename__ = "edited_file"
    __table_args__ = (UniqueConstraint("task_key", "field", "first_key"),)

    key: int = Field(sa_column=columns.key())
    instance_key: int = Field(sa_column=columns.case_reference(index=True))
    task_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    field: str
    first_key: int = Field(sa_column=_document(index=True))
    current_key: int = Field(sa_column=_document(index=True))
    saved_key: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    lock_token: str | None = None
    lock_username: str | None = Field(default=None, foreign_key="person.username")
    lock_until: datetime | None = Field(default=None, sa_column=columns.moment(nullable=True))


class EditSave(Table, table=True):
    """A document that came by saving in an office program, and what lay there before it."""

    __tablename__ = "edit_save"
    __table_args__ = (Index("edit_save_of_person", "username", text("saved_at DESC")),)

    document_key: int = Field(sa_column=_document(primary_key=True))
    file_key: int = Field(
        sa_column=Column(BigInteger, ForeignKey("edited_file.key", ondelete="CASCADE"), nullable=False, index=True)
    )
    before_key: int = Field(sa_column=Column(BigInteger, nullable=False))
    username: str
    saved_at: datetime = Field(sa_column=columns.moment())


class EditAddress(Table, table=True):
    """An address by which one person's office program reaches a file; it goes with the session that asked for it."""

    __tablename__ = "edit_address"

    token_sha256: bytes = Field(primary_key=True)
    session_sha256: bytes = Field(
        sa_column=Column(
            LargeBinary, ForeignKey("sign_in_session.token_sha256", ondelete="CASCADE"), nullable=False, index=True
        )
    )
    username: str = Field(foreign_key="person.username", index=True)
    file_key: int = Field(
        sa_column=Column(BigInteger, ForeignKey("edited_file.key", ondelete="CASCADE"), nullable=False, index=True)
    )
    file_name: str  # in the address
    expires_at: datetime = Field(sa_column=columns.moment(index=True))
