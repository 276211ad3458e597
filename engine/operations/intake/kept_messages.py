"""What the registry does about a message that did not come in: have it read again, or refuse it."""

from collections.abc import Mapping
from typing import Any

from engine.errors import Conflict, InputRejected, Text
from engine.exchange import NEW, StatusCode
from engine.model.actor import Actor
from engine.operations.intake.keepers import message_not_found, require_keeper, written_reason
from engine.operations.unit_of_work import UnitOfWork
from engine.store import axis_messages


def read_again(uow: UnitOfWork, actor: Actor, *, key: int) -> None:
    """Have a kept message taken as if it came now; the worker does it soon after, and keeps it again if it must.

    Raises NotFound, NotPermitted, InputRejected (its bytes are not here), Conflict (somebody has settled it).
    """
    row = _kept(uow, actor, key)
    if row["document_key"] is None:
        raise InputRejected(
            Text(
                vi="Nội dung thông điệp không được giữ lại; đề nghị nơi gửi gửi lại.",
                en="The message's content was not kept; ask the sender to send it again.",
            ),
            code="axis_message_without_content",
        )
    axis_messages.change_message(uow.transaction, key, state="AGAIN")


def refuse_message(uow: UnitOfWork, actor: Actor, *, key: int, reason: str) -> None:
    """Refuse a kept message with a reason; the sender is told where the message says who that is and of what document.

    Raises NotFound, NotPermitted, Conflict, InputRejected.
    """
    row = _kept(uow, actor, key)
    why = written_reason(reason, needed=True)
    known = row["sender_id"] is not None and row["reference"] is not None
    if known:
        code = StatusCode.REFUSED if row["kind"] == NEW else StatusCode.CHANGE_REFUSED
        axis_messages.add_answer(uow.transaction, message_key=key, status_code=code.value, description=why)
    axis_messages.change_message(
        uow.transaction,
        key,
        state="REFUSED" if known else "SET_ASIDE",
        said=why,
        decided_at=uow.now,
        decided_by=actor.username,
    )


def _kept(uow: UnitOfWork, actor: Actor, key: int) -> Mapping[Any, Any]:
    require_keeper(uow, actor)
    row = axis_messages.lock_message(uow.transaction, key)
    if row is None:
        raise message_not_found()
    if row["state"] != "KEPT":
        raise Conflict(
            Text(vi="Thông điệp này đã được xử lý. Không có gì thay đổi.", en="It is settled. Nothing has changed."),
            code="axis_message_settled",
        )
    return row
