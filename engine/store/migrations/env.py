"""Alembic's entry: migrations run on the connection that `engine.store.migrate` hands in."""

from alembic import context
from sqlmodel import SQLModel

import engine.store.tables  # noqa: F401  (registers every table)

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
