"""The Core view of a table: statements are written with SQLAlchemy Core, rows are never live objects."""

from sqlalchemy import Table
from sqlmodel import SQLModel


def core(model: type[SQLModel]) -> Table:
    """Give the Core table of a SQLModel class."""
    return SQLModel.metadata.tables[str(model.__tablename__)]
