"""Find people, their groups and units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.store.queries.membership import holds_today, is_outside
from engine.store.tables import GroupMember, Person, Unit
from engine.store.tables.core import core

_PERSON, _GROUP, _UNIT = core(Person), core(GroupMember), core(Unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """Somebody who signs in; `password_hash` is for the sign-in check alone."""

    username: str
    display_name: str
    kind: str
    title: str | None
    unit_code: str | None
    unit_name: str | None
    email: str | None
    language: str
    groups: frozenset[str]
    outside: bool  # of a body outside the Office
    active: bool
    password_hash: str | None


def find_person(connection: Connection, username: str) -> PersonRecord | None:
    """Give a person by sign-in name, None if there is none."""
    found = people(connection, [username])
    return found[0] if found else None


def people(connection: Connection, usernames: Iterable[str] | None = None) -> list[PersonRecord]:
    """Give people (all, or those named) in Vietnamese order of their names, with their groups."""
    columns = (_PERSON, _UNIT.c.name.label("unit_name"), is_outside().label("outside"))
    statement = select(*columns).outerjoin(_UNIT, _UNIT.c.code == _PERSON.c.unit_code)
    memberships = select(_GROUP.c.username, _GROUP.c.group_code).where(holds_today())
    if usernames is not None:
        wanted = list(usernames)
        statement = statement.where(_PERSON.c.username.in_(wanted))
        memberships = memberships.where(_GROUP.c.username.in_(wanted))
    groups: dict[str, set[str]] = {}
    for username, group in connection.execute(memberships):
        groups.setdefault(username, set()).add(group)
    return [
        PersonRecord(
            username=row.username,
            display_name=row.display_name,
            kind=row.kind,
            title=row.title,
            unit_code=row.unit_code,
            unit_name=row.unit_name,
            email=row.email,
            language=row.language,
            groups=frozenset(groups.get(row.username, ())),
            outside=row.outside,
            active=row.active,
            password_hash=row.password_hash,
        )
        for row in connection.execute(statement.order_by(_PERSON.c.sort_key, _PERSON.c.username))
    ]


def display_names(connection: Connection, usernames: Iterable[str]) -> Mapping[str, str]:
    """Give the names that people read for sign-in names; unknown ones (a machine long gone) stay as they are."""
    wanted = set(usernames)
    statement = select(_PERSON.c.username, _PERSON.c.display_name).where(_PERSON.c.username.in_(wanted))
    known = {row.username: row.display_name for row in connection.execute(statement)}
    return {username: known.get(username, "Hệ thống" if username == "system" else username) for username in wanted}


def unit_name(connection: Connection, code: str) -> str | None:
    """Give the name of a unit or body, also of one that has ended; None for a code that names none."""
    if "\x00" in code:
        return None
    return connection.execute(select(_UNIT.c.name).where(_UNIT.c.code == code)).scalar_one_or_none()


def display_name(connection: Connection, username: str) -> str:
    """Give one person's name."""
    return display_names(connection, [username])[username]
