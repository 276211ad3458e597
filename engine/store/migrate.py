"""Bring a database to the current schema with Alembic; safe to call at every start and from several processes."""

from pathlib import Path

from sqlalchemy import create_engine, text

from engine.store.database import sqlalchemy_url

_LOCK = 7_305_811  # advisory lock number of migrations


def migrate(url: str) -> None:
    """Apply every outstanding migration to the database at `url` (PostgreSQL 16 or newer)."""
    from alembic import command  # noqa: PLC0415  every process imports this package, few migrate
    from alembic.config import Config  # noqa: PLC0415

    engine = create_engine(sqlalchemy_url(url))
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            connection.commit()
    finally:
        engine.dispose()
