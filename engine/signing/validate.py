"""Checks every signature of a PDF and tells what was found: who, when, chain, trust, intact, what changed afterwards.

It never refuses a document for a bad signature: that is a finding, and what it means is for the caller to decide.
"""

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import Final

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from engine.signing import refusals
from engine.signing.inspect_pdf import open_pdf
from engine.signing.records import Changes, Role, SignatureRecord, Standing, ValidationReport
from engine.signing.trust import Trust, describe, judge, owner
from engine.viewing.active import READ_ERRORS

FIELD_OF: Final = {Role.PERSON: "nguoi_ky", Role.ORGANISATION: "co_quan"}


def validate(content: bytes, trust: Trust, at: datetime) -> ValidationReport:
    """Report on a PDF as known at `at` (aware); raises InputRejected for what is no PDF or must not be signed."""
    return report_on(open_pdf(content), content, trust, at)


def report_on(reader: PdfFileReader, content: bytes, trust: Trust, at: datetime) -> ValidationReport:
    """Report on a PDF that was opened already."""
    try:
        embedded = list(reader.embedded_regular_signatures)
        signatures = tuple(_record(one, trust, at) for one in embedded)
    except READ_ERRORS as error:
        raise refusals.unreadable() from error
    return ValidationReport(
        sha256=hashlib.sha256(content).hexdigest(), checked_at=at.astimezone(UTC), signatures=signatures
    )


def _record(signature: EmbeddedPdfSignature, trust: Trust, at: datetime) -> SignatureRecord:
    certificate = signature.signer_cert
    others = tuple(signature.other_embedded_certs)
    status = _status(signature, trust, at)
    stamped_at = _stamped_at(status, trust, at, others)
    # A trusted time stamp proves that the signature is older than what happened to the certificate later.
    judgement = judge(certificate, trust, stamped_at or at, others)
    name, identifier, organisation = owner(certificate)
    coverage = status.coverage if status else None
    return SignatureRecord(
        field=signature.field_name,
        role=_role(signature.field_name),
        signer=name,
        signer_identifier=identifier,
        organisation=organisation,
        signed_at=signature.self_reported_timestamp,
        stamped_at=stamped_at,
        chain=judgement.chain or (describe(certificate),),
        standing=judgement.standing,
        revoked_at=judgement.revoked_at,
        intact=bool(status and status.intact and status.valid),
        covers_whole_document=coverage is SignatureCoverageLevel.ENTIRE_FILE,
        changes=_changes(status),
    )


def _status(signature: EmbeddedPdfSignature, trust: Trust, at: datetime) -> PdfSignatureStatus | None:
    """Let pyHanko check the bytes; nothing means that the signature is too broken to be checked."""
    context = trust.context(at)
    # Trust, usage and revocation of the signer's certificate are judged apart, at the moment that counts.
    anything = KeyUsageConstraints(key_usage=set())
    checking = async_validate_pdf_signature(
        signature, context, ts_validation_context=trust.context(at), key_usage_settings=anything
    )
    try:
        return asyncio.run(checking)
    except (SignatureValidationError, *READ_ERRORS):
        return None


def _stamped_at(
    status: PdfSignatureStatus | None, trust: Trust, at: datetime, others: tuple[x509.Certificate, ...]
) -> datetime | None:
    stamp = status.timestamp_validity if status else None
    if stamp is None or not (stamp.intact and stamp.valid and stamp.trusted):
        return None
    above = tuple(stamp.validation_path.iter_certs(include_root=False)) if stamp.validation_path else ()
    if judge(stamp.signing_cert, trust, at, (*others, *above)).standing is not Standing.VALID:
        return None
    return stamp.timestamp.astimezone(UTC)


def _changes(status: PdfSignatureStatus | None) -> Changes:
    if status is None or not status.intact:
        return Changes.FORBIDDEN
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return Changes.NONE
    level = status.modification_level
    permitted = status.docmdp_ok and level is not None and level <= ModificationLevel.FORM_FILLING
    return Changes.PERMITTED if permitted else Changes.FORBIDDEN


def _role(field: str) -> Role:
    for role, prefix in FIELD_OF.items():
        if field.startswith(prefix):
            return role
    return Role.OTHER


def broken(report: ValidationReport) -> bool:
    """Tell whether a signature does not hold for another reason than the certificate's later end."""
    return any(
        not signature.intact or signature.standing in {Standing.UNTRUSTED, Standing.NOT_FOR_SIGNING}
        for signature in report.signatures
    )
