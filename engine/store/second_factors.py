"""Rows of second factors, recovery codes and of the groups that must have one. Decides nothing.

What is sealed in a factor only `engine.operations.signing_in.factor_secret` knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.store.queries.membership import holds_today
from engine.store.tables import GroupMember, Person, RecoveryCode, SecondFactor, SecondFactorDemand
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_FACTOR, _CODE, _DEMAND = core(SecondFactor), core(RecoveryCode), core(SecondFactorDemand)
_PERSON, _MEMBER = core(Person), core(GroupMember)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFactor:
    """A person's factor: sealed secret, mark of the key that sealed it, the last step of time that let them in.

    `confirmed_at` is None until a first code has shown that the app knows the secret.
    """

    username: str
    key_mark: str
    sealed: bytes
    confirmed_at: datetime | None
    last_step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFactors:
    """How many active people a group has, and how many of them have a second factor."""

    people: int
    enrolled: int


def enrolled() -> ColumnElement[bool]:
    """Give the predicate over `person`: has a second factor in use."""
    return exists().where(_FACTOR.c.username == _PERSON.c.username, _FACTOR.c.confirmed_at.is_not(None))


def demanded_of() -> ColumnElement[bool]:
    """Give the predicate over `person`: belongs today to a group that must have a second factor."""
    belongs = _MEMBER.c.group_code == _DEMAND.c.group_code
    return exists().where(belongs, _MEMBER.c.username == _PERSON.c.username, holds_today())


def find_factor(tx: Transaction, username: str, *, lock: bool = False) -> SealedFactor | None:
    """Give somebody's factor, begun or in use; with `lock`, nobody else uses it until the commit."""
    statement = _factors().where(_FACTOR.c.username == username)
    row = tx.connection.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
    return SealedFactor(**row) if row else None


def put_factor(tx: Transaction, factor: SealedFactor) -> None:
    """Keep a factor in the place of an earlier one."""
    values = {name: getattr(factor, name) for name in SealedFactor.__dataclass_fields__}
    statement = upsert(_FACTOR).values(values)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["username"], set_=values))


def delete_factor(tx: Transaction, username: str) -> bool:
    """Forget somebody's factor and recovery codes; tell whether there was a factor."""
    tx.connection.execute(delete(_CODE).where(_CODE.c.username == username))
    return bool(tx.connection.execute(delete(_FACTOR).where(_FACTOR.c.username == username)).rowcount)


def sealed_by_others(tx: Transaction, mark: str, limit: int) -> tuple[SealedFactor, ...]:
    """Lock and give factors that another key sealed, at most `limit`."""
    statement = _factors().where(_FACTOR.c.key_mark != mark).order_by(_FACTOR.c.username).limit(limit)
    return tuple(SealedFactor(**row) for row in tx.connection.execute(statement.with_for_update()).mappings())


def reseal(tx: Transaction, username: str, *, key_mark: str, sealed: bytes) -> None:
    """Put a new sealing in the place of the old one."""
    values = {"key_mark": key_mark, "sealed": sealed}
    tx.connection.execute(update(_FACTOR).where(_FACTOR.c.username == username).values(values))


def replace_recovery_codes(tx: Transaction, username: str, digests: Iterable[bytes]) -> None:
    """Let exactly these recovery codes be good."""
    tx.connection.execute(delete(_CODE).where(_CODE.c.username == username))
    tx.connection.execute(insert(_CODE), [{"username": username, "code_sha256": digest} for digest in digests])


def use_recovery_code(tx: Transaction, username: str, digest: bytes) -> bool:
    """Use a recovery code up; tell whether it was good."""
    used = delete(_CODE).where(_CODE.c.username == username, _CODE.c.code_sha256 == digest)
    return bool(tx.connection.execute(used).rowcount)


def count_recovery_codes(tx: Transaction, username: str) -> int:
    """Count the recovery codes that are left."""
    statement = select(func.count()).where(_CODE.c.username == username)
    return int(tx.connection.execute(statement).scalar_one())


def demanded_groups(tx: Transaction) -> frozenset[str]:
    """Give the groups that must have a second factor."""
    return frozenset(tx.connection.execute(select(_DEMAND.c.group_code)).scalars())


def replace_demanded_groups(tx: Transaction, groups: Iterable[str]) -> None:
    """Let exactly these groups have to have one."""
    tx.connection.execute(delete(_DEMAND))
    rows = [{"group_code": group} for group in sorted(set(groups))]
    if rows:
        tx.connection.execute(insert(_DEMAND), rows)


def factors_by_group(connection: Connection) -> dict[str, GroupFactors]:
    """Tell of each group with people today how many there are and how many have a second factor."""
    counted = (func.count().label("people"), func.count().filter(enrolled()).label("enrolled"))
    statement = (
        select(_MEMBER.c.group_code, *counted)
        .join(_PERSON, _PERSON.c.username == _MEMBER.c.username)
        .where(_PERSON.c.active, _PERSON.c.kind == "person", holds_today())
        .group_by(_MEMBER.c.group_code)
    )
    rows = connection.execute(statement)
    return {row.group_code: GroupFactors(people=row.people, enrolled=row.enrolled) for row in rows}


def _factors() -> Select[Any]:
    return select(*(_FACTOR.c[name] for name in SealedFactor.__dataclass_fields__))
