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

from engine.signing import number_fields, refusals
from engine.signing.anchors import page_size
from engine.signing.appearance import BLUE, RED, check_picture, draw, written_time
from engine.signing.inspect_pdf import open_for_update, open_pdf
from engine.signing.keys import Certified, SigningKey
from engine.signing.records import MM, Box, Changes, Role, Signatory, SignedDocument, Standing, ValidationReport
from engine.signing.trust import Trust, judge, owner
from engine.signing.validate import FIELD_OF, report_on
from engine.signing.write_signature import (
    Conditions,
    PreparedSignature,
    SignatureField,
    prepare_signature,
    write_signature,
)

_WORDS_BELOW_SEAL_MM: Final = 9.0


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


def sign_as_person(content: bytes, request: PersonRequest, key: SigningKey, conditions: Conditions) -> SignedDocument:
    """Sign as the competent person; raises NotPermitted, InputRejected, Conflict or Unavailable."""
    writer, field = _place_of_person(content, request, key, conditions)
    return write_signature(writer, key, conditions, field)


def prepare_as_person(
    content: bytes, request: PersonRequest, holder: Certified, conditions: Conditions
) -> PreparedSignature:
    """Do all of `sign_as_person` but the signature itself, which a key elsewhere makes (`finish_signature`)."""
    writer, field = _place_of_person(content, request, holder, conditions)
    return prepare_signature(writer, holder, conditions, field)


def _place_of_person(
    content: bytes, request: PersonRequest, key: Certified, conditions: Conditions
) -> tuple[IncrementalPdfFileWriter, SignatureField]:
    """Check document, person, certificate and picture, and make the place of the signature."""
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
    return writer, SignatureField(name=field, box=request.place, page=page)


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
    field = SignatureField(name=_seal_field(), box=box, page=page, closes=True)
    return write_signature(open_for_update(content), key, conditions, field)


def sign_appendix(content: bytes, request: AppendixRequest, key: SigningKey, conditions: Conditions) -> SignedDocument:
    """Sign an appendix as the organisation: number and time in the top right corner of the first page, no picture."""
    before = _sound(open_pdf(content), content, conditions)
    _refuse_second_seal(before)
    _check_key(key, request.organisation, conditions)
    width, height = page_size(content, 0)
    right, top = width - 15 * MM, height - 8 * MM
    box = Box(page=0, left=right - 60 * MM, right=right, bottom=top - 10 * MM, top=top)
    page = draw("appendix", box, at=conditions.at, lines=[request.number, written_time(conditions.at)])
    field = SignatureField(name=_seal_field(), box=box, page=page, closes=True)
    return write_signature(open_for_update(content), key, conditions, field)


def seal_box(person: Box, seal_mm: float) -> Box:
    """Give the seal's place: it covers a third of the person's signature on its left; the words stand below it."""
    side = seal_mm * MM
    right = person.left + person.width / 3
    middle = (person.bottom + person.top) / 2
    bottom = middle - side / 2 - _WORDS_BELOW_SEAL_MM * MM
    return Box(page=person.page, left=right - side, right=right, bottom=bottom, top=middle + side / 2)


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


def _check_key(key: Certified, who: Signatory, conditions: Conditions) -> None:
    """Refuse a certificate that is somebody else's or not valid at this moment."""
    certificate = x509.Certificate.load(key.certificate)
    name, identifier, organisation = owner(certificate)
    is_theirs = identifier == who.identifier if who.identifier else who.name in {name, organisation}
    if not is_theirs:
        raise refusals.somebody_elses(who.name, name)
    require_valid((key.certificate, *key.chain), conditions.trust, conditions.at, who.name)


def require_valid(certificates: tuple[bytes, ...], trust: Trust, at: datetime, name: str) -> None:
    """Refuse a certificate (DER, those above it behind it) that is not worth a signature of `name` at this moment."""
    certificate, *chain = (x509.Certificate.load(der) for der in certificates)
    standing = judge(certificate, trust, at, tuple(chain)).standing
    if standing is not Standing.VALID:
        raise refusals.certificate(standing, name)
