"""Files: the row here, the bytes in the object store; their text; and who was sent a file of a case not theirs."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, false, text
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class Document(Table, table=True):
    """A file. PENDING while its bytes travel, STORED once they are safe, DELETED when taken away."""

    __tablename__ = "document"
    __table_args__ = (
        Index("document_pending", "uploaded_at", postgresql_where=text("state = 'PENDING'")),
        Index("document_signatures_waiting", "key", postgresql_where=text("signature_check = 'WAITING'")),
        Index("document_newest", "uploaded_at", "key", postgresql_where=text("state = 'STORED'")),
        Index(
            "document_newest_of_case", "instance_key", "uploaded_at", "key", postgresql_where=text("state = 'STORED'")
        ),
        Index("document_unattached", "uploaded_at", postgresql_where=text("instance_key IS NULL")),
    )

    key: int = Field(sa_column=columns.key())
    object_name: str = Field(unique=True)
    file_name: str
    content_type: str
    size_bytes: int = Field(sa_column=Column(BigInteger, nullable=False))
    sha256: str
    version: int = 1
    state: str
    instance_key: int | None = Field(default=None, sa_column=columns.case_reference(nullable=True, index=True))
    task_key: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    field: str | None = None
    source_key: str | None = Field(default=None, unique=True)  # what made it (job:KEY), for exactly one effect
    uploaded_at: datetime = Field(sa_column=columns.moment())
    uploaded_by: str
    signature_check: str | None = None  # of a signed file that came from outside: WAITING, CHECKED
    # Signed here: the object store holds it, so that nobody removes it.
    held: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class DocumentUpload(Table, table=True):
    """A file that is sent piece by piece, over as many requests as it takes; the row goes when it is whole or given up.

    `part_tags` are what the object store called the pieces that are safe; all have the same size but the last.
    """

    __tablename__ = "document_upload"

    document_key: int = Field(
        sa_column=Column(BigInteger, ForeignKey("document.key", ondelete="CASCADE"), primary_key=True)
    )
    upload_id: str
    declared_type: str
    size_bytes: int = Field(sa_column=Column(BigInteger, nullable=False))
    part_tags: list[str] = Field(default_factory=list, sa_column=columns.words(empty=True))


class DocumentText(Table, table=True):
    """The text of a case's file, for search. WAITING to be read, READ, or NONE when there is nothing to read.

    Text of restricted cases is never kept here: it would tell whoever reads the database or a backup of it.
    """

    __tablename__ = "document_text"
    __table_args__ = (
        Index("document_text_waiting", "document_key", postgresql_where=text("state = 'WAITING'")),
        Index("document_text_words", text("array_to_tsvector(words)"), postgresql_using="gin"),
    )

    document_key: int = Field(
        sa_column=Column(BigInteger, ForeignKey("document.key", ondelete="CASCADE"), primary_key=True)
    )
    state: str
    words: list[str] = Field(sa_column=columns.words(empty=True))  # folded, each once
    beginning: str = ""  # as written, for showing where a word stands


class DocumentReader(Table, table=True):
    """Somebody inside who was sent an issued document: they read that file, not the case that it comes from."""

    __tablename__ = "document_reader"

    document_key: int = Field(
        sa_column=Column(BigInteger, ForeignKey("document.key", ondelete="CASCADE"), primary_key=True)
    )
    username: str = Field(primary_key=True, foreign_key="person.username", index=True)
    since: datetime = Field(sa_column=columns.moment())
