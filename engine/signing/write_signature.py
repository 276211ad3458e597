"""Writes one signature into a PDF: at once by a key that is in reach, or in two halves around one that is elsewhere.

The first half leaves a document with a hole and the few bytes (signed attributes) that the key has to sign; the second
fills the hole. Between the two nothing is a signature. What goes out was checked: a whole one that holds, or an error.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import cms
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_byterange import PreparedByteRangeDigest
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import PdfSigningSession, PdfTBSDocument
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from engine.errors import Conflict, Text, Unavailable
from engine.signing import refusals
from engine.signing.appearance import stamp_style
from engine.signing.inspect_pdf import open_pdf
from engine.signing.keys import DIGEST, Certified, KeySigner, SigningKey
from engine.signing.records import Box, SignedDocument
from engine.signing.time_stamps import PortTimeStamper, TimeStampAuthority, unavailable
from engine.signing.trust import Trust
from engine.signing.validate import report_on
from engine.viewing.active import READ_ERRORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What holds for every signature of one moment: the clock's time (aware), whom we trust, who proves the time.

    Without `time_stamps` the signature is PAdES B-B, with them B-T (ETSI EN 319 142-1 §6).
    """

    at: datetime
    trust: Trust
    time_stamps: TimeStampAuthority | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureField:
    """A signature's field. `closes`: no field changes any more afterwards (ISO 32000-2 §12.8.2.4, FieldMDP)."""

    name: str
    box: Box
    page: bytes
    closes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSignature:
    """A document that waits for one signature.

    `hole` is where the signature goes (first byte, first byte behind it); what stands around it is what is signed.
    `signed_attributes` (DER of a SET, RFC 5652 §5.4) name its digest and the signer's certificate: a key signs these.
    """

    content: bytes
    hole: tuple[int, int]
    signed_attributes: bytes


class _ClockedSigner(PdfSigner):
    """Signs at our clock's time instead of the machine's."""

    at: datetime

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002 – pyHanko's signature
    ) -> PdfSigningSession:
        """Begin."""
        signing = super().init_signing_session(pdf_out, existing_fields_only)
        signing.system_time = self.at
        return signing


class _SignedElsewhere:
    """A key that has signed already."""

    def __init__(self, holder: Certified, signature: bytes) -> None:
        self.certificate, self.chain = holder.certificate, holder.chain
        self._signature = signature

    def sign(self, data: bytes) -> bytes:  # noqa: ARG002 – the port's signature
        """Give what was signed."""
        return self._signature


def write_signature(
    writer: IncrementalPdfFileWriter, key: SigningKey, conditions: Conditions, field: SignatureField
) -> SignedDocument:
    """Write the signature, check the result, and give it only when every signature in it holds."""
    with _refusals():
        signed = _signer(KeySigner(key), conditions, field).sign_pdf(writer).getvalue()
    return _whole(signed, conditions)


def prepare_signature(
    writer: IncrementalPdfFileWriter, holder: Certified, conditions: Conditions, field: SignatureField
) -> PreparedSignature:
    """Write everything but the signature, for a key of `holder` that is elsewhere."""
    signer = _signer(KeySigner(_SignedElsewhere(holder, b"")), conditions, field)

    written = BytesIO()

    async def prepared() -> PreparedSignature:
        digest, document, _ = await signer.async_digest_doc_for_signing(writer, output=written)
        attributes = await document.signer.signed_attrs(
            digest.document_digest,
            DIGEST,
            attr_settings=PdfCMSSignedAttributes(signing_time=conditions.at),
            use_pades=True,
        )
        hole = (digest.reserved_region_start, digest.reserved_region_end)
        return PreparedSignature(content=written.getvalue(), hole=hole, signed_attributes=attributes.dump())

    with _refusals():
        return asyncio.run(prepared())


def finish_signature(
    prepared: PreparedSignature, signature: bytes, holder: Certified, conditions: Conditions
) -> SignedDocument:
    """Put a signature made elsewhere into its document; raises Conflict when that is not the document prepared.

    `conditions` are those of now: the result is judged, and a time stamp asked for, at this moment.
    """
    attributes = cms.CMSAttributes.load(prepared.signed_attributes)
    digest = digest_around(prepared.content, prepared.hole)
    if [one["values"].native for one in attributes if one["type"].native == "message_digest"] != [[digest]]:
        raise _not_the_prepared_one()
    signer = KeySigner(_SignedElsewhere(holder, signature))
    stamper = PortTimeStamper(conditions.time_stamps) if conditions.time_stamps else None

    with _refusals():
        whole = asyncio.run(signer.async_sign_prescribed_attributes(DIGEST, attributes, timestamper=stamper))
        written = BytesIO(prepared.content)
        first, behind = prepared.hole
        region = PreparedByteRangeDigest(
            document_digest=digest, reserved_region_start=first, reserved_region_end=behind
        )
        PdfTBSDocument.resume_signing(written, region, whole)
    return _whole(written.getvalue(), conditions)


def digest_around(content: bytes, hole: tuple[int, int]) -> bytes:
    """Give the SHA-256 digest of a document but for the hole that its signature fills."""
    first, behind = hole
    digest = hashlib.sha256(memoryview(content)[:first])
    digest.update(memoryview(content)[behind:])
    return digest.digest()


def _signer(signer: KeySigner, conditions: Conditions, field: SignatureField) -> _ClockedSigner:
    box = field.box
    sides = (round(box.left), round(box.bottom), round(box.right), round(box.top))
    clocked = _ClockedSigner(
        PdfSignatureMetadata(
            field_name=field.name,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=signer,
        timestamper=PortTimeStamper(conditions.time_stamps) if conditions.time_stamps else None,
        stamp_style=stamp_style(field.page),
        new_field_spec=SigFieldSpec(
            sig_field_name=field.name,
            on_page=box.page,
            box=sides,
            field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if field.closes else None,
        ),
    )
    clocked.at = conditions.at
    return clocked


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what pyHanko raises into what people are told."""
    try:
        yield
    except TimestampRequestError as error:
        raise unavailable() from error
    except (SigningError, *READ_ERRORS) as error:
        raise refusals.refuse(
            "pdf_cannot_be_signed",
            "Không ký được tệp PDF này (tệp khóa thay đổi hoặc sai cấu trúc). Hãy xuất lại từ Word.",
            "This PDF cannot be signed (it forbids changes or is badly built). Please export it from Word again.",
        ) from error


def _whole(signed: bytes, conditions: Conditions) -> SignedDocument:
    report = report_on(open_pdf(signed), signed, conditions.trust, conditions.at)
    unproven = conditions.time_stamps is not None and report.signatures[-1].stamped_at is None
    if not report.valid or unproven:
        raise _did_not_hold()
    return SignedDocument(content=signed, report=report)


def _did_not_hold() -> Unavailable:
    return refusals.out_of_reach(
        "signature_did_not_hold",
        "Chữ ký vừa tạo không kiểm tra được nên đã bị bỏ. Người vận hành kiểm tra khóa ký và dịch vụ dấu thời gian.",
        "The signature just made could not be verified and was thrown away. "
        "The operator checks the signing key and the time stamping service.",
    )


def _not_the_prepared_one() -> Conflict:
    return Conflict(
        Text(
            vi="Tệp chờ ký không còn đúng là tệp đã chuẩn bị. Chưa ký gì. Hãy ký lại.",
            en="The file that waits for the signature is not the one that was prepared. Nothing was signed. "
            "Please sign again.",
        ),
        code="prepared_document_changed",
    )
