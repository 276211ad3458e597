"""The migrations make exactly the tables that the code declares."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from engine.store.database import sqlalchemy_url
from engine.store.tables import ProcessInstance

# Importing any of the tables declares all of them.
_DECLARED = frozenset(SQLModel.metadata.tables) | {ProcessInstance.__tablename__}


def _ours(_thing: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
    """Leave out what another library keeps in the same database."""
    return not (kind == "table" and reflected and name not in _DECLARED)


def test_the_migrations_make_what_the_tables_declare(database_url: str) -> None:
    made = create_engine(sqlalchemy_url(database_url))
    try:
        with made.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": False, "include_object": _ours})
            differences: list[Any] = compare_metadata(context, SQLModel.metadata)
    finally:
        made.dispose()
    assert differences == []
