"""Write the row of a message that came over the axis: the one place that says what of a message is kept in it."""

from typing import Any

from engine.exchange import DocumentMessage, Organisation
from engine.operations.intake.first_answers import symbol_of
from engine.operations.unit_of_work import UnitOfWork
from engine.store import axis_messages


def note_message(
    uow: UnitOfWork,
    message_id: str,
    told: DocumentMessage | Organisation | None,
    *,
    state: str,
    in_place_of: int | None = None,
    **more: Any,
) -> int | None:
    """Note a message in `state`; give the key of its row, None when it has been noted before.

    `told` is as much as could be read of it: all, its sender alone, or nothing. `in_place_of` is the key of the row
    under which it was kept until now; `more` are further columns, in the place of what the message says itself.
    """
    key = uow.new_key()
    columns = {**_columns(told), "state": state, **more}
    noted = axis_messages.add_message(
        uow.transaction, key=key, message_id=message_id, in_place_of=in_place_of, **columns
    )
    return key if noted else None


def _columns(told: DocumentMessage | Organisation | None) -> dict[str, Any]:
    """Give what a message says itself: who sent it, and where all of it was read, to whom, and of what document."""
    if told is None:
        return {}
    sender = told.sender if isinstance(told, DocumentMessage) else told
    columns: dict[str, Any] = {"sender_id": sender.identifier, "sender_name": sender.name}
    if isinstance(told, DocumentMessage):
        columns |= {
            "kind": told.kind,
            "receiver_id": told.receiver.identifier,
            "reference": told.reference or None,
            "symbol": symbol_of(told),
        }
    return columns
