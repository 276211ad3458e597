"""Send issued documents to their recipients: the outbox that a step of a case wrote in its own transaction.

A dispatch is claimed for a time, sent outside every transaction and marked. Whoever dies in between leaves it to the
next one, who sends it again under the same message id; the channel makes that one parcel. A channel that does not
answer is tried again, more and more slowly, for as long as it takes; no number and no recipient is lost.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from engine import faults
from engine.errors import EngineError, InputRejected, Text
from engine.exchange import RECALL, Attachment, DocumentMessage, Organisation
from engine.model.actor import SYSTEM
from engine.operations.dispatch.channels import Channel, Parcel
from engine.operations.documents.derive_document import read_case_document
from engine.operations.engine import Engine
from engine.operations.running.publish_message import publish_message
from engine.operations.unit_of_work import UnitOfWork
from engine.store import dispatches

STATUS_MESSAGE: Final = "msg_van_ban_di_tinh_trang"
LEASE: Final = timedelta(minutes=5)
FIRST_PAUSE_S: Final = 10.0
LONGEST_PAUSE_S: Final = 900.0
QUEUED, SENT, REFUSED = "QUEUED", "SENT", "REFUSED"


def send_due_dispatches(engine: Engine, *, limit: int = 10) -> tuple[int, tuple[EngineError, ...]]:
    """Send what is due, each on its own; give how many went out and what went wrong with any."""
    if not engine.settings.channels:
        return 0, ()
    with engine.unit_of_work() as uow:
        claimed = dispatches.claim_due(uow.transaction, until=uow.now + LEASE, limit=limit)
    sent = 0
    failures: list[EngineError] = []
    for row in claimed:
        try:
            _send(engine, row)
            sent += 1
        except InputRejected as error:
            _turn_down(engine, row, error)
            failures.append(error)
        except EngineError as error:
            _put_off(engine, row, error)
            failures.append(error)
        except Exception as error:  # noqa: BLE001  one broken dispatch must not keep all others waiting
            _put_off(engine, row, _broken(error))
            failures.append(_broken(error))
    return sent, tuple(failures)


def tell_case(uow: UnitOfWork, key: int, state: str, reason: str | None) -> None:
    """Let the case that waits for this recipient know."""
    variables = {"trang_thai_nhan": state, "ly_do_tu_choi": reason}
    publish_message(uow, SYSTEM, name=STATUS_MESSAGE, correlation_key=str(key), variables=variables)


def _send(engine: Engine, row: Mapping[Any, Any]) -> None:
    channel = _channel(engine, row["channel"])
    channel.send(Parcel(message_id=str(row["key"]), address=row["address"], message=_message(engine, row)))
    faults.reach("after_dispatch_sent")
    with engine.unit_of_work() as uow:
        marked = dispatches.change_dispatch(
            uow.transaction, row["key"], while_in=[QUEUED], state=SENT, sent_at=uow.now, last_error=None
        )
        if marked and not channel.answers:
            tell_case(uow, row["key"], "da_gui", None)


def _channel(engine: Engine, code: str) -> Channel:
    found = next((one for one in engine.settings.channels if one.code == code), None)
    if found is None:
        raise EngineError(
            Text(
                vi=f"Kênh gửi “{code}” không còn được cấu hình trên máy chủ này.",
                en=f"The channel “{code}” is no longer set up on this server.",
            ),
            code="channel_missing",
        )
    return found


def _message(engine: Engine, row: Mapping[Any, Any]) -> DocumentMessage:
    told = row["details"]
    files = []
    kept_in = int(told.get("case", row["instance_key"]))  # the case whose files these are
    carried = () if told["kind"] == RECALL else (row["document_key"], *(int(one) for one in told["appendices"]))
    for key in carried:
        record, content = read_case_document(engine, document_key=key, instance_key=kept_in)
        files.append(Attachment(file_name=record.file_name, content_type=record.content_type, content=content))
    return DocumentMessage(
        sender=Organisation(identifier=told["sender_id"], name=told["sender"]),
        receiver=Organisation(identifier=row["address"], name=row["recipient_name"]),
        number=told["number"],
        code=told["code"],
        issued_on=date.fromisoformat(told["issued_on"]),
        place=told["place"],
        type_name=told["type_name"],
        subject=told["subject"],
        signer=told["signer"],
        position=told["position"],
        competence=told["competence"],
        priority=told["priority"],
        due_on=date.fromisoformat(told["due_on"]) if told["due_on"] else None,
        kind=told["kind"],
        reason=told["reason"],
        concerns=told.get("reference", ""),
        sent_at=_moment(row),
        attachments=tuple(files),
    )


def _moment(row: Mapping[Any, Any]) -> datetime:
    made: datetime = row["created_at"]  # the same at every try
    return made


def _turn_down(engine: Engine, row: Mapping[Any, Any], error: EngineError) -> None:
    with engine.unit_of_work() as uow:
        values = {"state": REFUSED, "reason": error.text.vi, "answered_at": uow.now, "last_error": error.stable_code}
        if dispatches.change_dispatch(uow.transaction, row["key"], while_in=[QUEUED], **values):
            tell_case(uow, row["key"], "tu_choi", error.text.vi)


def _put_off(engine: Engine, row: Mapping[Any, Any], error: EngineError) -> None:
    pause = min(FIRST_PAUSE_S * 2.0 ** min(row["tries"], 20), LONGEST_PAUSE_S)
    with engine.unit_of_work() as uow:
        values = {"next_try_at": uow.now + timedelta(seconds=pause), "last_error": error.stable_code}
        dispatches.change_dispatch(uow.transaction, row["key"], while_in=[QUEUED], **values)


def _broken(cause: Exception) -> EngineError:
    failure = EngineError(
        Text(
            vi="Lỗi ngoài dự kiến khi gửi văn bản; người vận hành xem nhật ký của hệ thống.",
            en="Unexpected failure while a document was sent; the operator will find it in the log.",
        ),
        code="dispatch_broke",
    )
    failure.__cause__ = cause
    return failure
