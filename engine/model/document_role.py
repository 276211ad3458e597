"""What a file of a case is on the way from a draft to an issued document (Decree 30/2020, articles 10 to 18)."""

from dataclasses import dataclass
from enum import StrEnum

from engine.model.records import DocumentRecord


class DocumentRole(StrEnum):
    """DRAFT, then laid out TO_SIGN, SIGNED, NUMBERED, SEALED, and ISSUED once it has gone out or its case says so."""

    DRAFT = "DRAFT"
    TO_SIGN = "TO_SIGN"
    SIGNED = "SIGNED"
    NUMBERED = "NUMBERED"
    SEALED = "SEALED"
    APPENDIX = "APPENDIX"  # a file of its own beside the document, sealed
    ISSUED = "ISSUED"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A file with its role, None where nothing tells one; `turn` counts from 1 within the role, in order of time.

    Papers that are drafted side by side count their drafts each.
    """

    document: DocumentRecord
    role: DocumentRole | None
    turn: int
