"""Issued documents by e-mail: the signed file and its appendices, to the address that the directory has of a body.

Mail servers acknowledge nothing further: the document counts as sent. A sender that dies in the moment between the
server's receipt and its own mark sends once more under the same Message-ID, which readers show as one message.
"""

from engine.errors import EngineError, InputRejected
from engine.exchange import NEW, RECALL, REPLACE, UPDATE
from engine.mail import Attachment, Mail, MailServer, is_address, message_id
from engine.operations.dispatch.channels import EMAIL, Parcel, refused
from engine.store.queries.directory import DirectoryUnit

_TEXT = """Kính gửi {receiver},

{sender} {does} {kind} số {number}/{code} ngày {day:%d/%m/%Y} về việc: {subject}

{more}
"""
_DOES = {NEW: "gửi", RECALL: "thu hồi", UPDATE: "gửi bản đính chính, cập nhật:", REPLACE: "gửi văn bản thay thế:"}


class MailChannel:
    """Sends parcels by the Office's mail server; nobody answers over it."""

    code = EMAIL
    answers = False

    def __init__(self, server: MailServer) -> None:
        """Take the server."""
        self._server = server

    def address_of(self, unit: DirectoryUnit) -> str | None:
        """Give the unit's address, if it has a usable one."""
        return unit.email if unit.email is not None and is_address(unit.email) else None

    def send(self, parcel: Parcel) -> None:
        """Hand one message over."""
        message = parcel.message
        text = _TEXT.format(
            receiver=message.receiver.name,
            sender=message.sender.name,
            does=_DOES[message.kind],
            more=f"Lý do: {message.reason}" if message.kind != NEW else "Văn bản đã ký số ở tệp kèm theo.",
            kind=message.type_name.lower() or "văn bản",
            number=message.number,
            code=message.code,
            day=message.issued_on,
            subject=message.subject,
        )
        mail = Mail(
            to=parcel.address,
            subject=f"{message.number}/{message.code}",  # what it is about stands in the text
            text=text,
            message_id=message_id(f"dispatch:{parcel.message_id}", self._server.sender),
            sent_at=message.sent_at,
            attachments=tuple(
                Attachment(file_name=one.file_name, media_type=one.content_type, content=one.content)
                for one in message.attachments
            ),
        )
        try:
            self._server.send(mail)
        except InputRejected as error:
            raise refused("Máy chủ thư", "The mail server", _why(error)) from error


def _why(error: EngineError) -> str:
    return str(error.details.get("reply", error.text.vi))
