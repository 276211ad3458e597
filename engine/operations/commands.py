"""Receipts of commands: the same command id from the same actor has one effect, however often it is sent."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import CommandReceipt
from engine.store.tables.core import core

_RECEIPT = core(CommandReceipt)


def first_result(uow: UnitOfWork, actor: Actor, command_id: str) -> int | None:
    """Give the key that the command made when it was first done, None if it has not been done."""
    mine = (_RECEIPT.c.command_id == command_id) & (_RECEIPT.c.actor == actor.username)
    return uow.connection.execute(select(_RECEIPT.c.result_key).where(mine)).scalar_one_or_none()


def remember(uow: UnitOfWork, actor: Actor, command_id: str, result_key: int) -> None:
    """Keep the receipt; two doing the same at once: the second waits here, then raises Conflict and is undone."""
    row = {"command_id": command_id, "actor": actor.username, "result_key": result_key, "at": uow.now}
    # RETURNING, since the driver's row count of such an insert is not told (-1).
    kept = insert(_RECEIPT).values(row).on_conflict_do_nothing().returning(_RECEIPT.c.result_key)
    if uow.connection.execute(kept).scalar_one_or_none() is None:
        raise Conflict(
            Text(
                vi="Yêu cầu này đã được gửi và đang được xử lý. Không gửi lần thứ hai.",
                en="This request has been sent already and is being processed. Nothing was sent twice.",
            ),
            code="command_repeated",
        )


def forget_before(uow: UnitOfWork, age: timedelta) -> int:
    """Drop receipts older than `age`; give their number."""
    return uow.connection.execute(delete(_RECEIPT).where(_RECEIPT.c.at < uow.now - age)).rowcount
