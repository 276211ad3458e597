"""Notices to people: who is meant by a list of principals, and the rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, func, insert, or_, select, update

from engine.errors import Text
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.model.records import NoticeRecord
from engine.store.queries.access import IN_CASE, Grants, group_may_know, visible_cases
from engine.store.queries.membership import holds_today
from engine.store.substitutions import standing_in
from engine.store.tables import CaseMember, CaseRole, GroupMember, Notice, Person, ProcessInstance
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_NOTICE, _PERSON, _MEMBER = core(Notice), core(Person), core(GroupMember)
_CASE_MEMBER, _ROLE, _INSTANCE = core(CaseMember), core(CaseRole), core(ProcessInstance)


def people_of(
    connection: Connection, *, usernames: Iterable[str], groups: Iterable[str], instance_key: int
) -> tuple[str, ...]:
    """Name the active people among `usernames` and in `groups` who may know of the case; machines get no notices.

    A group `vai_tro:…` means those who have that role in the case. A restricted case tells a group's members only as
    far as it names them one by one.
    """
    wanted = list(groups)
    named = exists().where(
        _CASE_MEMBER.c.instance_key == instance_key,
        _CASE_MEMBER.c.principal == func.concat("user:", _PERSON.c.username),
    )
    open_case = exists().where(_INSTANCE.c.key == instance_key, _INSTANCE.c.restricted.is_(False))
    belongs = exists().where(_MEMBER.c.username == _PERSON.c.username, _MEMBER.c.group_code.in_(wanted), holds_today())
    in_group = belongs & (open_case | named)
    in_role = exists().where(
        _ROLE.c.instance_key == instance_key,
        _ROLE.c.username == _PERSON.c.username,
        _ROLE.c.role.in_([group.removeprefix(IN_CASE) for group in wanted if group.startswith(IN_CASE)]),
        _ROLE.c.until.is_(None),
    )
    statement = (
        select(_PERSON.c.username)
        .where(
            _PERSON.c.active,
            _PERSON.c.kind == "person",
            or_(_PERSON.c.username.in_(list(usernames)), in_group, in_role),
        )
        .order_by(_PERSON.c.username)
    )
    return tuple(connection.execute(statement).scalars())


def insert_notices(
    tx: Transaction,
    usernames: Iterable[str],
    *,
    instance_key: int | None,
    code: str,
    data: Mapping[str, JsonValue],
    source_key: str,
) -> None:
    """Leave the same notice for each of `usernames`: of a case, or (None) of their own account."""
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
        tx.ring(f"user:{row['username']}" for row in rows)


def insert_task_notices(
    tx: Transaction,
    usernames: Iterable[str],
    *,
    instance_key: int,
    code: str,
    data: Mapping[str, JsonValue],
    source_key: str,
) -> None:
    """Leave the same notice of a task for each of `usernames`, and for those who do their work while they are away."""
    told = tuple(usernames)
    insert_notices(tx, told, instance_key=instance_key, code=code, data=data, source_key=source_key)
    for substitute, away in standing_in(tx, told, instance_key).items():
        if substitute not in told:
            theirs = {**data, "vi": f"Làm thay {away}: {data['vi']}", "en": f"For {away}: {data['en']}"}
            insert_notices(tx, [substitute], instance_key=instance_key, code=code, data=theirs, source_key=source_key)


def notices_of(
    connection: Connection, actor: Actor, grants: Grants, *, at: datetime, unread_only: bool, limit: int
) -> tuple[NoticeRecord, ...]:
    """List somebody's notices, newest first."""
    opens = exists().where(_INSTANCE.c.key == _NOTICE.c.instance_key, visible_cases(actor, grants))
    statement = select(*_NOTICE.c, opens.label("opens_case")).where(*_readable(actor, at))
    if unread_only:
        statement = statement.where(_NOTICE.c.read_at.is_(None))
    rows = connection.execute(statement.order_by(_NOTICE.c.created_at.desc(), _NOTICE.c.key.desc()).limit(limit))
    return tuple(
        NoticeRecord(
            key=row.key,
            instance_key=row.instance_key,
            document_key=int(row.data["document"]) if "document" in row.data else None,
            opens_case=row.opens_case,
            text=Text(vi=str(row.data.get("vi", "")), en=str(row.data.get("en", ""))),
            created_at=row.created_at,
            read_at=row.read_at,
        )
        for row in rows
    )


def has_unread(connection: Connection, username: str, *, code: str, source_key: str) -> bool:
    """Tell whether somebody has not read a notice of this kind about the same thing."""
    theirs = (_NOTICE.c.username == username) & _NOTICE.c.read_at.is_(None)
    same = select(_NOTICE.c.key).where(theirs, _NOTICE.c.code == code, _NOTICE.c.source_key == source_key)
    return connection.execute(same.limit(1)).scalar_one_or_none() is not None


def unread_moments(connection: Connection, actor: Actor, at: datetime, *, limit: int) -> list[tuple[datetime, int]]:
    """Give the moments at which somebody's unread notices came, newest first, and how many came at each."""
    statement = (
        select(_NOTICE.c.created_at, func.count())
        .where(*_readable(actor, at), _NOTICE.c.read_at.is_(None))
        .group_by(_NOTICE.c.created_at)
        .order_by(_NOTICE.c.created_at.desc())
        .limit(limit)
    )
    return [(moment, count) for moment, count in connection.execute(statement)]


def count_unread(connection: Connection, actor: Actor, at: datetime) -> int:
    """Count what somebody has not read."""
    statement = select(func.count()).select_from(_NOTICE).where(*_readable(actor, at), _NOTICE.c.read_at.is_(None))
    return int(connection.execute(statement).scalar_one())


def _readable(actor: Actor, at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Give what holds for the notices that are the actor's and still may be read.

    A case may have become restricted after it told of itself: from then on only those named in it read of it.
    """
    may_know = exists().where(_INSTANCE.c.key == _NOTICE.c.instance_key, group_may_know(actor, at))
    return (_NOTICE.c.username == actor.username, or_(_NOTICE.c.instance_key.is_(None), may_know))


def mark_read(tx: Transaction, actor: Actor, keys: Iterable[int]) -> None:
    """Note when somebody read notices of their own; those of others and those read before stay as they are."""
    tx.connection.execute(
        update(_NOTICE)
        .where(*_readable(actor, tx.now), _NOTICE.c.key.in_(list(keys)), _NOTICE.c.read_at.is_(None))
        .values(read_at=tx.now)
    )
    tx.ring([f"user:{actor.username}"])
