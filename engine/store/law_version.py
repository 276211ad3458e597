"""The version of the law: read along with what a transaction reads anyway, and changed while nobody goes by it.

A command takes a shared lock before it locks its case, and so reads the law that holds until it commits. Who changes
the law waits for all such commands and lets new ones wait: each date then follows the new law, or stood already and is
moved with the change.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, literal_column, select, text
from sqlalchemy.dialects.postgresql import insert

from engine.store.statements import Statement
from engine.store.tables import LawVersion
from engine.store.tables.core import core

_LAW = core(LawVersion)
_LOCK = 7_305_812  # advisory lock number of the law
_ONLY_ROW = 1

READ = Statement(select(_LAW.c.version))
HOLD = Statement(select(func.pg_advisory_xact_lock_shared(literal_column(str(_LOCK)))))
# The number of the transaction: one that is undone leaves none that comes again.
_RENEWED = insert(_LAW).values(id=_ONLY_ROW, version=literal_column("pg_current_xact_id()::text::bigint"))


def change_within(longest: str) -> tuple[Statement, ...]:
    """Give what begins a change: the lock, waited for as long as this, and the new version."""
    return tuple(
        Statement(statement)
        for statement in (
            text(f"SET LOCAL lock_timeout = '{longest}'"),
            select(func.pg_advisory_xact_lock(literal_column(str(_LOCK)))),
            text("SET LOCAL lock_timeout TO DEFAULT"),
            _RENEWED.on_conflict_do_update(index_elements=["id"], set_={"version": _RENEWED.excluded.version}),
        )
    )


CHANGE = change_within("5s")  # for commands under way; they hold up everybody else meanwhile


def version_of(rows: Sequence[dict[str, Any]]) -> int:
    """Give the version from what `READ` gave; 0 where no law has been laid down yet."""
    return int(rows[0]["version"]) if rows else 0
