"""Messages of the axis: what is written is read back, and what nobody should trust is refused."""

import base64
import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from engine.exchange import (
    RECALL,
    Attachment,
    DocumentMessage,
    MessageRefused,
    Organisation,
    StatusCode,
    StatusMessage,
    build_document,
    build_status,
    document_id,
    read_message,
)

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=timezone(timedelta(hours=7)))
OFFICE = Organisation(identifier="H99.01", name="Văn phòng Đoàn ĐBQH và HĐND tỉnh Hải Sơn")
MESSAGE = DocumentMessage(
    sender=OFFICE,
    receiver=Organisation(identifier="H99.13", name="Sở Xây dựng"),
    number="719",
    code="HĐND-CTHĐND",
    issued_on=date(2026, 11, 25),
    place="Hải Sơn",
    type_name="Công văn",
    subject="đôn đốc <gửi> hồ sơ & dự thảo “nghị quyết”",
    signer="Đỗ Hữu Khoan",
    position="PHÓ CHỦ TỊCH",
    competence="KT",
    priority="khan",
    due_on=date(2026, 11, 30),
    sent_at=NOON,
    attachments=(
        Attachment(file_name="Công văn 719.pdf", content_type="application/pdf", content=b"%PDF-1.7\n" * 1000),
        Attachment(file_name="Phụ lục.xlsx", content_type="application/vnd.ms-excel", content=b"\x00\xff"),
    ),
)
XML = build_document(MESSAGE)


def test_a_document_comes_back_as_it_went() -> None:
    assert read_message(XML) == MESSAGE
    assert build_document(MESSAGE) == XML, "the same message twice is the same bytes"


def test_a_recall_says_why() -> None:
    values = {name: getattr(MESSAGE, name) for name in DocumentMessage.__dataclass_fields__}
    recall = DocumentMessage(
        **{**values, "kind": RECALL, "reason": "Gửi nhầm nơi", "concerns": "H99.01,2026/11/25,719/HĐND-CTHĐND"}
    )
    assert read_message(build_document(recall)) == recall


@pytest.mark.parametrize("code", list(StatusCode))
def test_a_status_names_the_document_that_it_is_about(code: StatusCode) -> None:
    name = document_id("H99.01", date(2026, 11, 25), "719/HĐND-CTHĐND")
    assert name == "H99.01,2026/11/25,719/HĐND-CTHĐND"
    status = StatusMessage(
        sender=MESSAGE.receiver,
        receiver=Organisation(identifier="H99.01", name=""),
        document_id=name,
        code=code,
        description="Sai thẩm quyền",
        at=NOON,
    )
    assert read_message(build_status(status)) == status


def _bomb() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lớn.pdf", b"0" * (101 * 1024 * 1024))
    return base64.b64encode(memory.getvalue())


def _with_content(content: bytes) -> bytes:
    start = XML.index(b"<edXML:Content>") + len(b"<edXML:Content>")
    return XML[:start] + content + XML[XML.index(b"</edXML:Content>") :]


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + XML,
        XML.replace(b"2026/11/25", b"25-11-2026"),
        XML.replace(b">0</edXML:BussinessDocType>", b">9</edXML:BussinessDocType>"),
        XML.replace(b"<edXML:Subject>", b"<edXML:Other>").replace(b"</edXML:Subject>", b"</edXML:Other>"),
        _with_content(b"not base64!"),
        _with_content(base64.b64encode(b"no zip")),
        _with_content(_bomb()),
    ],
    ids=["empty", "foreign", "entity", "date", "kind", "no subject", "no base64", "no zip", "bomb"],
)
def test_what_cannot_be_trusted_is_refused_in_both_languages(xml: bytes) -> None:
    with pytest.raises(MessageRefused) as refused:
        read_message(xml)
    assert refused.value.stable_code == "axis_message_refused"
    assert refused.value.text.vi != refused.value.text.en


def test_files_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Attachment(file_name="a.pdf", content_type="application/pdf", content=bytes(100_000))
    message = replace(MESSAGE, attachments=(file, replace(file, file_name="b.pdf")))
    assert read_message(build_document(message)) == message
    monkeypatch.setattr("engine.exchange.read.LARGEST_BYTES", 150_000)
    with pytest.raises(MessageRefused):
        read_message(build_document(message))
