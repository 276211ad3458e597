"""Starts by a message, a signal or time that keep failing: counted, put off, parked, listed and let go again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.errors import Text
from engine.store.tables import EventDelivery, ProcessDefinition, StartFailure
from engine.store.tables.core import core
from engine.store.transaction import Transaction

_DELIVERY, _FAILURE, _PROCESS = core(EventDelivery), core(StartFailure), core(ProcessDefinition)


def count_failure(tx: Transaction, delivery_key: int, reason: Text) -> int:
    """Note one more failure and why; give how many there are, 0 when the start is no longer on its way."""
    there = select(_DELIVERY.c.key).where(_DELIVERY.c.key == delivery_key).with_for_update()
    if tx.connection.execute(there).scalar_one_or_none() is None:
        return 0
    told = {"failed_at": tx.now, "message_vi": reason.vi, "message_en": reason.en}
    noted = insert(_FAILURE).values(delivery_key=delivery_key, failures=1, **told)
    again = noted.on_conflict_do_update(
        index_elements=[_FAILURE.c.delivery_key], set_={"failures": _FAILURE.c.failures + 1, **told}
    )
    return int(tx.connection.execute(again.returning(_FAILURE.c.failures)).scalar_one())


def put_off(tx: Transaction, delivery_key: int, until: datetime | None) -> None:
    """Let a start be tried again from `until` on; None parks it until somebody releases it."""
    tx.connection.execute(update(_DELIVERY).where(_DELIVERY.c.key == delivery_key).values(available_at=until))


def release(tx: Transaction, delivery_key: int) -> None:
    """Let a parked start be tried at once, with all its attempts before it."""
    put_off(tx, delivery_key, tx.now)
    tx.connection.execute(update(_FAILURE).where(_FAILURE.c.delivery_key == delivery_key).values(failures=0))


def parked(tx: Transaction, processes: Collection[str] | None, delivery_key: int | None = None) -> Sequence[Row[Any]]:
    """Give the parked starts of these processes (None: of all), oldest first, at most a hundred; or one of them."""
    where: list[ColumnElement[bool]] = [_DELIVERY.c.available_at.is_(None)]
    if processes is not None:
        where.append(_PROCESS.c.process_id.in_(processes))
    if delivery_key is not None:
        where.append(_DELIVERY.c.key == delivery_key)
    statement = (
        select(_DELIVERY.c.key, _DELIVERY.c.kind, _DELIVERY.c.name, _DELIVERY.c.definition_key, _DELIVERY.c.sent_at)
        .add_columns(_PROCESS.c.process_id, _PROCESS.c.name.label("process_name"))
        .add_columns(_FAILURE.c.failed_at, _FAILURE.c.message_vi, _FAILURE.c.message_en)
        .join(_FAILURE, _FAILURE.c.delivery_key == _DELIVERY.c.key)
        .join(_PROCESS, _PROCESS.c.key == _DELIVERY.c.definition_key)
        .where(*where)
        .order_by(_DELIVERY.c.key)
        .limit(100)
    )
    return tx.connection.execute(statement).all()
