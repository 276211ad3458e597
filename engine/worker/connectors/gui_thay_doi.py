"""Connector `gui-thay-doi`: tells one recipient that a document is recalled, updated or replaced (P04).

Reads `van_ban_goc` (the case that issued it), `noi_nhan_ma`, `loai_xu_ly`, `ly_do` and, for an update or a replacement,
`van_ban_thay_the` (the case that issued the new one). It goes the way that the document went. Sets `ma_gui`,
`ten_noi_nhan` and `trang_thai_gui`: `noi_bo` (inside: a recalled file is taken out of their reach at once),
`dang_gui`, or `ben_ngoai` (on paper).
"""

from collections.abc import Mapping
from typing import Any, Final

from engine.errors import InputRejected, Text
from engine.exchange import RECALL, REPLACE, UPDATE
from engine.model.json_value import JsonValue
from engine.model.records import JobRecord
from engine.operations.dispatch.channels import INSIDE, PAPER
from engine.operations.dispatch.issued_document import IssuedDocument
from engine.operations.engine import Engine
from engine.operations.unit_of_work import UnitOfWork
from engine.store import dispatches, notices
from engine.store.document_readers import readers_of, remove_readers
from engine.worker.connectors.gui_noi_nhan import OUTSIDE, SENDING, WITHIN
from engine.worker.connectors.inputs import required_text, text
from engine.worker.connectors.issued import issued_for
from engine.worker.connectors.registry import Connector, finish, source_key
from engine.worker.connectors.thong_bao import CODE, LONGEST

KINDS: Final[Mapping[str, int]] = {"thu_hoi": RECALL, "dinh_chinh": UPDATE, "cap_nhat": UPDATE, "thay_the": REPLACE}
_WORDS: Final[Mapping[int, tuple[str, str]]] = {
    RECALL: ("Thu hồi văn bản số", "Document recalled:"),
    UPDATE: ("Đính chính, cập nhật văn bản số", "Document corrected:"),
    REPLACE: ("Thay thế văn bản số", "Document replaced:"),
}


def run(engine: Engine, job: JobRecord) -> None:
    """Put the change on its way together with the job's completion."""
    code, kind, reason = required_text(job, "noi_nhan_ma"), KINDS[required_text(job, "loai_xu_ly")], text(job, "ly_do")
    with engine.unit_of_work() as uow:
        original = _found(issued_for(uow, job, required_text(job, "van_ban_goc")))
        sent = original.to(code)
        if sent is None:
            raise _never_sent()
        new = _found(issued_for(uow, job, required_text(job, "van_ban_thay_the"))) if kind != RECALL else original
        key = uow.new_key()
    usable = {one.code for one in engine.settings.channels}
    channel = sent["channel"] if sent["channel"] == INSIDE or sent["channel"] in usable else PAPER
    state = {INSIDE: WITHIN, PAPER: OUTSIDE}.get(channel, SENDING)
    carried = new.sent[0]

    def leave(uow: UnitOfWork) -> None:
        if channel == INSIDE:
            _tell_inside(uow, job, original, sent, kind)
        dispatches.insert_dispatch(
            uow.transaction,
            key=key,
            source_key=source_key(job),
            instance_key=job.instance_key,
            document_key=carried["document_key"],
            recipient_code=code,
            recipient_name=sent["recipient_name"],
            channel=channel,
            address=sent["address"],
            reference=sent["reference"],
            details={
                **carried["details"],
                "kind": kind,
                "reason": reason,
                "reference": sent["reference"],
                "case": str(new.instance_key),
            },
            state={WITHIN: "ACCEPTED", SENDING: "QUEUED", OUTSIDE: "BY_HAND"}[state],
            sent_at=uow.now if state == WITHIN else None,
            next_try_at=uow.now if state == SENDING else None,
        )

    told: dict[str, JsonValue] = {
        "ma_gui": str(key),
        "ten_noi_nhan": sent["recipient_name"],
        "trang_thai_gui": state,
        "trang_thai_nhan": "da_tiep_nhan" if state == WITHIN else None,
    }
    finish(engine, job, told, leave)


def _tell_inside(uow: UnitOfWork, job: JobRecord, original: IssuedDocument, sent: Mapping[Any, Any], kind: int) -> None:
    readers = readers_of(uow.connection, sent["document_key"])
    if kind == RECALL:
        remove_readers(uow.transaction, sent["document_key"])
    vietnamese, english = _WORDS[kind]
    notices.insert_notices(
        uow.transaction,
        readers,
        instance_key=job.instance_key,
        code=CODE,
        data={
            "vi": f"{vietnamese} {original.number}: {original.subject}"[:LONGEST],
            "en": f"{english} {original.number}: {original.subject}"[:LONGEST],
            "element_id": job.element_id,
        },
        source_key=source_key(job),
    )


def _found(document: IssuedDocument | None) -> IssuedDocument:
    if document is None:
        raise InputRejected(
            Text(
                vi="Không tìm thấy văn bản đã phát hành theo mã hồ sơ đã ghi. Sửa mã rồi chọn Chạy lại.",
                en="There is no issued document of the case id given. Mend the id, then retry.",
            ),
            code="issued_document_missing",
        )
    return document


def _never_sent() -> InputRejected:
    return InputRejected(
        Text(vi="Văn bản này chưa gửi nơi nhận ấy.", en="This document was not sent to that recipient."),
        code="never_sent",
    )


CONNECTOR = Connector(job_type="gui-thay-doi", run=run)
