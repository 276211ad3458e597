"""Find who takes part in a case: by tasks, by roles, from when until when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from engine.store.tables import CaseMember, CaseRole
from engine.store.tables.core import core

_MEMBER, _ROLE = core(CaseMember), core(CaseRole)


def members(connection: Connection, instance_key: int) -> Sequence[Row[Any]]:
    """Give the rows of all who take or took part, first comers first."""
    statement = select(_MEMBER).where(_MEMBER.c.instance_key == instance_key)
    return connection.execute(statement.order_by(_MEMBER.c.since, _MEMBER.c.principal)).all()


def roles(connection: Connection, instance_key: int) -> Sequence[Row[Any]]:
    """Give the rows of all roles that people have or had in a case, by role."""
    statement = select(_ROLE).where(_ROLE.c.instance_key == instance_key)
    return connection.execute(statement.order_by(_ROLE.c.role, _ROLE.c.since, _ROLE.c.key)).all()


def lasting_role(connection: Connection, instance_key: int, role_key: int, at: datetime) -> Row[Any] | None:
    """Give a role of the case that has not ended, None when there is no such one."""
    statement = select(_ROLE).where(
        _ROLE.c.key == role_key,
        _ROLE.c.instance_key == instance_key,
        or_(_ROLE.c.until.is_(None), _ROLE.c.until > at),
    )
    return connection.execute(statement).one_or_none()
