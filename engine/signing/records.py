"""What the signing room takes and gives: who signs, where the picture stands, and the report of a check."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MM = 72 / 25.4  # points in a millimetre: a PDF's unit is 1/72 inch


class Role(StrEnum):
    """In which capacity somebody signed; the name of the signature's field tells it."""

    PERSON = "person"
    ORGANISATION = "organisation"
    OTHER = "other"


class Standing(StrEnum):
    """What a certificate was worth at the moment that counts."""

    VALID = "valid"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"
    NOT_FOR_SIGNING = "not_for_signing"
    STATUS_UNKNOWN = "status_unknown"


class Changes(StrEnum):
    """What happened to the document after a signature: nothing, what the signature permits, or something else."""

    NONE = "none"
    PERMITTED = "permitted"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who is to sign. `identifier` is the certificate subject's serial number (a citizen's or an organisation's code).

    An empty identifier leaves the name alone to tell whose certificate it is.
    """

    name: str
    identifier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page (0 is the first); points from the page's lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Give the width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Give the height in points."""
        return self.top - self.bottom

    @property
    def centre(self) -> float:
        """Give the horizontal middle."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRecord:
    """One certificate of a chain."""

    subject: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureRecord:
    """One signature as it was found.

    `signed_at` is what the signer claims; `stamped_at` what a trusted time stamp proves, if there is one. `intact`: the
    signed bytes are the bytes that were signed. `chain` begins with the signer's certificate.
    """

    field: str
    role: Role
    signer: str
    signer_identifier: str
    organisation: str
    signed_at: datetime | None
    stamped_at: datetime | None
    chain: tuple[CertificateRecord, ...]
    standing: Standing
    revoked_at: datetime | None
    intact: bool
    covers_whole_document: bool
    changes: Changes

    @property
    def valid(self) -> bool:
        """Tell whether everything is as it should be."""
        return self.intact and self.standing is Standing.VALID and self.changes is not Changes.FORBIDDEN


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationReport:
    """Every signature of a document, oldest first, as found at `checked_at`."""

    sha256: str
    checked_at: datetime
    signatures: tuple[SignatureRecord, ...]

    @property
    def valid(self) -> bool:
        """Tell whether the document is signed, and every signature valid, and the last one covers all of it."""
        return (
            bool(self.signatures)
            and all(signature.valid for signature in self.signatures)
            and self.signatures[-1].covers_whole_document
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedDocument:
    """A new document, signed and found valid; the one it was made from is untouched."""

    content: bytes
    report: ValidationReport
