"""Groups: when a membership holds (by the Office's date of the machine's time), of which unit; who is from outside."""

from sqlalchemy import ColumnElement, Connection, Date, cast, exists, func, or_, select

from engine.store.tables import GroupMember, Person, Unit
from engine.store.tables.core import core

_MEMBER, _PERSON, _UNIT = core(GroupMember), core(Person), core(Unit)


def groups_within(connection: Connection, unit: str) -> frozenset[str]:
    """Give the groups all of whose active people belong to a unit: what waits for them waits for that unit."""
    elsewhere = func.count().filter(_PERSON.c.unit_code.is_distinct_from(unit))
    statement = (
        select(_MEMBER.c.group_code)
        .join(_PERSON, _PERSON.c.username == _MEMBER.c.username)
        .where(_PERSON.c.active, _PERSON.c.kind == "person", holds_today())
        .group_by(_MEMBER.c.group_code)
        .having(elsewhere == 0)
    )
    return frozenset(connection.execute(statement).scalars())


def is_outside() -> ColumnElement[bool]:
    """Give the predicate over `person` that holds for those of a body outside the Office."""
    return exists().where(_UNIT.c.code == _PERSON.c.unit_code, _UNIT.c.external).correlate(_PERSON)


def holds_today() -> ColumnElement[bool]:
    """Give the predicate over `group_member`. Like all credentials it follows the machine's time, no moved clock."""
    today = cast(func.timezone("Asia/Ho_Chi_Minh", func.now()), Date)
    started = or_(_MEMBER.c.valid_from.is_(None), _MEMBER.c.valid_from <= today)
    return started & or_(_MEMBER.c.valid_until.is_(None), _MEMBER.c.valid_until >= today)
