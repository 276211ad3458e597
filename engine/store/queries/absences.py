"""Who is away today and who does their work: read with the credentials of whoever asks."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime, RowMapping, Select, bindparam, cast, func, select, text

from engine.model.actor import Absence, Actor, ActorKind
from engine.store.queries.membership import holds_today, is_outside
from engine.store.tables import GroupMember, Person, Substitution
from engine.store.tables.core import core

_PERSON, _MEMBER, _SUBSTITUTION = core(Person), core(GroupMember), core(Substitution)


def absences_of(substitute: ColumnElement[str] | Any) -> Select[Any]:
    """Select the absences that somebody stands in for on the Office's day of the parameter `now` (a moment).

    Being away is a matter of the work, so it follows the movable clock, unlike credentials.
    """
    today = cast(func.timezone("Asia/Ho_Chi_Minh", bindparam("now", type_=DateTime(timezone=True))), Date)
    groups = (
        select(func.coalesce(func.array_agg(_MEMBER.c.group_code), text("'{}'")))
        .where(_MEMBER.c.username == _PERSON.c.username, holds_today())
        .scalar_subquery()
    )
    of_person = ("username", "display_name", "kind", "gender", "unit_code", "language")
    return (
        select(
            *(_PERSON.c[name] for name in of_person),
            groups.label("groups"),
            is_outside().label("outside"),
            _SUBSTITUTION.c.first_day,
            _SUBSTITUTION.c.last_day,
            _SUBSTITUTION.c.reason,
        )
        .join(_SUBSTITUTION, _SUBSTITUTION.c.username == _PERSON.c.username)
        .where(
            _SUBSTITUTION.c.substitute == substitute,
            _SUBSTITUTION.c.first_day <= today,
            _SUBSTITUTION.c.last_day >= today,
            _PERSON.c.active,
        )
        .order_by(_PERSON.c.sort_key, _PERSON.c.username)
    )


def absences(rows: Iterable[RowMapping | Mapping[str, Any]]) -> tuple[Absence, ...]:
    """Make the absences of rows of `absences_of`."""
    return tuple(
        Absence(
            person=Actor(
                kind=ActorKind(row["kind"]),
                username=row["username"],
                display_name=row["display_name"],
                groups=frozenset(row["groups"]),
                unit=row["unit_code"],
                language=row["language"],
                outside=row["outside"],
            ),
            gender=row["gender"],
            first_day=row["first_day"],
            last_day=row["last_day"],
            reason=row["reason"],
        )
        for row in rows
    )
