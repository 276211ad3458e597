"""Publish a message: to one waiting case of each process, to what it starts, and to later ones while it lives."""

from datetime import timedelta

from engine.errors import Conflict, LimitExceeded, Text
from engine.model.actor import Actor
from engine.model.json_value import Variables
from engine.operations.access import require_permission
from engine.operations.unit_of_work import UnitOfWork
from engine.spiff import size_of
from engine.store.deliveries import buffered_ids, send_message


def publish_message(
    uow: UnitOfWork,
    actor: Actor,
    *,
    name: str,
    correlation_key: str = "",
    time_to_live: timedelta = timedelta(0),
    message_id: str | None = None,
    variables: Variables | None = None,
) -> int:
    """Send a message on its way and give its key; whoever waits takes it soon after, in a transaction of its own.

    While it lives (`time_to_live`) it also reaches those who begin to wait later, one case of each process in all, and
    no other with its `message_id` may be published. Needs CREATE on MESSAGE for this name. Raises NotPermitted,
    Conflict, LimitExceeded.
    """
    require_permission(uow, actor, "MESSAGE", "CREATE", name)
    values = dict(variables or {})
    if size_of(values) > uow.limits.variables_bytes:
        raise LimitExceeded(
            Text(
                vi="Dữ liệu của thông điệp quá lớn. Hãy đưa nội dung lớn vào tệp đính kèm.",
                en="The message's data are too large. Put large content into attachments.",
            )
        )
    living = buffered_ids(uow.transaction, name, correlation_key)
    if message_id and message_id in living:
        raise Conflict(
            Text(
                vi="Thông điệp có mã này đã được gửi. Không có gì thay đổi.",
                en="A message of this id has been published already. Nothing has changed.",
            ),
            code="message_already_published",
        )
    if time_to_live and len(living) >= uow.limits.buffered_messages:
        raise LimitExceeded(
            Text(
                vi=f"Đã có {len(living)} thông điệp cùng tên và khóa đang chờ nơi nhận. Hãy gửi lại sau.",
                en=f"{len(living)} messages of this name and key wait for somebody to take them. Publish it later.",
            )
        )
    return send_message(
        uow.transaction,
        name,
        correlation_key,
        values,
        expires_at=uow.now + time_to_live,
        message_id=message_id or None,
    )
