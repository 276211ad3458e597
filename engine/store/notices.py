"""Notices to people: who is meant by a list of principals, and the rows."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, exists, insert, or_, select

from engine.model.json_value import JsonValue
from engine.store.tables import GroupMember, Notice, Person
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_NOTICE, _PERSON, _MEMBER = core(Notice), core(Person), core(GroupMember)


def people_of(connection: Connection, *, usernames: Iterable[str], groups: Iterable[str]) -> tuple[str, ...]:
    """Name the active people among `usernames` and in `groups`, each once; machines get no notices."""
    in_group = exists().where(_MEMBER.c.username == _PERSON.c.username, _MEMBER.c.group_code.in_(list(groups)))
    statement = (
        select(_PERSON.c.username)
        .where(_PERSON.c.active, _PERSON.c.kind == "person", or_(_PERSON.c.username.in_(list(usernames)), in_group))
        .order_by(_PERSON.c.username)
    )
    return tuple(connection.execute(statement).scalars())


def insert_notices(
    tx: Transaction,
    usernames: Iterable[str],
    *,
    instance_key: int,
    code: str,
    data: Mapping[str, JsonValue],
    source_key: str,
) -> None:
    """Leave the same notice for each of `usernames`."""
    rows = [
        {
            "key": tx.new_key(),
            "username": username,
            "instance_key": instance_key,
            "code": code,
            "data": dict(data),
            "source_key": source_key,
            "created_at": tx.now,
        }
        for username in usernames
    ]
    if rows:
        tx.connection.execute(insert(_NOTICE), rows)
