"""Timers as work: claimed when due, put off after a failure, parked for an incident. Cases open and close them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import BigInteger, DateTime, bindparam, func, literal_column, or_, select, tuple_, update

from engine.store.queries.suspended import suspended_cases
from engine.store.statements import Row, Statement
from engine.store.tables import Timer
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_TIMER = core(Timer)
_COLUMNS = (_TIMER.c.key, _TIMER.c.instance_key, _TIMER.c.element_instance_key, _TIMER.c.element_id, _TIMER.c.due_at)
_MOMENT = DateTime(timezone=True)
# A claim that a crashed server forgets is made again, and its timers still fire once: its commit waits for no disk.
_FORGETTABLE = Statement(select(func.set_config("synchronous_commit", "off", literal_column("true"))))
_EARLIER = tuple_(_TIMER.c.due_at, _TIMER.c.key) < tuple_(
    bindparam("due_at", type_=_MOMENT), bindparam("key", type_=BigInteger)
)
_FIRST = Statement(
    select(*_COLUMNS)
    .where(
        _TIMER.c.instance_key == bindparam("instance_key", type_=BigInteger),
        or_(
            _TIMER.c.key == bindparam("key", type_=BigInteger),
            _EARLIER & _TIMER.c.available_at.is_not(None) & (_TIMER.c.failures == 0),
        ),
    )
    .order_by(_TIMER.c.due_at, _TIMER.c.key)
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedTimer:
    """A due timer that this process may fire until its lease ends."""

    key: int
    instance_key: int
    element_instance_key: int
    element_id: str
    due_at: datetime


def claim_due(tx: Transaction, *, limit: int, lease: timedelta) -> list[ClaimedTimer]:
    """Claim up to `limit` due timers with SKIP LOCKED, oldest first; each comes back when `lease` has passed.

    Those of suspended cases wait.
    """
    _, rows = tx.read((_FORGETTABLE, {}), (_claim(limit), {"now": tx.now, "until": tx.now + lease}))
    return sorted((ClaimedTimer(**row) for row in rows), key=lambda timer: (timer.due_at, timer.key))


@lru_cache(maxsize=8)
def _claim(limit: int) -> Statement:
    """Make the statement for a limit: knowing it, the database keeps one plan that begins with the due ones.

    With the limit as a parameter every claim was planned anew, which took as long as the claim itself.
    """
    due = (
        select(_TIMER.c.key)
        .where(
            _TIMER.c.available_at <= bindparam("now", type_=_MOMENT),
            _TIMER.c.instance_key.not_in(suspended_cases()),
        )
        .order_by(_TIMER.c.available_at)
        .limit(literal_column(str(int(limit))))
        .with_for_update(skip_locked=True)
    )
    return Statement(
        update(_TIMER)
        .where(_TIMER.c.key.in_(due.scalar_subquery()))
        .values(available_at=bindparam("until", type_=_MOMENT))
        .returning(*_COLUMNS)
    )


def first_in_case(timer: ClaimedTimer) -> tuple[Statement, Row]:
    """Give the query of the timer (none, or `ClaimedTimer`'s columns) that fires first in a case up to this one.

    Earlier ones of the case that other workers have claimed or left come before it; those that failed do not.
    """
    return _FIRST, {"instance_key": timer.instance_key, "due_at": timer.due_at, "key": timer.key}


def is_waiting(tx: Transaction, key: int) -> bool:
    """Tell whether a timer is still wanted."""
    return tx.connection.execute(select(_TIMER.c.key).where(_TIMER.c.key == key)).first() is not None


def put_in_order(tx: Transaction, instance_keys: Collection[int]) -> None:
    """Let the timers of cases that go on fire in the order of their moments, also those claimed just before."""
    waiting = (_TIMER.c.instance_key.in_(instance_keys), _TIMER.c.available_at.is_not(None), _TIMER.c.failures == 0)
    tx.connection.execute(update(_TIMER).where(*waiting).values(available_at=_TIMER.c.due_at))


def count_failure(tx: Transaction, key: int) -> int:
    """Note one more failed firing and give how many there are; 0 when the timer is gone."""
    statement = update(_TIMER).where(_TIMER.c.key == key).values(failures=_TIMER.c.failures + 1)
    failures: int | None = tx.connection.execute(statement.returning(_TIMER.c.failures)).scalar_one_or_none()
    return failures or 0


def put_off(tx: Transaction, key: int, until: datetime | None) -> None:
    """Let a timer fire again from `until` on; None parks it until somebody releases it."""
    tx.connection.execute(update(_TIMER).where(_TIMER.c.key == key).values(available_at=until))


def release(tx: Transaction, element_instance_key: int) -> None:
    """Let the parked timers of an element instance fire at once, with all their attempts before them."""
    parked = (_TIMER.c.element_instance_key == element_instance_key) & _TIMER.c.available_at.is_(None)
    tx.connection.execute(update(_TIMER).where(parked).values(available_at=tx.now, failures=0))
