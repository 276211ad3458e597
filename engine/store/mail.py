"""The rows of e-mail: who wants it, and messages on their way. Moments are given by the caller: the machine's time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.store.tables import MailChoice, MailMessage, Person
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_CHOICE, _MESSAGE, _PERSON = core(MailChoice), core(MailMessage), core(Person)
Rhythm = Literal["immediate", "daily"]
State = Literal["WAITING", "SENT", "REFUSED", "GIVEN_UP"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How somebody is told, what they have been told of, and when."""

    rhythm: Rhythm
    mark: str
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it is stored."""

    key: int
    source: str
    username: str
    address: str
    subject: str
    body: str
    state: State
    tries: int
    reply: str | None
    created_at: datetime
    next_try_at: datetime


def find_choice(tx: Transaction, username: str, *, lock: bool = False) -> Choice | None:
    """Give somebody's choice, None for no e-mail; with `lock` nobody else tells them meanwhile."""
    statement = select(_CHOICE.c.rhythm, _CHOICE.c.mark, _CHOICE.c.told_at).where(_CHOICE.c.username == username)
    row = tx.connection.execute(statement.with_for_update() if lock else statement).mappings().one_or_none()
    return Choice(rhythm=cast("Rhythm", row["rhythm"]), mark=row["mark"], told_at=row["told_at"]) if row else None


def set_choice(tx: Transaction, username: str, choice: Choice | None) -> None:
    """Write somebody's choice; None takes it away."""
    if choice is None:
        tx.connection.execute(delete(_CHOICE).where(_CHOICE.c.username == username))
        return
    values = {"rhythm": choice.rhythm, "mark": choice.mark, "told_at": choice.told_at}
    written = insert(_CHOICE).values(username=username, **values)
    tx.connection.execute(written.on_conflict_do_update(index_elements=["username"], set_=values))


def who_wants_mail(tx: Transaction) -> list[str]:
    """Name the active people who chose e-mail and have an address."""
    statement = (
        select(_CHOICE.c.username)
        .join(_PERSON, _PERSON.c.username == _CHOICE.c.username)
        .where(_PERSON.c.active, _PERSON.c.email.is_not(None))
        .order_by(_CHOICE.c.username)
    )
    return list(tx.connection.execute(statement).scalars())


def insert_message(tx: Transaction, *, source: str, now: datetime, **columns: str) -> None:
    """Store a message to be sent; the same source again changes nothing."""
    row = {"key": tx.new_key(), "source": source, "state": "WAITING", "tries": 0, **columns}
    written = insert(_MESSAGE).values(**row, created_at=now, next_try_at=now)
    tx.connection.execute(written.on_conflict_do_nothing(index_elements=["source"]))


def due_messages(tx: Transaction, now: datetime, *, limit: int) -> Sequence[int]:
    """Give the keys of messages whose time has come, oldest first."""
    statement = select(_MESSAGE.c.key).where(_MESSAGE.c.state == "WAITING", _MESSAGE.c.next_try_at <= now)
    return (
        tx.connection.execute(statement.order_by(_MESSAGE.c.next_try_at, _MESSAGE.c.key).limit(limit)).scalars().all()
    )


def claim_message(tx: Transaction, key: int, *, now: datetime, next_try_at: datetime) -> Message | None:
    """Take a message to send it now; whoever else looks finds its time moved on. None: somebody was quicker."""
    statement = (
        update(_MESSAGE)
        .where(_MESSAGE.c.key == key, _MESSAGE.c.state == "WAITING", _MESSAGE.c.next_try_at <= now)
        .values(tries=_MESSAGE.c.tries + 1, next_try_at=next_try_at)
        .returning(*_MESSAGE.c)
    )
    row = tx.connection.execute(statement).mappings().one_or_none()
    return _message(row) if row else None


def note_result(
    tx: Transaction, key: int, *, state: State, reply: str | None, now: datetime, next_try_at: datetime
) -> None:
    """Write what became of a message; `next_try_at` counts while it waits."""
    ended_at = None if state == "WAITING" else now
    values = {"state": state, "reply": reply, "ended_at": ended_at, "next_try_at": next_try_at}
    tx.connection.execute(update(_MESSAGE).where(_MESSAGE.c.key == key).values(**values))


def newest_messages(tx: Transaction, *, limit: int) -> tuple[Message, ...]:
    """Give the newest messages, those that need somebody first."""
    trouble = _MESSAGE.c.state.in_(("REFUSED", "GIVEN_UP")) | (
        _MESSAGE.c.reply.is_not(None) & (_MESSAGE.c.state == "WAITING")
    )
    statement = select(_MESSAGE).order_by(trouble.desc(), _MESSAGE.c.created_at.desc()).limit(limit)
    return tuple(_message(row) for row in tx.connection.execute(statement).mappings())


def count_by_state(tx: Transaction) -> dict[str, int]:
    """Count the messages of each state."""
    statement = select(_MESSAGE.c.state, func.count()).group_by(_MESSAGE.c.state)
    return {row[0]: row[1] for row in tx.connection.execute(statement)}


def forget_messages(tx: Transaction, before: datetime) -> int:
    """Forget what ended before a moment; give how many."""
    return tx.connection.execute(delete(_MESSAGE).where(_MESSAGE.c.ended_at < before)).rowcount


def _message(row: Any) -> Message:
    return Message(**{name: row[name] for name in Message.__dataclass_fields__})
