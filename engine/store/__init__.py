"""PostgreSQL and S3: the only package that knows tables, SQL and objects.

The store keeps and finds; it decides nothing about processes. One `Transaction` is one commit.
"""

from engine.store.database import Database, DatabaseSettings
from engine.store.migrate import migrate
from engine.store.transaction import Transaction

__all__ = ["Database", "DatabaseSettings", "Transaction", "migrate"]
