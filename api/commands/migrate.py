"""Bring the database to the current schema and make the bucket; safe to repeat.

Run it once before new web and worker processes start.
"""

from argparse import ArgumentParser, Namespace

from api.settings import get_settings


def configure(_parser: ArgumentParser) -> None:
    """Add no argument: everything comes from the settings."""


def run(_options: Namespace) -> int:
    """Apply outstanding migrations, then make the bucket unless it exists."""
    from engine.store import migrate  # noqa: PLC0415  the command line's help needs no database library
    from engine.store.objects import ObjectStore  # noqa: PLC0415

    settings = get_settings()
    migrate(settings.database().url)
    ObjectStore(settings.objects()).ensure_bucket()
    return 0
