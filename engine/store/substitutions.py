"""Reads and writes of who does whose work on which days. Decides nothing; see `engine.operations.tasks.substitutes`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import (
    Date,
    DateTime,
    RowMapping,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)

from engine.store.tables import CaseMember, Person, ProcessInstance, Substitution
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_SUBSTITUTION, _PERSON, _MEMBER = core(Substitution), core(Person), core(CaseMember)
_INSTANCE = core(ProcessInstance)


def lock_substitutions(tx: Transaction) -> None:
    """Let one transaction at a time change substitutions (held until the commit), so that none overlap."""
    tx.connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('substitution'))"))


def substitutions_from(tx: Transaction, day: date) -> Sequence[RowMapping]:
    """Give the substitutions that are not over on a day, the earliest first."""
    statement = select(_SUBSTITUTION).where(_SUBSTITUTION.c.last_day >= day)
    ordered = statement.order_by(_SUBSTITUTION.c.first_day, _SUBSTITUTION.c.key)
    return tx.connection.execute(ordered).mappings().all()


def substitutions_touching(tx: Transaction, people: Sequence[str], first: date, last: date) -> Sequence[RowMapping]:
    """Give the substitutions in which one of `people` is away or stands in, on a day from `first` to `last`."""
    statement = select(_SUBSTITUTION).where(
        or_(_SUBSTITUTION.c.username.in_(people), _SUBSTITUTION.c.substitute.in_(people)),
        _SUBSTITUTION.c.first_day <= last,
        _SUBSTITUTION.c.last_day >= first,
    )
    return tx.connection.execute(statement.order_by(_SUBSTITUTION.c.first_day)).mappings().all()


def standing_in(tx: Transaction, usernames: Collection[str], instance_key: int) -> Mapping[str, str]:
    """Give who does today the work of those of `usernames` that are away, and the name of whom each does it for.

    Only active people whom a task of the case can reach: a restricted one names them, and none has left it.
    """
    today = cast(func.timezone("Asia/Ho_Chi_Minh", literal(tx.now, DateTime(timezone=True))), Date)
    away, other = _PERSON.alias("away"), _PERSON.alias("other")
    named = and_(
        _MEMBER.c.instance_key == instance_key, _MEMBER.c.principal == func.concat("user:", _SUBSTITUTION.c.substitute)
    )
    open_to_all = exists().where(_INSTANCE.c.key == instance_key, _INSTANCE.c.restricted.is_(False))
    statement = (
        select(_SUBSTITUTION.c.substitute, away.c.display_name)
        .join(away, away.c.username == _SUBSTITUTION.c.username)
        .join(other, other.c.username == _SUBSTITUTION.c.substitute)
        .where(
            _SUBSTITUTION.c.username.in_(list(usernames)),
            _SUBSTITUTION.c.first_day <= today,
            _SUBSTITUTION.c.last_day >= today,
            other.c.active,
            or_(open_to_all, exists().where(named)),
            ~exists().where(named, _MEMBER.c.until <= tx.now),
        )
        .order_by(_SUBSTITUTION.c.substitute, away.c.sort_key.desc())
    )
    return {row.substitute: row.display_name for row in tx.connection.execute(statement)}


def find_substitution(tx: Transaction, key: int) -> RowMapping | None:
    """Give one substitution under its lock, None when there is none."""
    statement = select(_SUBSTITUTION).where(_SUBSTITUTION.c.key == key).with_for_update()
    return tx.connection.execute(statement).mappings().one_or_none()


def insert_substitution(
    tx: Transaction, *, username: str, substitute: str, first_day: date, last_day: date, reason: str
) -> int:
    """Add a substitution; give its key."""
    key = tx.new_key()
    row = {"username": username, "substitute": substitute, "first_day": first_day, "last_day": last_day}
    tx.connection.execute(insert(_SUBSTITUTION).values(key=key, reason=reason, **row))
    return key


def end_substitution(tx: Transaction, key: int, last_day: date) -> None:
    """Let a substitution end on `last_day`; one that had not begun by then is forgotten."""
    this = _SUBSTITUTION.c.key == key
    tx.connection.execute(delete(_SUBSTITUTION).where(this, _SUBSTITUTION.c.first_day > last_day))
    shorter = func.least(_SUBSTITUTION.c.last_day, last_day)
    tx.connection.execute(update(_SUBSTITUTION).where(this).values(last_day=shorter))
