"""Signs a PDF: first a person, then number and date, then the organisation (Decree 30/2020, articles 13 to 18).

Bytes in, new bytes out: what came in is never touched, and what goes out was checked and found valid. There is no half
signature: either a whole one that holds, or an error. Nothing is stored here, and no transaction may be open meanwhile.
"""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Final

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from engine.errors import Unavailable
from engine.signing import number_fields, refusals
from engine.signing.anchors import page_size
from engine.signing.appearance import BLUE, RED, check_picture, draw, stamp_style, written_time
from engine.signing.inspect_pdf import open_for_update, open_pdf
from engine.signing.keys import DIGEST, KeySigner, SigningKey
from engine.signing.records import MM, Box, Changes, Role, Signatory, SignedDocument, Standing, ValidationReport
from engine.signing.time_stamps import PortTimeStamper, TimeStampAuthority, unavailable
from engine.signing.trust import Trust, judge, owner
from engine.signing.validate import FIELD_OF, report_on
from engine.viewing.active import READ_ERRORS

_WORDS_BELOW_SEAL_MM: Final = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What holds for every signature of one moment: the clock's time (aware), whom we trust, who proves the time.

    Without `time_stamps` the signature is PAdES B-B, with them B-T (ETSI EN 319 142-1 §6).
    """

    at: datetime
    trust: Trust
    time_stamps: TimeStampAuthority | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRequest:
    """Who signs and where. `competent` are those whom the rules of signing name, by name or identifier.

    `picture` is the person's signature, a blue PNG on a transparent ground. `number_follows` keeps blanks open for
    number and date.
    """

    signatory: Signatory
    competent: frozenset[str]
    picture: bytes
    place: Box
    number_follows: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRequest:
    """Which organisation signs. `seal` is its red PNG, `seal_mm` the width of the real seal.

    `place_of_person` is where the person's signature stands: the seal covers a third of it on its left.
    """

    organisation: Signatory
    seal: bytes
    seal_mm: float
    place_of_person: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendixRequest:
    """An appendix in a file of its own: the organisation signs it, top right, with number and time and no picture."""

    organisation: Signatory
    number: str


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


def sign_as_person(content: bytes, request: PersonRequest, key: SigningKey, conditions: Conditions) -> SignedDocument:
    """Sign as the competent person; raises NotPermitted, InputRejected, Conflict or Unavailable."""
    reader = open_pdf(content)
    before = _sound(reader, content, conditions)
    if any(signature.role is Role.ORGANISATION for signature in before.signatures):
        raise refusals.wrong_order(
            "Cơ quan đã ký văn bản này, không thể ký cá nhân thêm. Chưa ký gì.",
            "The organisation has signed this document already; no person can sign it any more. Nothing was signed.",
        )
    who = request.signatory
    if not {who.name, who.identifier} & request.competent:
        raise refusals.not_competent(who.name)
    _check_key(key, who, conditions)
    check_picture(request.picture, BLUE)
    writer = open_for_update(content)
    if not before.signatures and request.number_follows:
        number_fields.reserve(writer, content, conditions.at)
    page = draw("person", request.place, at=conditions.at, picture=request.picture)
    field = f"{FIELD_OF[Role.PERSON]}_{len(before.signatures) + 1}"
    return _sign(writer, key, conditions, _Field(name=field, box=request.place, page=page))


def stamp_number(content: bytes, number: str, day: date, conditions: Conditions) -> SignedDocument:
    """Fill number and date into the blanks that the person's signature left open; that signature still holds."""
    reader = open_pdf(content)
    before = _sound(reader, content, conditions)
    if not before.signatures or before.signatures[-1].role is Role.ORGANISATION:
        raise refusals.wrong_order(
            "Chỉ cấp số cho văn bản đã có chữ ký của người có thẩm quyền và chưa có chữ ký của cơ quan.",
            "Only a document that its competent signer has signed, and the organisation has not, gets a number.",
        )
    writer = open_for_update(content)
    number_fields.fill(writer, number, day, conditions.at)
    written = BytesIO()
    writer.write(written)
    stamped = written.getvalue()
    report = report_on(open_pdf(stamped), stamped, conditions.trust, conditions.at)
    if not all(signature.valid for signature in report.signatures):
        raise refusals.changed_after_signing()
    return SignedDocument(content=stamped, report=report)


def sign_as_organisation(
    content: bytes, request: OrganisationRequest, key: SigningKey, conditions: Conditions
) -> SignedDocument:
    """Sign and seal as the organisation, after the person and the number; everything is closed afterwards."""
    reader = open_pdf(content)
    before = _sound(reader, content, conditions)
    if not any(signature.role is Role.PERSON for signature in before.signatures):
        raise refusals.wrong_order(
            "Văn bản chưa có chữ ký của người có thẩm quyền. Chưa đóng dấu.",
            "The competent person has not signed the document yet. It was not sealed.",
        )
    if number_fields.awaits_number(reader):
        raise refusals.wrong_order(
            "Văn bản chưa có số và ngày ban hành. Chưa đóng dấu. Hãy cấp số trước.",
            "The document has no number and date yet. It was not sealed. Please have its number given first.",
        )
    _refuse_second_seal(before)
    _check_key(key, request.organisation, conditions)
    check_picture(request.seal, RED)
    box = seal_box(request.place_of_person, request.seal_mm)
    lines = [request.organisation.name, written_time(conditions.at)]
    page = draw("organisation", box, at=conditions.at, lines=lines, picture=request.seal)
    return _sign(open_for_update(content), key, conditions, _Field(name=_seal_field(), box=box, page=page, closes=True))


def sign_appendix(content: bytes, request: AppendixRequest, key: SigningKey, conditions: Conditions) -> SignedDocument:
    """Sign an appendix as the organisation: number and time in the top right corner of the first page, no picture."""
    before = _sound(open_pdf(content), content, conditions)
    _refuse_second_seal(before)
    _check_key(key, request.organisation, conditions)
    width, height = page_size(content, 0)
    right, top = width - 15 * MM, height - 8 * MM
    box = Box(page=0, left=right - 60 * MM, right=right, bottom=top - 10 * MM, top=top)
    page = draw("appendix", box, at=conditions.at, lines=[request.number, written_time(conditions.at)])
    return _sign(open_for_update(content), key, conditions, _Field(name=_seal_field(), box=box, page=page, closes=True))


def seal_box(person: Box, seal_mm: float) -> Box:
    """Give the seal's place: it covers a third of the person's signature on its left; the words stand below it."""
    side = seal_mm * MM
    right = person.left + person.width / 3
    middle = (person.bottom + person.top) / 2
    bottom = middle - side / 2 - _WORDS_BELOW_SEAL_MM * MM
    return Box(page=person.page, left=right - side, right=right, bottom=bottom, top=middle + side / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A signature's field. `closes`: no field changes any more afterwards (ISO 32000-2 §12.8.2.4, FieldMDP)."""

    name: str
    box: Box
    page: bytes
    closes: bool = False


def _seal_field() -> str:
    return f"{FIELD_OF[Role.ORGANISATION]}_1"


def _refuse_second_seal(before: ValidationReport) -> None:
    if any(signature.role is Role.ORGANISATION for signature in before.signatures):
        raise refusals.wrong_order(
            "Cơ quan đã ký văn bản này. Không ký lần thứ hai.",
            "The organisation has signed this document already. It is not signed twice.",
        )


def _sound(reader: PdfFileReader, content: bytes, conditions: Conditions) -> ValidationReport:
    """Check what was signed before; raises Conflict when it does not hold or the document changed since."""
    report = report_on(reader, content, conditions.trust, conditions.at)
    if any(signature.intact and signature.changes is Changes.FORBIDDEN for signature in report.signatures):
        raise refusals.changed_after_signing()
    if not all(signature.valid for signature in report.signatures):
        raise refusals.broken_signature()
    return report


def _check_key(key: SigningKey, who: Signatory, conditions: Conditions) -> None:
    """Refuse a certificate that is somebody else's or not valid at this moment."""
    certificate = x509.Certificate.load(key.certificate)
    name, identifier, organisation = owner(certificate)
    is_theirs = identifier == who.identifier if who.identifier else who.name in {name, organisation}
    if not is_theirs:
        raise refusals.somebody_elses(who.name, name)
    chain = tuple(x509.Certificate.load(der) for der in key.chain)
    standing = judge(certificate, conditions.trust, conditions.at, chain).standing
    if standing is not Standing.VALID:
        raise refusals.certificate(standing, who.name)


def _sign(writer: IncrementalPdfFileWriter, key: SigningKey, conditions: Conditions, field: _Field) -> SignedDocument:
    """Write the signature, check the result, and give it only when every signature in it holds."""
    box = field.box
    sides = (round(box.left), round(box.bottom), round(box.right), round(box.top))
    signer = _ClockedSigner(
        PdfSignatureMetadata(
            field_name=field.name,
            md_algorithm=DIGEST,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=KeySigner(key),
        timestamper=PortTimeStamper(conditions.time_stamps) if conditions.time_stamps else None,
        stamp_style=stamp_style(field.page),
        new_field_spec=SigFieldSpec(
            sig_field_name=field.name,
            on_page=box.page,
            box=sides,
            field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if field.closes else None,
        ),
    )
    signer.at = conditions.at
    try:
        signed = signer.sign_pdf(writer).getvalue()
    except TimestampRequestError as error:
        raise unavailable() from error
    except (SigningError, *READ_ERRORS) as error:
        raise refusals.refuse(
            "pdf_cannot_be_signed",
            "Không ký được tệp PDF này (tệp khóa thay đổi hoặc sai cấu trúc). Hãy xuất lại từ Word.",
            "This PDF cannot be signed (it forbids changes or is badly built). Please export it from Word again.",
        ) from error
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
