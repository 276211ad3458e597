"""Read messages that others sent: bounded, without DTD, entities or network; what cannot be trusted is refused.

A file's zip is opened within bounds on its size and entries, and its name is only a name.
"""

import base64
import binascii
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from cryptography import x509

from engine.errors import InputRejected, Text
from engine.exchange.build import NAMESPACE, VIETNAM
from engine.exchange.message import NEW, PRIORITIES, Attachment, DocumentMessage, Organisation, StatusMessage
from engine.exchange.secrecy import is_mark, is_marked
from engine.exchange.signature import NotSigned, verify
from engine.exchange.status import StatusCode
from engine.untrusted_xml import EntitiesDeclaredError, Node, NotXmlError, parse

LARGEST_BYTES: Final = 200 * 1024 * 1024
LARGEST_FILE: Final = 100 * 1024 * 1024
MOST_FILES: Final = 50
_NAMES = {"e": NAMESPACE}


class MessageRefused(InputRejected):
    """A message of the axis cannot be read or trusted."""


class SecretMessage(MessageRefused):
    """A message is marked secret: nothing of it is read but who sent it and how the axis names the document."""

    def __init__(self, sender: Organisation | None, reference: str) -> None:
        """Take what is needed to answer the sender; empty where the message does not say it."""
        super().__init__(
            Text(
                vi="Thông điệp có dấu độ mật: không đưa vào hệ thống, xử lý ngoài hệ thống.",
                en="The message is marked secret: it must not enter the system and is handled outside.",
            ),
            code="axis_message_secret",
        )
        self.sender = sender
        self.reference = reference


def read_message(xml: bytes) -> DocumentMessage | StatusMessage:
    """Read either kind of message, without asking who signed it; raises MessageRefused."""
    return _read(_root(xml))


def read_received(xml: bytes, *, trusted: Sequence[x509.Certificate], at: datetime) -> DocumentMessage | StatusMessage:
    """Read a message that arrived at `at`; the gate of secrecy comes first, then the signature, then everything else.

    Without `trusted` authorities the way that it came (the axis's own, with our token) is what vouches for it. Raises
    SecretMessage, MessageRefused.
    """
    try:
        root = _root(xml)
    except MessageRefused as error:
        if any(is_mark(line) for line in xml.decode("utf-8", "ignore").splitlines()):
            raise SecretMessage(None, "") from error
        raise
    if is_marked(root):
        raise SecretMessage(*_whose(root))
    if trusted:
        try:
            verify(root, trusted, at)
        except NotSigned as error:
            raise _refused(
                "chữ ký của trục không đúng hoặc không có", f"its signature does not hold ({error})"
            ) from error
    return _read(root)


def _read(root: Node) -> DocumentMessage | StatusMessage:
    status = root.find(".//e:edXMLHeader/e:Status", _NAMES)
    if status is not None:
        return _status(status)
    head = root.find(".//e:edXMLHeader/e:MessageHeader", _NAMES)
    if head is None:
        raise _refused("không có phần đầu thông điệp", "it has no message header")
    return _document(root, head)


def _whose(root: Node) -> tuple[Organisation | None, str]:
    head = root.find(".//e:edXMLHeader/e:MessageHeader", _NAMES)
    identifier = (head.findtext("e:From/e:OrganId", namespaces=_NAMES) or "").strip() if head is not None else ""
    if head is None or not identifier:
        return None, ""
    name, reference = (
        (head.findtext(path, namespaces=_NAMES) or "").strip() for path in ("e:From/e:OrganName", "e:DocumentId")
    )
    return Organisation(identifier=identifier, name=name), reference


def _root(xml: bytes) -> Node:
    if len(xml) > LARGEST_BYTES:
        raise _refused("lớn hơn 200 MB", "it is larger than 200 MB")
    try:
        root = parse(xml, as_message=True)
    except EntitiesDeclaredError as error:
        raise _refused("có khai báo DOCTYPE hoặc thực thể XML", "it declares a DOCTYPE or XML entities") from error
    except NotXmlError as error:
        raise _refused("không phải XML đúng cú pháp", "it is not well-formed XML") from error
    if root.tag != f"{{{NAMESPACE}}}edXML":
        raise _refused("không phải edXML", "it is not edXML")
    return root


def _status(status: Node) -> StatusMessage:
    code = _text(status, "e:StatusCode")
    if code not in {one.value for one in StatusCode}:
        raise _refused(f"mã trạng thái “{code[:20]}” không có", f"there is no status code “{code[:20]}”")
    return StatusMessage(
        sender=_organisation(status, "e:From"),
        receiver=Organisation(identifier=_text(status, "e:ResponseFor/e:OrganId"), name=""),
        document_id=_text(status, "e:ResponseFor/e:DocumentId"),
        code=StatusCode(code),
        description=_text(status, "e:Description", needed=False),
        at=_moment(_text(status, "e:Timestamp")),
    )


def _document(root: Node, head: Node) -> DocumentMessage:
    trace = root.find(".//e:edXMLHeader/e:TraceHeaderList", _NAMES)
    if trace is None:
        raise _refused("không có vết gửi", "it has no trace")
    priority = _text(head, "e:OtherInfo/e:Priority", needed=False) or "0"
    due = _text(head, "e:DueDate", needed=False)
    kind = _text(trace, "e:Bussiness/e:BussinessDocType")
    if kind not in {"0", "1", "2", "3"}:
        raise _refused("loại nghiệp vụ không có", "there is no such kind of business")
    return DocumentMessage(
        sender=_organisation(head, "e:From"),
        receiver=_organisation(head, "e:To"),
        number=_text(head, "e:Code/e:CodeNumber"),
        code=_text(head, "e:Code/e:CodeNotation"),
        issued_on=_day(_text(head, "e:PromulgationInfo/e:PromulgationDate")),
        place=_text(head, "e:PromulgationInfo/e:Place", needed=False),
        type_name=_text(head, "e:DocumentType/e:TypeName", needed=False),
        subject=_text(head, "e:Subject"),
        signer=_text(head, "e:SignerInfo/e:FullName", needed=False),
        position=_text(head, "e:SignerInfo/e:Position", needed=False),
        competence=_text(head, "e:SignerInfo/e:Competence", needed=False),
        priority=next((name for name, value in PRIORITIES.items() if str(value) == priority), "thuong"),
        due_on=_day(due) if due else None,
        reference=_text(head, "e:DocumentId", needed=False),
        kind=int(kind),
        reason="" if int(kind) == NEW else _text(trace, "e:Bussiness/e:BussinessDocReason", needed=False),
        concerns="" if int(kind) == NEW else _text(trace, "e:Bussiness/e:DocumentId"),
        sent_at=_moment(_text(trace, "e:TraceHeader/e:Timestamp")),
        attachments=_attachments(root),
    )


def _attachments(root: Node) -> tuple[Attachment, ...]:
    references = root.findall(".//e:edXMLManifest/e:Reference", _NAMES)
    contents = {
        _text(one, "e:ContentId"): _text(one, "e:Content")
        for one in root.findall(".//e:AttachmentEncoded/e:Attachment", _NAMES)
    }
    if len(references) > MOST_FILES:
        raise _refused(f"có hơn {MOST_FILES} tệp", f"it has more than {MOST_FILES} files")
    found: list[Attachment] = []
    left = LARGEST_BYTES  # unpacked bytes of all files together
    for one in references:
        content = _unzipped(contents.get(_text(one, "e:ContentId"), ""), min(LARGEST_FILE, left))
        left -= len(content)
        name, kind = _text(one, "e:AttachmentName"), _text(one, "e:ContentType")
        found.append(Attachment(file_name=name, content_type=kind, content=content))
    return tuple(found)


def _unzipped(encoded: str, most: int) -> bytes:
    """Unpack one file of at most `most` bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(encoded, validate=True))) as archive:
            entries = archive.infolist()
            if len(entries) != 1 or entries[0].file_size > most:
                raise _refused("tệp nén không đúng một tệp, hoặc quá lớn", "an attachment is no single bounded file")
            with archive.open(entries[0]) as file:
                content = file.read(most + 1)
    except (binascii.Error, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise _refused("tệp kèm theo hỏng", "an attachment is broken") from error
    if len(content) > most:
        raise _refused("tệp kèm theo quá lớn", "an attachment is too large")
    return content


def _organisation(parent: Node, path: str) -> Organisation:
    return Organisation(
        identifier=_text(parent, f"{path}/e:OrganId"), name=_text(parent, f"{path}/e:OrganName", needed=False)
    )


def _text(parent: Node, path: str, *, needed: bool = True) -> str:
    value = (parent.findtext(path, namespaces=_NAMES) or "").strip()
    if needed and not value:
        name = path.replace("e:", "")
        raise _refused(f"thiếu “{name}”", f"“{name}” is missing")
    return value


def _day(written: str) -> date:
    try:
        return date(*(int(part) for part in written.split("/", 2)))
    except (ValueError, TypeError) as error:
        raise _refused("ngày không đúng", "a date is wrong") from error


def _moment(written: str) -> datetime:
    try:
        return datetime.strptime(written, "%Y/%m/%d %H:%M:%S").replace(tzinfo=VIETNAM)
    except ValueError as error:
        raise _refused("thời điểm không đúng", "a moment is wrong") from error


def _refused(vi: str, en: str) -> MessageRefused:
    return MessageRefused(
        Text(vi=f"Thông điệp trên trục liên thông không đọc được: {vi}.", en=f"The axis message cannot be read: {en}."),
        code="axis_message_refused",
    )
