"""A sender recalls, updates or replaces a document that we have: told in its case, decided by the registry.

Nothing of the case changes by itself. Agreed to, a recall ends the handling (the document stays, the case says so), an
update or replacement adds the new files to the case. The sender is told either way.
"""

from collections.abc import Mapping
from typing import Any, Final

from engine.errors import Conflict, Text
from engine.exchange import RECALL, REPLACE, UPDATE, DocumentMessage, StatusCode
from engine.model.actor import SYSTEM, Actor
from engine.operations.access import NOTHING, require_case_access
from engine.operations.cases.record_event import record_event
from engine.operations.documents.attach_documents import attach_documents
from engine.operations.engine import Engine
from engine.operations.intake.keep_message import CODE, REGISTRY
from engine.operations.intake.keepers import LONGEST_REASON, message_not_found, require_keeper, written_reason
from engine.operations.intake.note_message import note_message
from engine.operations.intake.store_files import NotLetIn, store_files
from engine.operations.running.publish_message import publish_message
from engine.operations.unit_of_work import UnitOfWork
from engine.store import axis_messages
from engine.store.notices import insert_notices, people_of
from engine.store.queries.called_cases import case_row
from engine.store.queries.case_people import members

RECALLED_MESSAGE: Final = "msg_van_ban_den_thu_hoi"
ASKED: Final[Mapping[int, tuple[str, Text]]] = {
    RECALL: ("SenderRecalls", Text(vi="thu hồi", en="recall")),
    UPDATE: ("SenderUpdates", Text(vi="cập nhật", en="update")),
    REPLACE: ("SenderReplaces", Text(vi="thay thế", en="replace")),
}
_USER: Final = "user:"


def note_change(engine: Engine, message_id: str, message: DocumentMessage, *, in_place_of: int | None = None) -> None:
    """Note what the sender wants of a document that came before; raises NotLetIn, SecretMessage.

    Its files come in at once, judged, but belong to no case before the registry agrees.
    """
    with engine.unit_of_work() as uow:
        earlier = axis_messages.taken_of(
            uow.connection, reference=message.concerns, sender_id=message.sender.identifier
        )
    if earlier is None:
        raise NotLetIn(_unknown(message), "axis_document_unknown", message)
    files = store_files(engine, message_id, message)
    with engine.unit_of_work() as uow:
        case = int(earlier["instance_key"])
        action, asked = ASKED[message.kind]
        said = message.reason[:LONGEST_REASON]
        # The case's row first, as everywhere.
        record_event(uow, SYSTEM, instance_key=case, action=action, reason=said)
        key = note_message(
            uow,
            message_id,
            message,
            state="WAITING",
            in_place_of=in_place_of,
            reference=message.concerns,
            said=said,
            instance_key=case,
            concerned_key=earlier["key"],
            files=list(files),
        )
        if key is None:
            raise Conflict(Text(vi="Thông điệp đã được nhận.", en="The message has been taken."), code="axis_taken")
        _tell(uow, case, key, asked, message.sender.name or message.sender.identifier)


def decide_change(uow: UnitOfWork, actor: Actor, *, key: int, agree: bool, reason: str = "") -> None:
    """Agree to what the sender wants, or refuse it with a reason; the sender is told, the case says it.

    Raises NotFound, NotPermitted, Conflict (decided before), InputRejected (no reason).
    """
    row = _waiting(uow, actor, key)
    why = written_reason(reason, needed=not agree)
    case = int(row["instance_key"])
    action, asked = "SenderRequestAgreed" if agree else "SenderRequestRefused", ASKED[row["kind"]][1]
    record_event(uow, actor, instance_key=case, action=action, reason=why, vi=asked.vi, en=asked.en)
    if agree:
        attach_documents(uow, SYSTEM, keys=row["files"], instance_key=case, field="tep")
    code = StatusCode.CHANGE_AGREED if agree else StatusCode.CHANGE_REFUSED
    axis_messages.add_answer(uow.transaction, message_key=key, status_code=code.value, description=why)
    axis_messages.change_message(
        uow.transaction,
        key,
        state="AGREED" if agree else "REFUSED",
        files=[],
        decided_at=uow.now,
        decided_by=actor.username,
    )
    if agree and row["kind"] == RECALL:
        number = case_row(uow.connection, case).business_id
        publish_message(uow, SYSTEM, name=RECALLED_MESSAGE, correlation_key=number)


def _waiting(uow: UnitOfWork, actor: Actor, key: int) -> Mapping[Any, Any]:
    """Lock the message, after its case; raises unless the actor may decide on it and it waits."""
    require_keeper(uow, actor)
    row = axis_messages.lock_message(uow.transaction, key)
    case = row["instance_key"] if row is not None else None
    require_case_access(uow, actor, case or NOTHING, missing=message_not_found)
    if row is None or case is None:
        raise message_not_found()
    if row["state"] != "WAITING":
        raise Conflict(
            Text(vi="Yêu cầu này đã có kết luận. Không có gì thay đổi.", en="It is decided. Nothing has changed."),
            code="axis_change_decided",
        )
    return row


def _tell(uow: UnitOfWork, case: int, key: int, asked: Text, sender: str) -> None:
    named = [row.principal.removeprefix(_USER) for row in members(uow.connection, case) if row.until is None]
    people = people_of(uow.connection, usernames=named, groups=[REGISTRY], instance_key=case)
    number = case_row(uow.connection, case).business_id
    insert_notices(
        uow.transaction,
        people,
        instance_key=case,
        code=CODE,
        data={
            "vi": f"{sender} đề nghị {asked.vi} văn bản của hồ sơ {number}. Văn thư xem xét, trả lời.",
            "en": f"{sender} wants to {asked.en} the document of case {number}. The registry decides and answers.",
        },
        source_key=f"axis:{key}",
    )


def _unknown(message: DocumentMessage) -> Text:
    asked = ASKED[message.kind][1]
    return Text(
        vi=f"Nơi gửi đề nghị {asked.vi} một văn bản chưa từng nhận qua trục ({message.concerns[:120]}).",
        en=f"The sender wants to {asked.en} a document that never came over the axis ({message.concerns[:120]}).",
    )
