"""Reads and writes of units, memberships, sessions and open work for administration. Decides nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, update

from engine.model.lifecycle import RUNNING, TaskState
from engine.model.sign_in import SignInStep
from engine.store.tables import GroupMember, Person, ProcessInstance, SignInSession, Unit, UserTask
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_UNIT, _PERSON, _MEMBER, _SESSION = core(Unit), core(Person), core(GroupMember), core(SignInSession)
_TASK, _INSTANCE = core(UserTask), core(ProcessInstance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A group that somebody belongs to, with its first and last day (None: open)."""

    group: str
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A signed-in browser; `mark` names it without being its credential."""

    mark: str
    username: str
    display_name: str
    created_at: datetime
    last_seen_at: datetime


def units(tx: Transaction) -> Sequence[RowMapping]:
    """Give all units and bodies with the number of active people of each, the Office's own first."""
    people = (
        select(func.count())
        .where(_PERSON.c.unit_code == _UNIT.c.code, _PERSON.c.active)
        .correlate(_UNIT)
        .scalar_subquery()
    )
    statement = select(_UNIT, people.label("people")).order_by(_UNIT.c.external, _UNIT.c.name, _UNIT.c.code)
    return tx.connection.execute(statement).mappings().all()


def insert_unit(tx: Transaction, **columns: Any) -> None:
    """Add a unit."""
    tx.connection.execute(insert(_UNIT).values(columns))


def update_unit(tx: Transaction, code: str, **columns: Any) -> None:
    """Change a unit."""
    tx.connection.execute(update(_UNIT).where(_UNIT.c.code == code).values(columns))


def memberships(tx: Transaction, username: str) -> tuple[Membership, ...]:
    """Give every membership of somebody, past and coming ones included."""
    statement = select(_MEMBER).where(_MEMBER.c.username == username).order_by(_MEMBER.c.group_code)
    return tuple(
        Membership(group=row.group_code, valid_from=row.valid_from, valid_until=row.valid_until)
        for row in tx.connection.execute(statement)
    )


def replace_memberships(tx: Transaction, username: str, held: Iterable[Membership]) -> None:
    """Let somebody belong to exactly these groups in these days."""
    tx.connection.execute(delete(_MEMBER).where(_MEMBER.c.username == username))
    rows = [
        {"group_code": one.group, "username": username, "valid_from": one.valid_from, "valid_until": one.valid_until}
        for one in held
    ]
    if rows:
        tx.connection.execute(insert(_MEMBER), rows)


def sessions(tx: Transaction, now: datetime, username: str | None = None) -> tuple[OpenSession, ...]:
    """Give the complete sessions that are not over, the latest used first."""
    mark = func.encode(func.sha256(_SESSION.c.token_sha256), "hex").label("mark")
    columns = (mark, _SESSION.c.username, _PERSON.c.display_name, _SESSION.c.created_at, _SESSION.c.last_seen_at)
    statement = select(*columns).join(_PERSON, _PERSON.c.username == _SESSION.c.username)
    statement = statement.where(_SESSION.c.expires_at > now, _SESSION.c.step == SignInStep.COMPLETE.value)
    statement = statement.order_by(_SESSION.c.last_seen_at.desc())
    if username is not None:
        statement = statement.where(_SESSION.c.username == username)
    return tuple(OpenSession(**row) for row in tx.connection.execute(statement).mappings())


def end_session(tx: Transaction, mark: str, *, of: str | None = None) -> str | None:
    """End the session of a mark (only one of `of`, when given); give whose it was, None when there is none."""
    ended = delete(_SESSION).where(func.encode(func.sha256(_SESSION.c.token_sha256), "hex") == mark)
    if of is not None:
        ended = ended.where(_SESSION.c.username == of)
    owner: str | None = tx.connection.execute(ended.returning(_SESSION.c.username)).scalar_one_or_none()
    tx.ring([f"user:{owner}"] if owner is not None else [])
    return owner


def open_asked(tx: Transaction, username: str) -> Sequence[tuple[int, int]]:
    """Give the keys of the open tasks that somebody asked colleagues to work on, and of their running cases."""
    statement = (
        select(_TASK.c.key, _TASK.c.instance_key)
        .join(_INSTANCE, _INSTANCE.c.key == _TASK.c.instance_key)
        .where(_TASK.c.asked_by == username, _TASK.c.state == TaskState.CREATED.value, _INSTANCE.c.state.in_(RUNNING))
        .order_by(_TASK.c.instance_key, _TASK.c.key)
    )
    return [(row.key, row.instance_key) for row in tx.connection.execute(statement)]


def open_work(tx: Transaction, username: str) -> Sequence[RowMapping]:
    """Give the open tasks that somebody holds in running cases, by case and task."""
    columns = (_TASK.c.key, _TASK.c.name, _TASK.c.name_en, _TASK.c.due_at, _TASK.c.instance_key)
    case = (_INSTANCE.c.business_id, _INSTANCE.c.title, _INSTANCE.c.restricted)
    statement = (
        select(*columns, *case)
        .join_from(_TASK, _INSTANCE, _INSTANCE.c.key == _TASK.c.instance_key)
        .where(
            _TASK.c.assignee == username,
            _TASK.c.state == TaskState.CREATED.value,
            _INSTANCE.c.state.in_(RUNNING),
        )
        .order_by(_TASK.c.instance_key, _TASK.c.key)
    )
    return tx.connection.execute(statement).mappings().all()
