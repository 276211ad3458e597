"""Writes of people: who signs in, with which groups and which password hash. Decides nothing; see engine.operations."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, select, update

from engine.store.folding import sort_key
from engine.store.tables import AccessToken, CodeItem, GroupMember, Person, SignInSession, Unit
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_PERSON, _MEMBER, _UNIT, _CODE = core(Person), core(GroupMember), core(Unit), core(CodeItem)
_SESSION, _TOKEN = core(SignInSession), core(AccessToken)
GROUPS = "groups"  # the code list of groups


def insert_person(tx: Transaction, *, username: str, display_name: str, groups: Iterable[str], **columns: Any) -> None:
    """Add a person; `columns` are further columns of Person by name."""
    order = _order(display_name)
    values = {"kind": "person", "language": "vi", "active": True, **columns}
    tx.connection.execute(
        insert(_PERSON).values(
            username=username, display_name=display_name, sort_key=order, created_at=tx.now, **values
        )
    )
    replace_groups(tx, username, groups)


def rename_person(tx: Transaction, username: str, display_name: str) -> None:
    """Give a person another name, and its place in the order of names."""
    update_person(tx, username, display_name=display_name, sort_key=_order(display_name))


def _order(display_name: str) -> str:
    # Vietnamese names sort by the given name, which stands last.
    return sort_key(" ".join([display_name.rsplit(maxsplit=1)[-1], display_name]))


def replace_groups(tx: Transaction, username: str, groups: Iterable[str]) -> None:
    """Let a person belong to exactly these groups."""
    tx.connection.execute(delete(_MEMBER).where(_MEMBER.c.username == username))
    rows = [{"group_code": group, "username": username} for group in sorted(set(groups))]
    if rows:
        tx.connection.execute(insert(_MEMBER), rows)


def update_person(tx: Transaction, username: str, **columns: Any) -> None:
    """Change columns of a person by name."""
    tx.connection.execute(update(_PERSON).where(_PERSON.c.username == username).values(**columns))


def lock_sign_ins(tx: Transaction, username: str) -> None:
    """Let nobody end somebody's sign-ins until the end of this transaction; waits for one that does."""
    tx.connection.execute(select(_PERSON.c.username).where(_PERSON.c.username == username).with_for_update(read=True))


def hold_sign_ins(tx: Transaction, username: str) -> None:
    """Let nobody else open or end sign-ins of somebody until the end of this transaction; waits for who does."""
    locked = select(_PERSON.c.username).where(_PERSON.c.username == username)
    tx.connection.execute(locked.with_for_update(key_share=True))


def end_sign_ins(tx: Transaction, username: str) -> int:
    """End every session and token of somebody at once, those that are just being opened too; give how many."""
    hold_sign_ins(tx, username)
    ended = (delete(table).where(table.c.username == username) for table in (_SESSION, _TOKEN))
    tx.ring([f"user:{username}"])
    return sum(tx.connection.execute(statement).rowcount for statement in ended)


def unit_exists(tx: Transaction, code: str) -> bool:
    """Tell whether there is a unit of this code."""
    return tx.connection.execute(select(_UNIT.c.code).where(_UNIT.c.code == code)).first() is not None


def unknown_groups(tx: Transaction, groups: Iterable[str]) -> tuple[str, ...]:
    """Give those of `groups` that the code list does not know."""
    known = set(tx.connection.execute(select(_CODE.c.value).where(_CODE.c.list_key == GROUPS)).scalars())
    return tuple(sorted(set(groups) - known))
