"""An issued document by e-mail: the signed file goes along, twice is one message, a refused address is told."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from engine.errors import InputRejected, Unavailable
from engine.exchange import RECALL, Attachment, DocumentMessage, Organisation
from engine.operations.dispatch.channels import Parcel
from engine.operations.dispatch.mail_channel import MailChannel
from tests.mail_room import MailRoom

MESSAGE = DocumentMessage(
    sender=Organisation(identifier="", name="Văn phòng Đoàn ĐBQH và HĐND tỉnh Hải Sơn"),
    receiver=Organisation(identifier="so@xd.example", name="Sở Xây dựng"),
    number="719",
    code="HĐND-CTHĐND",
    issued_on=date(2026, 11, 25),
    place="Hải Sơn",
    type_name="Công văn",
    subject="đôn đốc gửi hồ sơ dự thảo nghị quyết",
    sent_at=datetime(2026, 11, 25, 2, 0, tzinfo=UTC),
    attachments=(Attachment(file_name="Công văn 719.pdf", content_type="application/pdf", content=b"%PDF-1.7\n"),),
)
PARCEL = Parcel(message_id="17", address="so@xd.example", message=MESSAGE)


def test_a_document_travels_with_its_file_and_twice_is_one_message(mail_room: MailRoom) -> None:
    channel = MailChannel(mail_room.server())
    mail_room.vanishes = 1
    with pytest.raises(Unavailable):
        channel.send(PARCEL)
    channel.send(PARCEL)
    channel.send(PARCEL)
    first, second = mail_room.received
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Subject"] == "719/HĐND-CTHĐND"
    [file] = first.iter_attachments()
    assert (file.get_filename(), file.get_payload(decode=True)) == ("Công văn 719.pdf", b"%PDF-1.7\n")
    body = first.get_body()
    assert body is not None
    assert "gửi công văn số 719/HĐND-CTHĐND ngày 25/11/2026" in body.get_content()


def test_a_recall_says_why_and_a_refused_address_says_so(mail_room: MailRoom) -> None:
    channel = MailChannel(mail_room.server())
    recall = replace(MESSAGE, kind=RECALL, reason="Gửi nhầm", attachments=())
    channel.send(replace(PARCEL, message_id="18", message=recall))
    body = mail_room.received[0].get_body()
    assert body is not None
    assert "thu hồi công văn số 719" in body.get_content()
    assert "Lý do: Gửi nhầm" in body.get_content()
    mail_room.refuse["so@xd.example"] = "550 no such mailbox"
    with pytest.raises(InputRejected) as refused:
        channel.send(PARCEL)
    assert refused.value.stable_code == "dispatch_refused"
    assert "no such mailbox" in refused.value.text.en
