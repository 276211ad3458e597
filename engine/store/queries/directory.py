"""Read what forms pick from: every person and unit, in one statement each. Small tables, read whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from engine.store.queries.membership import holds_today
from engine.store.tables import GroupMember, Person, Unit
from engine.store.tables.core import core

_PERSON, _GROUP, _UNIT = core(Person), core(GroupMember), core(Unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPerson:
    """Somebody who can sign in, as colleagues may know them."""

    username: str
    display_name: str
    title: str | None
    unit_code: str | None
    groups: frozenset[str]
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryUnit:
    """A unit of the Office or a body outside it; `valid_until` is its last day, `successors` took its place then."""

    code: str
    name: str
    short_name: str | None
    parent_code: str | None
    external: bool
    valid_until: date | None
    successors: tuple[str, ...]
    email: str | None = None
    axis_code: str | None = None


def directory_people(connection: Connection) -> Mapping[str, DirectoryPerson]:
    """Give all persons (no machines) by sign-in name, in Vietnamese order of their names."""
    groups = (
        select(_GROUP.c.username, func.array_agg(_GROUP.c.group_code).label("of"))
        .where(holds_today())
        .group_by(_GROUP.c.username)
        .subquery()
    )
    statement = (
        select(
            _PERSON.c.username,
            _PERSON.c.display_name,
            _PERSON.c.title,
            _PERSON.c.unit_code,
            _PERSON.c.active,
            groups.c.of,
        )
        .outerjoin(groups, groups.c.username == _PERSON.c.username)
        .where(_PERSON.c.kind == "person")
        .order_by(_PERSON.c.sort_key, _PERSON.c.username)
    )
    return {
        row.username: DirectoryPerson(
            username=row.username,
            display_name=row.display_name,
            title=row.title,
            unit_code=row.unit_code,
            groups=frozenset(row.of or ()),
            active=row.active,
        )
        for row in connection.execute(statement)
    }


def directory_units(connection: Connection) -> Mapping[str, DirectoryUnit]:
    """Give all units and bodies by code; the order is the caller's."""
    columns = (
        _UNIT.c.code,
        _UNIT.c.name,
        _UNIT.c.short_name,
        _UNIT.c.parent_code,
        _UNIT.c.external,
        _UNIT.c.valid_until,
        _UNIT.c.successors,
        _UNIT.c.email,
        _UNIT.c.axis_code,
    )
    rows = connection.execute(select(*columns)).mappings()
    return {row["code"]: DirectoryUnit(**{**row, "successors": tuple(row["successors"])}) for row in rows}
