"""Messages between authorities on the national document axis: edXML (QCVN 102:2016/BTTTT; Decision 28/2018/QĐ-TTg).

Pure: bytes in, records out, and back. No network, no clock, nothing of cases.
"""

from engine.exchange.build import build_document, build_status, document_id
from engine.exchange.message import (
    NEW,
    PRIORITIES,
    RECALL,
    REPLACE,
    UPDATE,
    Attachment,
    DocumentMessage,
    Organisation,
    StatusMessage,
)
from engine.exchange.read import MessageRefused, SecretMessage, read_message, read_received
from engine.exchange.status import STATUS_NAMES, StatusCode

__all__ = [
    "NEW",
    "PRIORITIES",
    "RECALL",
    "REPLACE",
    "STATUS_NAMES",
    "UPDATE",
    "Attachment",
    "DocumentMessage",
    "MessageRefused",
    "Organisation",
    "SecretMessage",
    "StatusCode",
    "StatusMessage",
    "build_document",
    "build_status",
    "document_id",
    "read_message",
    "read_received",
]
