"""Take the documents that wait for us off the axis: each once, one case each, or kept with the reason why not.

The axis gives a message until it is told that we have it. What we do with it stands in one transaction with its id; who
dies before telling the axis tells it at the next round. Files come in before that transaction, each under the name of
its message, so that a second round finds them. Only when the database, the file store or the axis does not answer does
a message stay where it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from engine import faults
from engine.errors import EngineError, InputRejected, Text, Unavailable
from engine.exchange import (
    NEW,
    DocumentMessage,
    MessageRefused,
    Organisation,
    SecretMessage,
    StatusCode,
    StatusMessage,
    build_status,
    read_received,
)
from engine.model.actor import SYSTEM
from engine.operations.cases.create_instance import begin_case
from engine.operations.dispatch.axis_channel import AxisChannel
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.engine import Engine
from engine.operations.intake.axis_in_use import axis_of
from engine.operations.intake.changes import note_change
from engine.operations.intake.first_answers import first_answers
from engine.operations.intake.keep_message import keep_message, read_xml
from engine.operations.intake.note_message import note_message
from engine.operations.intake.store_files import NotLetIn, store_files
from engine.operations.unit_of_work import UnitOfWork
from engine.store import axis_messages
from engine.store.queries.definitions import definition_rows
from engine.store.starts import message_start

START_MESSAGE: Final = "msg_van_ban_den_truc"
FILES: Final = "tep"  # the field of the form that names the files
_REFUSAL: Final = "Văn bản có dấu độ mật không nhận qua trục liên thông; đề nghị gửi theo đường văn bản mật."


@dataclass(slots=True)
class Taken:
    """What one round did."""

    cases: int = 0
    changes: int = 0
    kept: int = 0
    secret: int = 0
    failures: list[EngineError] = field(default_factory=list)  # of what stays on the axis for the next round

    @property
    def count(self) -> int:
        """Count the messages that were taken off the axis."""
        return self.cases + self.changes + self.kept + self.secret


def take_messages(engine: Engine) -> Taken:
    """Take what waits; a message that fails keeps no other one waiting."""
    taken, channel = Taken(), axis_of(engine)
    if channel is None:
        return taken
    for row in _again(engine):
        try:
            _read_again(engine, channel, row, taken)
        except EngineError as error:
            taken.failures.append(error)
    try:
        for message_id in channel.waiting_documents():
            try:
                _take(engine, channel, message_id, taken)
            except EngineError as error:
                taken.failures.append(error)
    except EngineError as error:
        taken.failures.append(error)
    return taken


def _take(engine: Engine, channel: AxisChannel, message_id: str, taken: Taken) -> None:
    with engine.unit_of_work() as uow:
        noted = axis_messages.is_noted(uow.connection, message_id)
    if not noted:
        readable = _take_new(engine, channel, message_id, taken)
        faults.reach("before_axis_confirmed")
    else:
        readable = True  # by a round that died before it could tell
    channel.done(message_id, taken=readable)


def _take_new(engine: Engine, channel: AxisChannel, message_id: str, taken: Taken) -> bool:
    """Take a message that nobody has taken; False when it could not be read."""
    xml = channel.document(message_id)
    if xml is None:
        keep_message(engine, message_id, None, _too_large())
        taken.kept += 1
        return False
    try:
        _take_xml(engine, channel, message_id, xml, taken)
    except SecretMessage as secret:
        _leave_outside(engine, channel, message_id, secret)
        taken.secret += 1
    except Unavailable:
        raise
    except InputRejected as error:
        keep_message(engine, message_id, xml, error.text, error.message if isinstance(error, NotLetIn) else None)
        taken.kept += 1
        return not isinstance(error, MessageRefused)
    except EngineError:
        raise
    except Exception as error:  # noqa: BLE001  whatever strangers make us stumble over is kept and shown, never lost
        keep_message(engine, message_id, xml, _unforeseen(error))
        taken.kept += 1
        return False
    return True


def _again(engine: Engine) -> Sequence[Mapping[Any, Any]]:
    with engine.unit_of_work() as uow:
        return axis_messages.to_read_again(uow.connection)


def _read_again(engine: Engine, channel: AxisChannel, row: Mapping[Any, Any], taken: Taken) -> None:
    """Take a message that was kept; what stands in the way this time is kept with it."""
    key, xml = row["key"], read_xml(engine, row["document_key"])
    try:
        _take_xml(engine, channel, row["message_id"], xml, taken, in_place_of=key)
    except InputRejected as error:
        with engine.unit_of_work() as uow:
            reason = {"vi": error.text.vi, "en": error.text.en}
            axis_messages.change_message(uow.transaction, key, state="KEPT", reason=reason)


def _take_xml(
    engine: Engine, channel: AxisChannel, message_id: str, xml: bytes, taken: Taken, *, in_place_of: int | None = None
) -> None:
    """Read a message and begin its case, or note what it wants of an earlier one. Raises what stands in the way.

    `in_place_of` is the key of the row under which it was kept until now.
    """
    with engine.unit_of_work() as uow:
        now = uow.now
    message = read_received(xml, trusted=channel.trusted, at=now)
    if isinstance(message, StatusMessage):
        raise MessageRefused(
            Text(vi="Thông điệp là báo trạng thái, không phải văn bản.", en="The message is a status, no document."),
            code="axis_message_refused",
        )
    if message.kind != NEW:
        note_change(engine, message_id, message, in_place_of=in_place_of)
        taken.changes += 1
        return
    files = store_files(engine, message_id, message)
    with engine.unit_of_work() as uow:
        if _begin(uow, message_id, message, files, in_place_of):
            taken.cases += 1


def _begin(
    uow: UnitOfWork, message_id: str, message: DocumentMessage, files: tuple[int, ...], in_place_of: int | None
) -> bool:
    """Begin the case of a document; False when somebody else has. All of it stands or falls together."""
    found = message_start(uow.connection, START_MESSAGE)
    if found is None:
        raise Unavailable(
            Text(
                vi="Chưa có quy trình nào nhận văn bản từ trục liên thông.",
                en="No process takes documents from the axis.",
            ),
            code="axis_process_missing",
        )
    definition_key, start_id = found
    key = note_message(uow, message_id, message, state="TAKEN", in_place_of=in_place_of)
    if key is None:
        return False
    [row] = definition_rows(uow.connection, key=definition_key)
    # As plain variables: what an event brings would stand on the chain for ever, and a paper may yet prove secret.
    case = begin_case(uow, SYSTEM, row, first_answers(uow, message, files), start_id=start_id, brought={})
    attach_documents(uow, SYSTEM, keys=files, instance_key=case, field=FILES)
    axis_messages.change_message(uow.transaction, key, instance_key=case)
    axis_messages.add_answer(uow.transaction, message_key=key, status_code=StatusCode.ARRIVED.value, description="")
    return True


def _leave_outside(engine: Engine, channel: AxisChannel, message_id: str, secret: SecretMessage) -> None:
    """Answer the sender of a secret paper and note that one came; nothing of it is kept, not even its number."""
    if secret.sender is not None and secret.reference:
        with engine.unit_of_work() as uow:
            now = uow.now
        status = StatusMessage(
            sender=Organisation(identifier=channel.organisation, name=""),
            receiver=secret.sender,
            document_id=secret.reference,
            code=StatusCode.REFUSED,
            description=_REFUSAL,
            at=now,
        )
        # At once, not through the outbox: that would have to keep the document's number.
        channel.report(f"{message_id}-02", build_status(status))
    keep_message(engine, message_id, None, secret.text, secret.sender, state="SECRET")


def _too_large() -> Text:
    return Text(
        vi="Thông điệp lớn hơn 64 MB, không tải về. Đề nghị nơi gửi tách tệp.",
        en="The message is larger than 64 MB and was not fetched. Ask the sender to send the files apart.",
    )


def _unforeseen(error: Exception) -> Text:
    name = type(error).__name__
    return Text(
        vi=f"Lỗi ngoài dự kiến khi đọc thông điệp ({name}); người vận hành xem nhật ký của hệ thống.",
        en=f"Unexpected failure while the message was read ({name}); the operator will find it in the log.",
    )
