"""What travels on the axis: a document for one receiver, or the status that a receiver reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from engine.exchange.status import StatusCode

NEW, RECALL, UPDATE, REPLACE = 0, 1, 2, 3  # BussinessDocType, spelled so in the standard
PRIORITIES: Final[Mapping[str, int]] = {
    "thuong": 0,
    "khan": 1,
    "thuong_khan": 2,
    "hoa_toc": 3,
    "hoa_toc_hen_gio": 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A sender or receiver: its identifier on the axis (OrganId, for example H56.12) and its name."""

    identifier: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of a document: the document itself first, then its appendices."""

    file_name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMessage:
    """One document for one receiver.

    `kind` is NEW, or what is to happen to a document sent before, which `concerns` names and `reason` explains.
    `code` is the part of the symbol after the number (`VP-CTHĐND`). `priority` is a key of PRIORITIES. `reference` is
    how a received message names its document (DocumentId); what we send is named by `document_id`.
    """

    sender: Organisation
    receiver: Organisation
    number: str
    code: str
    issued_on: date
    place: str
    type_name: str
    subject: str
    signer: str = ""
    position: str = ""
    competence: str = ""
    priority: str = "thuong"
    due_on: date | None = None
    kind: int = NEW
    reason: str = ""
    concerns: str = ""
    reference: str = field(default="", compare=False)
    sent_at: datetime
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusMessage:
    """What `sender` (the receiver of the document) reports about the document `document_id` of `receiver`."""

    sender: Organisation
    receiver: Organisation
    document_id: str
    code: StatusCode
    description: str = ""
    at: datetime
