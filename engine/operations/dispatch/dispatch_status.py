"""What becomes of a dispatch at its receiver: reported over the axis, or recorded by the registry for the body."""

from collections.abc import Mapping
from typing import Any, Final

from engine.errors import EngineError
from engine.exchange import NEW, MessageRefused, StatusCode, StatusMessage, read_message
from engine.operations.dispatch.axis_channel import AxisChannel
from engine.operations.dispatch.send_dispatches import REFUSED, SENT, tell_case
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import dispatches

ARRIVED, ACCEPTED, BY_HAND, QUEUED = "ARRIVED", "ACCEPTED", "BY_HAND", "QUEUED"
_BEFORE: Final[Mapping[str, tuple[str, ...]]] = {
    ARRIVED: (QUEUED, SENT),  # an answer may overtake the sender's own mark
    ACCEPTED: (QUEUED, SENT, ARRIVED, ACCEPTED),
    REFUSED: (QUEUED, SENT, ARRIVED),
}
_STATES: Final[Mapping[StatusCode, str]] = {
    StatusCode.ARRIVED: ARRIVED,
    StatusCode.REFUSED: REFUSED,
    StatusCode.ACCEPTED: ACCEPTED,
    StatusCode.ASSIGNED: ACCEPTED,
    StatusCode.IN_WORK: ACCEPTED,
    StatusCode.DONE: ACCEPTED,
    StatusCode.TAKEN_BACK: REFUSED,
    StatusCode.CHANGE_AGREED: ACCEPTED,
    StatusCode.CHANGE_REFUSED: REFUSED,
}
_RECORDED: Final[Mapping[str, str]] = {
    "da_gui": SENT,
    "da_den": ARRIVED,
    "da_tiep_nhan": ACCEPTED,
    "tu_choi": REFUSED,
    "thoi_gui": REFUSED,
}


def take_axis_statuses(engine: Engine) -> tuple[int, tuple[EngineError, ...]]:
    """Take the status messages that wait on the axis; one that cannot be read is told so there and passed over."""
    taken = 0
    failures: list[EngineError] = []
    for channel in engine.settings.channels:
        if not isinstance(channel, AxisChannel):
            continue
        try:
            for key, xml in channel.received():
                try:
                    message = read_message(xml)
                    if isinstance(message, StatusMessage):
                        with engine.unit_of_work() as uow:
                            take_status(uow, message)
                    channel.done(key, taken=True)
                    taken += 1
                except MessageRefused as error:
                    channel.done(key, taken=False)
                    failures.append(error)
                except EngineError as error:  # it stays there for the next round, and keeps no other one waiting
                    failures.append(error)
        except EngineError as error:
            failures.append(error)
    return taken, tuple(failures)


def take_status(uow: UnitOfWork, message: StatusMessage) -> bool:
    """Note what a receiver reports and tell the case when it settles the matter. Twice is once; False: not ours."""
    sent = dispatches.sent_to(uow.connection, reference=message.document_id, address=message.sender.identifier)
    changes = message.code in {StatusCode.CHANGE_AGREED, StatusCode.CHANGE_REFUSED}
    meant = [one for one in sent if (one["details"]["kind"] != NEW) is changes]
    for row in meant:
        _take(uow, row, message)
    return bool(meant)


def _take(uow: UnitOfWork, row: Mapping[Any, Any], message: StatusMessage) -> None:
    state = _STATES[message.code]
    noted = dispatches.change_dispatch(
        uow.transaction,
        row["key"],
        while_in=_BEFORE[state],
        state=state,
        status_code=message.code.value,
        reason=message.description or None,
        answered_at=uow.now,
        sent_at=row["sent_at"] or uow.now,
    )
    if noted and state == REFUSED:
        tell_case(uow, row["key"], "tu_choi", message.description or None)
    elif noted and state == ACCEPTED:
        tell_case(uow, row["key"], "da_tiep_nhan", None)


def note_recorded(uow: UnitOfWork, *, key: int, instance_key: int, recorded: str, reason: str | None) -> None:
    """Keep what the case says of a recipient (the registry recorded it, or a message told it)."""
    row = dispatches.dispatch_of(uow.connection, key)
    state = _RECORDED.get(recorded)
    if row is None or row["instance_key"] != instance_key or state is None or row["state"] == state:
        return
    values: dict[str, Any] = {"state": state, "reason": reason, "answered_at": uow.now}
    if row["sent_at"] is None and state != REFUSED:
        values["sent_at"] = uow.now
    dispatches.change_dispatch(uow.transaction, key, while_in=[row["state"]], **values)
