"""Write messages of the axis as edXML; files travel in one zip, in base64."""

import base64
import io
import zipfile
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from lxml import etree

from engine.exchange.message import NEW, PRIORITIES, DocumentMessage, Organisation, StatusMessage

NAMESPACE: Final = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")  # moments on the axis are local and name no zone
_NO_STEERING = "1"
_FIXED_DAY = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes


def document_id(organisation: str, issued_on: date, number: str) -> str:
    """Name a document on the axis: sender, date and number with symbol."""
    return f"{organisation},{_day(issued_on)},{number}"


def build_document(message: DocumentMessage) -> bytes:
    """Write a document message."""
    root, header = _envelope()
    head = _under(header, "MessageHeader")
    _organisation(head, "From", message.sender)
    _organisation(head, "To", message.receiver)
    written = f"{message.number}/{message.code}"
    identifier = document_id(message.sender.identifier, message.issued_on, written)
    _text(head, "DocumentId", identifier)
    code = _under(head, "Code")
    _text(code, "CodeNumber", message.number)
    _text(code, "CodeNotation", message.code)
    issued = _under(head, "PromulgationInfo")
    _text(issued, "Place", message.place)
    _text(issued, "PromulgationDate", _day(message.issued_on))
    _text(_under(head, "DocumentType"), "TypeName", message.type_name)
    _text(head, "Subject", message.subject)
    signer = _under(head, "SignerInfo")
    _text(signer, "Competence", message.competence)
    _text(signer, "Position", message.position)
    _text(signer, "FullName", message.signer)
    if message.due_on is not None:
        _text(head, "DueDate", _day(message.due_on))
    _text(_under(head, "ToPlaces"), "Place", message.receiver.name)
    other = _under(head, "OtherInfo")
    _text(other, "Priority", str(PRIORITIES[message.priority]))
    appendices = _under(other, "Appendixes")
    for one in message.attachments[1:]:
        _text(appendices, "Appendix", one.file_name)
    _text(head, "SteeringType", _NO_STEERING)
    _trace(header, message, identifier)
    _files(root, message)
    return _bytes(root)


def build_status(message: StatusMessage) -> bytes:
    """Write a status message."""
    root, header = _envelope()
    status = _under(header, "Status")
    answered = _under(status, "ResponseFor")
    _text(answered, "OrganId", message.receiver.identifier)
    _text(answered, "DocumentId", message.document_id)
    _organisation(status, "From", message.sender)
    _text(status, "StatusCode", message.code.value)
    _text(status, "Description", message.description)
    _text(status, "Timestamp", _moment(message.at))
    return _bytes(root)


def _trace(header: "etree._Element", message: DocumentMessage, identifier: str) -> None:
    traces = _under(header, "TraceHeaderList")
    trace = _under(traces, "TraceHeader")
    _text(trace, "OrganId", message.sender.identifier)
    _text(trace, "Timestamp", _moment(message.sent_at))
    business = _under(traces, "Bussiness")
    _text(business, "BussinessDocType", str(message.kind))
    _text(business, "BussinessDocReason", message.reason if message.kind != NEW else "Văn bản mới")
    _text(business, "DocumentId", message.concerns or identifier)


def _files(root: "etree._Element", message: DocumentMessage) -> None:
    manifest = _under(_under(root, "edXMLBody"), "edXMLManifest")
    encoded = _under(root, "AttachmentEncoded")
    for position, one in enumerate(message.attachments, start=1):
        reference, content_id = _under(manifest, "Reference"), f"tep-{position}"
        _text(reference, "ContentId", content_id)
        _text(reference, "ContentType", one.content_type)
        _text(reference, "AttachmentName", one.file_name)
        attachment = _under(encoded, "Attachment")
        _text(attachment, "ContentId", content_id)
        _text(attachment, "ContentTransferEncoded", "base64")
        _text(attachment, "Content", base64.b64encode(_zipped(one.file_name, one.content)).decode("ascii"))


def _zipped(name: str, content: bytes) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, _FIXED_DAY), content, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def _envelope() -> tuple["etree._Element", "etree._Element"]:
    root = etree.Element(f"{{{NAMESPACE}}}edXML", nsmap={"edXML": NAMESPACE})
    return root, _under(_under(root, "edXMLEnvelope"), "edXMLHeader")


def _organisation(parent: "etree._Element", name: str, organisation: Organisation) -> None:
    element = _under(parent, name)
    _text(element, "OrganId", organisation.identifier)
    _text(element, "OrganName", organisation.name)


def _under(parent: "etree._Element", name: str) -> "etree._Element":
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")


def _text(parent: "etree._Element", name: str, value: str) -> None:
    _under(parent, name).text = "".join(one for one in value if one.isprintable() or one == "\n")


def _bytes(root: "etree._Element") -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _day(day: date) -> str:
    return f"{day:%Y/%m/%d}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%Y/%m/%d %H:%M:%S}"
