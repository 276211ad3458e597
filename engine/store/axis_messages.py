"""Rows of messages that came over the axis, and of what their senders are told. Decides nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.model.actor import Actor
from engine.store.queries.access import Grants, visible_cases
from engine.store.tables import AxisAnswer, AxisMessage, ProcessInstance
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_MESSAGE, _ANSWER, _INSTANCE = core(AxisMessage), core(AxisAnswer), core(ProcessInstance)
OPEN = ("KEPT", "AGAIN", "WAITING")  # states in which the registry has something to do


def add_message(tx: Transaction, *, key: int, message_id: str, in_place_of: int | None = None, **values: Any) -> bool:
    """Note a message, in place of the row under which it was kept; False when it has been noted before."""
    if in_place_of is not None:
        kept = delete(_MESSAGE).where(_MESSAGE.c.key == in_place_of, _MESSAGE.c.state == "AGAIN")
        tx.connection.execute(kept)
    statement = insert(_MESSAGE).values(key=key, message_id=message_id, received_at=tx.now, **values)
    noted = statement.on_conflict_do_nothing(index_elements=["message_id"]).returning(_MESSAGE.c.key)
    return tx.connection.execute(noted).scalar_one_or_none() is not None


def is_noted(connection: Connection, message_id: str) -> bool:
    """Tell whether a message has been taken off the axis."""
    return bool(connection.execute(select(exists().where(_MESSAGE.c.message_id == message_id))).scalar_one())


def to_read_again(connection: Connection) -> Sequence[RowMapping]:
    """Give the kept messages that the registry wants read once more."""
    return connection.execute(select(_MESSAGE).where(_MESSAGE.c.state == "AGAIN")).mappings().all()


def lock_message(tx: Transaction, key: int) -> RowMapping | None:
    """Give a message, locked until the commit."""
    statement = select(_MESSAGE).where(_MESSAGE.c.key == key).with_for_update()
    return tx.connection.execute(statement).mappings().one_or_none()


def change_message(tx: Transaction, key: int, **values: Any) -> None:
    """Change a message that the caller has locked."""
    tx.connection.execute(update(_MESSAGE).where(_MESSAGE.c.key == key).values(**values))


def taken_of(connection: Connection, *, reference: str, sender_id: str) -> RowMapping | None:
    """Give the newest message of a sender that brought the document of this name and began a case."""
    statement = select(_MESSAGE).where(
        _MESSAGE.c.reference == reference, _MESSAGE.c.sender_id == sender_id, _MESSAGE.c.state == "TAKEN"
    )
    return connection.execute(statement.order_by(_MESSAGE.c.key.desc()).limit(1)).mappings().one_or_none()


def message_of_case(connection: Connection, instance_key: int) -> RowMapping | None:
    """Give the message that began a case."""
    statement = select(_MESSAGE).where(_MESSAGE.c.instance_key == instance_key, _MESSAGE.c.state == "TAKEN")
    return connection.execute(statement.limit(1)).mappings().one_or_none()


def messages(connection: Connection, actor: Actor, held: Grants, *, limit: int) -> Sequence[RowMapping]:
    """List messages, those with something to do first, then the newest; none of a case that the reader may not see."""
    may_see = exists().where(_INSTANCE.c.key == _MESSAGE.c.instance_key, visible_cases(actor, held))
    case = _INSTANCE.alias("its_case")
    statement = (
        select(_MESSAGE, case.c.business_id)
        .outerjoin(case, case.c.key == _MESSAGE.c.instance_key)
        .where(or_(_MESSAGE.c.instance_key.is_(None), may_see))
        .order_by(_MESSAGE.c.state.not_in(OPEN), _MESSAGE.c.received_at.desc(), _MESSAGE.c.key.desc())
        .limit(limit)
    )
    return connection.execute(statement).mappings().all()


def add_answer(tx: Transaction, *, message_key: int, status_code: str, description: str) -> None:
    """Put a status on its way to a message's sender; a status that was reported stays reported once."""
    statement = insert(_ANSWER).values(
        key=tx.new_key(),
        message_key=message_key,
        status_code=status_code,
        description=description,
        state="QUEUED",
        tries=0,
        next_try_at=tx.now,
        created_at=tx.now,
    )
    tx.connection.execute(statement.on_conflict_do_nothing(index_elements=["message_key", "status_code"]))


def claim_answers(tx: Transaction, *, until: datetime, limit: int) -> Sequence[Mapping[Any, Any]]:
    """Take statuses that are due, with what names their document; a later one waits for the earlier of its message."""
    due, earlier = _ANSWER.alias("due"), _ANSWER.alias("earlier")
    waits = select(earlier.c.key).where(
        earlier.c.message_key == due.c.message_key, earlier.c.state == "QUEUED", earlier.c.key < due.c.key
    )
    keys = (
        select(due.c.key)
        .where(due.c.state == "QUEUED", due.c.next_try_at <= tx.now, ~waits.correlate(due).exists())
        .order_by(due.c.next_try_at, due.c.key)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = (
        update(_ANSWER)
        .where(_ANSWER.c.key.in_(keys), _MESSAGE.c.key == _ANSWER.c.message_key)
        .values(next_try_at=until, tries=_ANSWER.c.tries + 1)
        .returning(
            *_ANSWER.c,
            _MESSAGE.c.sender_id,
            _MESSAGE.c.sender_name,
            _MESSAGE.c.receiver_id,
            _MESSAGE.c.state.label("message_state"),
            _MESSAGE.c.reference,
        )
    )
    return tx.connection.execute(claimed).mappings().all()


def change_answer(tx: Transaction, key: int, **values: Any) -> None:
    """Change a status that is still on its way."""
    statement = update(_ANSWER).where(_ANSWER.c.key == key, _ANSWER.c.state == "QUEUED").values(**values)
    tx.connection.execute(statement)


def newest_answers(connection: Connection, keys: Sequence[int]) -> Mapping[int, RowMapping]:
    """Give, by message, the status that was reported last."""
    newest = select(func.max(_ANSWER.c.key)).where(_ANSWER.c.message_key.in_(keys)).group_by(_ANSWER.c.message_key)
    rows = connection.execute(select(_ANSWER).where(_ANSWER.c.key.in_(newest))).mappings()
    return {row["message_key"]: row for row in rows}
