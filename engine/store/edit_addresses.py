"""Rows of the addresses by which office programs reach files; of their tokens only hashes. Decides nothing.

Moments are the machine's: lifetimes of credentials never follow the movable clock.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from engine.model.actor import Actor
from engine.store.accounts import actor_of, with_actor
from engine.store.queries.absences import absences, absences_of
from engine.store.statements import Statement
from engine.store.tables import EditAddress, Person, SignInSession
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_ADDRESS, _PERSON, _SESSION = core(EditAddress), core(Person), core(SignInSession)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAddress:
    """An address of somebody who is still active; it may be over: the caller compares the moments."""

    actor: Actor
    file_key: int
    file_name: str
    expires_at: datetime


def keep_address(
    tx: Transaction,
    *,
    token_sha256: bytes,
    session_sha256: bytes,
    username: str,
    file_key: int,
    file_name: str,
    expires_at: datetime,
) -> None:
    """Keep an address, or let one that is known last longer."""
    row = {"file_key": file_key, "file_name": file_name, "username": username, "expires_at": expires_at}
    new = insert(_ADDRESS).values(token_sha256=token_sha256, session_sha256=session_sha256, **row)
    tx.connection.execute(new.on_conflict_do_update(index_elements=["token_sha256"], set_={"expires_at": expires_at}))


def session_end(tx: Transaction, session_sha256: bytes, username: str) -> datetime | None:
    """Tell when a person's session ends at the latest, None when it is over."""
    theirs = (_SESSION.c.token_sha256 == session_sha256) & (_SESSION.c.username == username)
    end: datetime | None = tx.connection.execute(select(_SESSION.c.expires_at).where(theirs)).scalar_one_or_none()
    return end


def find_address(tx: Transaction, token_sha256: bytes) -> FoundAddress | None:
    """Find the address of a token, with whoever it was made for as they are now."""
    asked = {"token_sha256": token_sha256, "now": tx.now}
    rows, away = tx.read((_FIND, asked), (_ABSENCES, asked))
    if not rows:
        return None
    [row] = rows
    return FoundAddress(
        actor=actor_of(row, absences(away)),
        file_key=row["file_key"],
        file_name=row["file_name"],
        expires_at=row["expires_at"],
    )


def forget_addresses(tx: Transaction, now: datetime) -> int:
    """Forget the addresses that are over; give their number."""
    return tx.connection.execute(delete(_ADDRESS).where(_ADDRESS.c.expires_at <= now)).rowcount


_BY_TOKEN = _ADDRESS.c.token_sha256 == bindparam("token_sha256")
_FIND = Statement(
    with_actor(select(_ADDRESS.c.file_key, _ADDRESS.c.file_name, _ADDRESS.c.expires_at)).where(
        _BY_TOKEN, _ADDRESS.c.username == _PERSON.c.username, _PERSON.c.active
    )
)
_ABSENCES = Statement(absences_of(select(_ADDRESS.c.username).where(_BY_TOKEN).scalar_subquery()))
