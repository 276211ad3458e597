"""What was changed after a signature, and what must not be signed at all, is found."""

from collections.abc import Callable
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfWriter

from engine.errors import Conflict, InputRejected
from engine.signing import Changes, sign_as_person, stamp_number, validate
from tests.signing import NOW, Bureau, draft, person_request
from tests.unit.signing.test_sign import DAY, code_of, sealed, signed


def with_more_text(content: bytes) -> bytes:
    """Write over the first page, as somebody would who adds a line after the signature."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    stream = generic.StreamObject(stream_data=b"0 0 200 20 re f")
    writer.add_stream_to_page(0, writer.add_object(stream))
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def with_other_number(content: bytes) -> bytes:
    """Fill the number's field once more, after the organisation has closed it."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    for reference in writer.root["/AcroForm"]["/Fields"]:
        field = reference.get_object()
        if field["/T"] == "so_van_ban":
            field[pdf_name("/V")] = pdf_string("99")
            writer.update_container(field)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize("change", [with_more_text, with_other_number])
def test_a_change_after_the_seal_is_found(bureau: Bureau, change: Callable[[bytes], bytes]) -> None:
    report = validate(change(sealed(bureau).content), bureau.conditions.trust, NOW)
    assert not report.valid
    assert report.signatures[-1].changes is Changes.FORBIDDEN
    assert report.signatures[-1].intact


def test_a_flipped_bit_breaks_the_signature(bureau: Bureau) -> None:
    content = bytearray(signed(bureau))
    content[content.index(b"/MediaBox") + 12] ^= 1
    report = validate(bytes(content), bureau.conditions.trust, NOW)
    assert not report.signatures[0].intact
    assert not report.valid


def test_a_document_that_changed_after_signing_is_refused_everywhere(bureau: Bureau) -> None:
    changed = with_more_text(signed(bureau))
    with pytest.raises(Conflict) as refusal:
        stamp_number(changed, "05", DAY, bureau.conditions)
    assert code_of(refusal) == "document_changed_after_signing"
    with pytest.raises(Conflict) as refusal:
        sign_as_person(changed, person_request(draft()), bureau.chair, bureau.conditions)
    assert code_of(refusal) == "document_changed_after_signing"


def test_a_document_with_a_broken_signature_is_not_signed_again(bureau: Bureau) -> None:
    content = bytearray(signed(bureau))
    content[content.index(b"/MediaBox") + 12] ^= 1
    with pytest.raises(Conflict) as refusal:
        stamp_number(bytes(content), "05", DAY, bureau.conditions)
    assert code_of(refusal) == "signature_broken"


def test_an_unsigned_document_has_an_empty_report(bureau: Bureau) -> None:
    report = validate(draft(), bureau.conditions.trust, NOW)
    assert report.signatures == ()
    assert not report.valid


def hostile(change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(draft()))
    change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def acting(action_type: str, key: str) -> bytes:
    """Give a document that acts when it is opened."""
    writer = IncrementalPdfFileWriter(BytesIO(draft()))
    action = generic.DictionaryObject({pdf_name("/S"): pdf_name(action_type), pdf_name(key): pdf_string("calc.exe")})
    writer.root[pdf_name("/OpenAction")] = action
    writer.update_root()
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: acting("/JavaScript", "/JS"), "pdf_has_scripts"),
        (lambda: hostile(lambda writer: writer.encrypt("mật khẩu", algorithm="AES-256")), "pdf_encrypted"),
        (lambda: hostile(lambda writer: writer.encrypt("", "chủ", algorithm="AES-256")), "pdf_encrypted"),
        (lambda: hostile(lambda writer: writer.add_attachment("a.exe", b"MZ")), "pdf_has_active_content"),
        (lambda: acting("/Launch", "/F"), "pdf_has_active_content"),
        (lambda: b"", "pdf_unreadable"),
        (lambda: b"%PDF-1.7\n%%EOF", "pdf_unreadable"),
        (lambda: draft()[: len(draft()) // 2], "pdf_unreadable"),
        (lambda: b"PK\x03\x04 no PDF", "pdf_unreadable"),
    ],
    ids=["script", "password", "restrictions", "attachment", "launch", "empty", "nothing in it", "half", "a zip"],
)
def test_what_must_not_be_signed_is_refused(bureau: Bureau, make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(InputRejected) as refusal:
        sign_as_person(make(), person_request(draft()), bureau.chair, bureau.conditions)
    assert code_of(refusal) == code


@pytest.mark.slow
def test_no_damage_to_a_signed_document_makes_the_check_fall_over(bureau: Bureau) -> None:
    whole = sealed(bureau).content
    # The last signature's own value is the one place that no signature covers.
    hole = range(whole.rindex(b"/Contents <"), whole.index(b">", whole.rindex(b"/Contents <")))
    for at in range(0, len(whole), 2003):
        damaged = bytearray(whole)
        damaged[at] ^= 0x55
        try:
            report = validate(bytes(damaged), bureau.conditions.trust, NOW)
        except InputRejected:
            continue
        assert not report.valid or at in hole, at
