"""Reads and writes of groups: who belongs to them and what they may do. Decides nothing; see engine.operations."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, insert, select, text

from engine.store.queries.membership import holds_today
from engine.store.tables import Authorization, GroupMember, Person
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_AUTHORIZATION, _MEMBER, _PERSON = core(Authorization), core(GroupMember), core(Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMembership:
    """Somebody who belongs to a group, with the first and last day (None: open)."""

    username: str
    display_name: str
    active: bool
    valid_from: date | None
    valid_until: date | None


def count_members(tx: Transaction) -> Mapping[str, int]:
    """Count the active people and machines who belong to each group today."""
    statement = (
        select(_MEMBER.c.group_code, func.count())
        .join(_PERSON, _PERSON.c.username == _MEMBER.c.username)
        .where(_PERSON.c.active, holds_today())
        .group_by(_MEMBER.c.group_code)
    )
    return {row[0]: row[1] for row in tx.connection.execute(statement)}


def members(tx: Transaction, group: str) -> tuple[GroupMembership, ...]:
    """Give everybody who belongs, belonged or will belong to a group, in Vietnamese order."""
    statement = (
        select(
            _PERSON.c.username,
            _PERSON.c.display_name,
            _PERSON.c.active,
            _MEMBER.c.valid_from,
            _MEMBER.c.valid_until,
        )
        .join(_MEMBER, _MEMBER.c.username == _PERSON.c.username)
        .where(_MEMBER.c.group_code == group)
        .order_by(_PERSON.c.sort_key, _PERSON.c.username)
    )
    return tuple(GroupMembership(**row) for row in tx.connection.execute(statement).mappings())


def authorizations(tx: Transaction, owner: str) -> tuple[tuple[str, str, str], ...]:
    """Give what an owner (`group:CODE`) may do: (resource type, resource id, permission)."""
    columns = (_AUTHORIZATION.c.resource_type, _AUTHORIZATION.c.resource_id, _AUTHORIZATION.c.permission)
    rows = tx.connection.execute(select(*columns).where(_AUTHORIZATION.c.owner == owner))
    return tuple((row[0], row[1], row[2]) for row in rows)


def lock_authorizations(tx: Transaction) -> None:
    """Let nobody else change what owners may do until the end; reading goes on."""
    tx.connection.execute(text('LOCK TABLE "authorization" IN SHARE ROW EXCLUSIVE MODE'))


def replace_authorizations(tx: Transaction, owner: str, resource_id: str, held: Collection[tuple[str, str]]) -> None:
    """Let an owner have exactly these (resource type, permission) for a resource id (`*`: all of the type)."""
    of_owner = (_AUTHORIZATION.c.owner == owner, _AUTHORIZATION.c.resource_id == resource_id)
    tx.connection.execute(delete(_AUTHORIZATION).where(*of_owner))
    rows = [
        {"owner": owner, "resource_type": kind, "resource_id": resource_id, "permission": permission}
        for kind, permission in sorted(held)
    ]
    if rows:
        tx.connection.execute(insert(_AUTHORIZATION), rows)
