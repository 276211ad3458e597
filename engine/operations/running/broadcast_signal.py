"""Broadcast a signal to every case that waits for it."""

from engine.errors import LimitExceeded, Text
from engine.model.actor import Actor
from engine.model.json_value import Variables
from engine.operations.access import require_permission
from engine.operations.unit_of_work import UnitOfWork
from engine.spiff import size_of
from engine.store.deliveries import send_signal


def broadcast_signal(uow: UnitOfWork, actor: Actor, *, name: str, variables: Variables | None = None) -> int:
    """Send a signal on its way to all that wait for it now; give the signal's key.

    Each case takes it soon after this command, in a transaction of its own. Needs CREATE on MESSAGE for this name.
    Raises NotPermitted, LimitExceeded.
    """
    require_permission(uow, actor, "MESSAGE", "CREATE", name)
    values = dict(variables or {})
    if size_of(values) > uow.limits.variables_bytes:
        raise LimitExceeded(
            Text(
                vi="Dữ liệu của tín hiệu quá lớn. Hãy đưa nội dung lớn vào tệp đính kèm.",
                en="The signal's data are too large. Put large content into attachments.",
            )
        )
    send_signal(uow.transaction, name, values)
    return uow.new_key()
