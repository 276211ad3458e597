"""Tell senders what became of their documents: an outbox, tried more and more slowly until the axis has taken each.

The statuses of one message go out in the order in which they were written.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from engine.errors import EngineError, InputRejected
from engine.exchange import Organisation, StatusCode, StatusMessage, build_status
from engine.operations.dispatch.axis_channel import AxisChannel
from engine.operations.engine import Engine
from engine.operations.intake.axis_in_use import axis_of
from engine.store import axis_messages

LEASE: Final = timedelta(minutes=5)
FIRST_PAUSE_S: Final = 10.0
LONGEST_PAUSE_S: Final = 900.0
_OUTSIDE: Final = "SECRET"  # the state of a message that proved to be so


def send_answers(engine: Engine, *, limit: int = 20) -> tuple[int, tuple[EngineError, ...]]:
    """Send what is due, each on its own; give how many went out and what went wrong with any."""
    channel = axis_of(engine)
    if channel is None:
        return 0, ()
    with engine.unit_of_work() as uow:
        claimed = axis_messages.claim_answers(uow.transaction, until=uow.now + LEASE, limit=limit)
    sent, failures = 0, []
    for row in claimed:
        try:
            channel.report(f"{row['message_key']}-{row['status_code']}", build_status(_status(channel, row)))
        except EngineError as error:
            _not_sent(engine, row, error)
            failures.append(error)
            continue
        with engine.unit_of_work() as uow:
            axis_messages.change_answer(uow.transaction, row["key"], state="SENT", sent_at=uow.now, last_error=None)
            if row["message_state"] == _OUTSIDE:  # its number was kept for this answer only
                axis_messages.change_message(uow.transaction, row["message_key"], reference=None)
        sent += 1
    return sent, tuple(failures)


def _status(channel: AxisChannel, row: Mapping[Any, Any]) -> StatusMessage:
    return StatusMessage(
        sender=Organisation(identifier=row["receiver_id"] or channel.organisation, name=""),
        receiver=Organisation(identifier=row["sender_id"], name=row["sender_name"] or ""),
        document_id=row["reference"],
        code=StatusCode(row["status_code"]),
        description=row["description"],
        at=row["created_at"],  # the same at every try
    )


def _not_sent(engine: Engine, row: Mapping[Any, Any], error: EngineError) -> None:
    pause = min(FIRST_PAUSE_S * 2.0 ** min(row["tries"], 20), LONGEST_PAUSE_S)
    with engine.unit_of_work() as uow:
        values: dict[str, Any] = {"last_error": error.stable_code}
        if isinstance(error, InputRejected):  # the axis has looked at it and does not want it
            values["state"] = "TURNED_DOWN"
        else:
            values["next_try_at"] = uow.now + timedelta(seconds=pause)
        axis_messages.change_answer(uow.transaction, row["key"], **values)
