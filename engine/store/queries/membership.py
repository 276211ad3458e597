"""When a membership of a group holds: between its days, by the Office's date of the machine's time."""

from sqlalchemy import ColumnElement, Date, cast, func, or_

from engine.store.tables import GroupMember
from engine.store.tables.core import core

_MEMBER = core(GroupMember)


def holds_today() -> ColumnElement[bool]:
    """Give the predicate over `group_member`. Like all credentials it follows the machine's time, no moved clock."""
    today = cast(func.timezone("Asia/Ho_Chi_Minh", func.now()), Date)
    started = or_(_MEMBER.c.valid_from.is_(None), _MEMBER.c.valid_from <= today)
    return started & or_(_MEMBER.c.valid_until.is_(None), _MEMBER.c.valid_until >= today)
