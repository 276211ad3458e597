"""Messages reach a real mail server whole, and what it says decides whether another try makes sense."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.errors import InputRejected, Unavailable
from engine.mail import Attachment, Mail, message_id
from tests.mail_room import MailRoom

MAIL = Mail(
    to="bich.lien@hdnd.example",
    subject="Có việc mới: mời đăng nhập",
    text="Kính gửi chị Vũ Thị Bích Liên,\nCó 1 việc mới.\n",
    message_id=message_id("notice:17", "hoidong@hdnd.example"),
    sent_at=datetime(2026, 11, 25, 2, 0, tzinfo=UTC),
)


def test_a_message_and_its_file_arrive_as_they_were(mail_room: MailRoom) -> None:
    file = Attachment(file_name="Công văn số 12.pdf", media_type="application/pdf", content=bytes(range(256)) * 999)
    mail_room.server().send(replace(MAIL, attachments=(file,)))
    [got] = mail_room.received
    [attached] = got.iter_attachments()
    body = got.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == MAIL.text
    assert (attached.get_filename(), attached.get_content()) == (file.file_name, file.content)
    assert got["Subject"] == MAIL.subject
    assert got["Message-ID"] == MAIL.message_id
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["From"].addresses[0].display_name == "Văn phòng Đoàn ĐBQH và HĐND"


def test_the_same_event_gives_the_same_message_id_that_tells_nothing_of_it() -> None:
    again = message_id("notice:17", "hoidong@hdnd.example")
    assert again == MAIL.message_id != message_id("notice:18", "hoidong@hdnd.example")
    assert "notice" not in again


@pytest.mark.parametrize(
    ("reply", "error", "code"),
    [("550 no such mailbox", InputRejected, "mail_refused"), ("450 greylisted", Unavailable, "mail_deferred")],
)
def test_a_refusal_is_final_and_a_delay_is_not(
    mail_room: MailRoom, reply: str, error: type[Exception], code: str
) -> None:
    mail_room.refuse[MAIL.to] = reply
    with pytest.raises(error) as caught:
        mail_room.server().send(MAIL)
    assert isinstance(caught.value, InputRejected | Unavailable)
    assert (caught.value.stable_code, caught.value.details["reply"]) == (code, reply)
    assert mail_room.received == []


def test_a_server_that_goes_away_half_way_gets_the_message_at_the_next_try(mail_room: MailRoom) -> None:
    mail_room.vanishes = 1
    server = mail_room.server()
    with pytest.raises(Unavailable) as caught:
        server.send(MAIL)
    assert caught.value.stable_code == "mail_server_unavailable"
    server.send(MAIL)
    assert [one["Message-ID"] for one in mail_room.received] == [MAIL.message_id]


def test_without_the_tls_that_was_asked_for_nothing_is_said(mail_room: MailRoom) -> None:
    for security in ("starttls", "tls"):
        with pytest.raises(Unavailable):
            mail_room.server(security=security).send(MAIL)
    assert mail_room.received == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "a@b.example\r\nBcc: x@y.example"}, "mail_address"),
        ({"to": "a@b.example, c@d.example"}, "mail_address"),
        ({"subject": "Việc\nBcc: x@y.example"}, "mail_subject"),
    ],
)
def test_a_header_cannot_be_smuggled_in(mail_room: MailRoom, change: dict[str, str], code: str) -> None:
    with pytest.raises(InputRejected) as caught:
        mail_room.server().send(replace(MAIL, **change))  # type: ignore[arg-type]
    assert caught.value.stable_code == code
