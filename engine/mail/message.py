"""One message to one recipient, and its bytes (RFC 5322, MIME)."""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from engine.errors import InputRejected, Text
from engine.mail.folding import FOLDED

LONGEST_ADDRESS = 254  # RFC 5321 §4.5.3.1.3 less the angle brackets
LONGEST_SUBJECT = 500  # characters
MOST_ATTACHED_BYTES = 20 * 1024 * 1024  # most servers take 25 MB, and base64 adds a third
# Plain ASCII addresses: quoted local parts and SMTPUTF8 are refused.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a message; `media_type` as `type/subtype`."""

    file_name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message to one address; several recipients are several messages, so that each succeeds or fails by itself.

    `message_id` is the same whenever the same thing is sent again (`message_id()`), so that a server or reader that got
    it twice shows it once. `automatic` marks what no person wrote: out-of-office replies leave it alone (RFC 3834).
    """

    to: str
    subject: str
    text: str = field(repr=False)
    message_id: str
    sent_at: datetime
    attachments: tuple[Attachment, ...] = ()
    automatic: bool = True


def is_address(value: str) -> bool:
    """Tell whether a mail can be sent to `value`."""
    return len(value) <= LONGEST_ADDRESS and ".." not in value and _ADDRESS.fullmatch(value) is not None


def message_id(source: str, sender: str) -> str:
    """Name the message that `source` (`notice:17`, `job:23:recipient`) makes; it tells nothing of the source."""
    digest = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def compose(mail: Mail, *, sender: str, sender_name: str) -> EmailMessage:
    """Make the message; raise InputRejected (`mail_address`, `mail_subject`, `mail_too_large`) for what is not sent."""
    _check(mail)
    composed = EmailMessage(policy=FOLDED)
    composed["From"] = Address(sender_name, addr_spec=sender)
    composed["To"] = Address(addr_spec=mail.to)
    composed["Subject"] = mail.subject
    composed["Date"] = mail.sent_at
    composed["Message-ID"] = mail.message_id
    if mail.automatic:
        composed["Auto-Submitted"] = "auto-generated"
    composed.set_content(mail.text, charset="utf-8", cte="quoted-printable")
    for attached in mail.attachments:
        main, _, sub = attached.media_type.partition("/")
        composed.add_attachment(attached.content, maintype=main, subtype=sub, filename=attached.file_name)
    return composed


def _check(mail: Mail) -> None:
    if not is_address(mail.to):
        raise InputRejected(
            Text(vi="Địa chỉ thư điện tử không hợp lệ.", en="This is no e-mail address."), code="mail_address"
        )
    if not mail.subject.isprintable() or len(mail.subject) > LONGEST_SUBJECT:
        raise InputRejected(
            Text(
                vi=f"Tiêu đề thư phải nằm trên một dòng, không quá {LONGEST_SUBJECT} ký tự.",
                en=f"A mail's subject is one line of {LONGEST_SUBJECT} characters at most.",
            ),
            code="mail_subject",
        )
    if sum(len(attached.content) for attached in mail.attachments) > MOST_ATTACHED_BYTES:
        limit = MOST_ATTACHED_BYTES // (1024 * 1024)
        raise InputRejected(
            Text(
                vi=f"Tệp gửi kèm thư vượt quá {limit} MB. Hãy gửi qua trục liên thông hoặc bản giấy.",
                en=f"The attachments exceed {limit} MB. Send them by the interchange axis or on paper.",
            ),
            code="mail_too_large",
        )
