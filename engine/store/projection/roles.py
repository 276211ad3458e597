"""Project the roles that people have in a case, and with them who may read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, insert, or_, select, update

from engine.store.projection.members import add_members
from engine.store.tables import CaseMember, CaseRole, ProcessInstance
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_ROLE, _MEMBER, _INSTANCE = core(CaseRole), core(CaseMember), core(ProcessInstance)
MEMBER = "role"  # what a case member is who takes part by a role


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesGiven:
    """The people (sign-in names) of each role of a case as a form names them, by whom and why."""

    people: Mapping[str, Sequence[str]]
    by: str
    reason: str


def set_roles(tx: Transaction, instance_key: int, given: RolesGiven) -> None:
    """Let exactly the named people have these roles from now on; roles not named stay as they are."""
    lasting = select(_ROLE).where(
        _ROLE.c.instance_key == instance_key, _ROLE.c.role.in_(list(given.people)), _ROLE.c.until.is_(None)
    )
    held = {(row.role, row.username): row.key for row in tx.connection.execute(lasting)}
    wanted = {(role, username) for role, usernames in given.people.items() for username in usernames}
    for role, username in sorted(wanted - held.keys()):
        add_role(tx, instance_key, role=role, username=username, by=given.by, reason=given.reason)
    for gone in sorted(held.keys() - wanted):
        end_role(tx, instance_key, held[gone], username=gone[1], until=tx.now, by=given.by, reason=given.reason)


def add_role(
    tx: Transaction,
    instance_key: int,
    *,
    role: str,
    username: str,
    by: str,
    reason: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """Give somebody a role in the case, which lets them read it."""
    row = {
        "key": tx.new_key(),
        "instance_key": instance_key,
        "role": role,
        "username": username,
        "since": since or tx.now,
        "until": until,
        "added_by": by,
        "reason": reason,
    }
    tx.connection.execute(insert(_ROLE), [row])
    add_members(tx, instance_key, {f"user:{username}": MEMBER}, back=True)
    if until is not None:
        _leave(tx, [instance_key], username, until)


def end_role(
    tx: Transaction, instance_key: int, role_key: int, *, username: str, until: datetime, by: str, reason: str
) -> None:
    """End a role at a moment. Without another one its holder leaves the case and the cases that it has called."""
    ended = {"until": until, "ended_by": by, "end_reason": reason}
    tx.connection.execute(update(_ROLE).where(_ROLE.c.key == role_key).values(**ended))
    called = select(_INSTANCE.c.key).where(_INSTANCE.c.root_key == instance_key)
    _leave(tx, [instance_key, *tx.connection.execute(called).scalars()], username, until)


def _leave(tx: Transaction, instance_keys: Iterable[int], username: str, until: datetime) -> None:
    """Let somebody's taking part end; whoever started the case, or has another role that lasts longer, stays."""
    longer = exists().where(
        _ROLE.c.instance_key == _MEMBER.c.instance_key,
        _ROLE.c.username == username,
        or_(_ROLE.c.until.is_(None), _ROLE.c.until > until),
    )
    started = exists().where(_INSTANCE.c.key == _MEMBER.c.instance_key, _INSTANCE.c.started_by == username)
    theirs = and_(_MEMBER.c.instance_key.in_(list(instance_keys)), _MEMBER.c.principal == f"user:{username}")
    tx.connection.execute(update(_MEMBER).where(theirs, ~longer, ~started).values(until=until))
