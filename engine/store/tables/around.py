"""What leads from one case to others: what its letter is known by, links, files that another case uses too."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index
from sqlmodel import Field

from engine.store.tables import columns
from engine.store.tables.table import Table


class CaseLikeness(Table, table=True):
    """What an open case is found by when another one is compared with it: folded name, place and words of its subject.

    A restricted case has no row here: it is never found in a common search.
    """

    __tablename__ = "case_likeness"
    __table_args__ = (Index("case_likeness_terms", "terms", postgresql_using="gin"),)

    instance_key: int = Field(sa_column=columns.case_reference(primary_key=True))
    terms: list[str] = Field(sa_column=columns.words())


class CaseLink(Table, table=True):
    """A case names another one (an earlier letter, the letter it was merged into); read from both sides."""

    __tablename__ = "case_link"

    instance_key: int = Field(sa_column=columns.case_reference(primary_key=True))
    other_key: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("process_instance.key", ondelete="CASCADE"), primary_key=True, index=True
        )
    )


class SharedDocument(Table, table=True):
    """A file of one case that another case has too: the same bytes, read by who may read either case."""

    __tablename__ = "shared_document"

    document_key: int = Field(
        sa_column=Column(BigInteger, ForeignKey("document.key", ondelete="CASCADE"), primary_key=True)
    )
    instance_key: int = Field(sa_column=columns.case_reference(primary_key=True, index=True))
