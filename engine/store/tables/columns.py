"""Column shorthands, so that every table says the same thing the same way."""

from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR


def key() -> Column[int]:
    """Make a primary key handed out by the key generator (never by the database)."""
    return Column(BigInteger, primary_key=True, autoincrement=False)


def reference(target: str, *, nullable: bool = False, index: bool = False) -> Column[int]:
    """Make a 64-bit reference to another table's key."""
    return Column(BigInteger, ForeignKey(target), nullable=nullable, index=index)


def case_reference(*, nullable: bool = False, primary_key: bool = False, index: bool = False) -> Column[int]:
    """Make a reference to the process instance; rows of a case go when the case is lawfully erased."""
    return Column(
        BigInteger,
        ForeignKey("process_instance.key", ondelete="CASCADE"),
        nullable=nullable,
        primary_key=primary_key,
        index=index,
    )


def moment(*, nullable: bool = False, index: bool = False) -> Column[Any]:
    """Make a column of aware moments, stored in UTC."""
    return Column(DateTime(timezone=True), nullable=nullable, index=index)


def words(*, nullable: bool = False, empty: bool = False) -> Column[Any]:
    """Make a column of short texts in a list; `empty` lets the database put an empty list where nothing is said."""
    return Column(ARRAY(Text), nullable=nullable, server_default=text("'{}'") if empty else None)


def keys() -> Column[Any]:
    """Make a column of 64-bit keys in a list, empty where nothing is said."""
    return Column(ARRAY(BigInteger), nullable=False, server_default=text("'{}'"))


def lexemes() -> Column[Any]:
    """Make a column of folded words, searched by their beginnings through an index."""
    return Column(TSVECTOR, nullable=False)


def json(*, nullable: bool = False) -> Column[Any]:
    """Make a column of JSON; numbers keep all their digits."""
    return Column(JSONB(none_as_null=nullable), nullable=nullable)
