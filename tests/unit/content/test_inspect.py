"""A file is judged by its bytes: what is accepted, what is refused and with which words."""

import hashlib
import io
import random
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.content import ContentInspector, DocumentPolicy, FileFacts
from engine.errors import InputRejected

POLICY = DocumentPolicy()
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(17) + b"\0\0\0\0IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(40) + b"\xff\xd9"
ODF_TEXT = "application/vnd.oasis.opendocument.text"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def archive(*parts: str, first: tuple[str, str] | None = None, content: bytes = b"<x/>") -> bytes:
    """Make a zip file with the named parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        if first:
            package.writestr(zipfile.ZipInfo(first[0]), first[1], zipfile.ZIP_STORED)
        for part in parts:
            package.writestr(part, content)
    return out.getvalue()


DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
ODT = archive("content.xml", "META-INF/manifest.xml", first=("mimetype", ODF_TEXT))


def judge(
    content: bytes, name: str, declared: str = "", *, policy: DocumentPolicy = POLICY, step: int = 777
) -> FileFacts:
    """Feed the content in pieces of `step` bytes."""
    inspector = ContentInspector(policy, file_name=name, declared_type=declared)
    for start in range(0, len(content), step):
        inspector.feed(content[start : start + step])
    return inspector.finish()


def refusal(run: Callable[[], object]) -> InputRejected:
    """Give the refusal that `run` ends with."""
    with pytest.raises(InputRejected) as caught:
        run()
    return caught.value


@pytest.mark.parametrize(
    ("content", "name", "declared", "media_type"),
    [
        (PDF, "Tờ trình số 12.pdf", "application/pdf", "application/pdf"),
        (PDF, "SCAN.PDF", "application/octet-stream", "application/pdf"),
        (PNG, "ảnh.png", "image/png", "image/png"),
        (JPEG, "ảnh.jpg", "image/jpeg", "image/jpeg"),
        (JPEG, "ảnh.jpeg", "", "image/jpeg"),
        (b"II*\0" + bytes(20), "quét.tif", "image/tiff", "image/tiff"),
        (DOCX, "Dự thảo nghị quyết.docx", WORD, WORD),
        (DOCX, "Dự thảo.docx", "application/zip", WORD),
        (ODT, "biên bản.odt", ODF_TEXT, ODF_TEXT),
        ("Kính gửi Thường trực HĐND tỉnh\r\n".encode() * 400, "ghi chú.txt", "text/plain; charset=utf-8", "text/plain"),
    ],
)
@pytest.mark.parametrize("step", [1, 4096, 10**9])
def test_accepted(content: bytes, name: str, declared: str, media_type: str, step: int) -> None:
    facts = judge(content, name, declared, step=step)
    assert facts == FileFacts(
        content_type=media_type, size_bytes=len(content), sha256=hashlib.sha256(content).hexdigest()
    )


@pytest.mark.parametrize(
    ("content", "name", "declared", "code"),
    [
        (PNG, "bao-cao.pdf", "application/pdf", "document_type_mismatch"),
        (b"MZ\x90\0" + bytes(9000), "bao-cao.pdf", "application/pdf", "document_type_mismatch"),
        (b"<html><script>1</script>%%EOF", "bao-cao.pdf", "", "document_type_mismatch"),
        (b"\n<HTML>xin chao", "ghi-chu.txt", "text/plain", "document_type_mismatch"),
        (b"<svg xmlns='x'/>", "ghi-chu.txt", "", "document_type_mismatch"),
        (b"#!/bin/sh\nrm -rf x", "ghi-chu.txt", "", "document_type_mismatch"),
        (b"a" * 5000 + b"\xff\xfe", "ghi-chu.txt", "", "document_type_mismatch"),
        (b"a" * 5000 + b"\x1b[2J", "ghi-chu.txt", "", "document_type_mismatch"),
        ("ghi chú".encode()[:-1], "ghi-chu.txt", "", "document_type_mismatch"),
        (DOCX, "bang.xlsx", "", "document_type_mismatch"),
        (archive("hello.txt"), "thu.docx", "", "document_type_mismatch"),
        (archive("word/document.xml"), "thu.docx", "", "document_type_mismatch"),
        (archive("content.xml"), "thu.odt", "", "document_type_mismatch"),
        (DOCX, "thu.odt", "", "document_type_mismatch"),
        (PDF, "chay.exe", "", "document_type_not_allowed"),
        (PDF, "trang.html", "", "document_type_not_allowed"),
        (PDF, "hinh.svg", "", "document_type_not_allowed"),
        (DOCX, "mau.docm", "", "document_type_not_allowed"),
        (PDF, "khong-duoi", "", "document_type_not_allowed"),
        (PDF, "a.pdf.exe", "", "document_type_not_allowed"),
        (PDF, "a.pdf", "text/html", "document_type_declared_otherwise"),
        (DOCX, "a.docx", "application/pdf", "document_type_declared_otherwise"),
        (PDF[:-8], "a.pdf", "", "document_damaged"),
        (DOCX[:-30], "a.docx", "", "document_damaged"),
        (b"PK\x03\x04" + bytes(100), "a.docx", "", "document_damaged"),
        (b"", "a.pdf", "", "document_empty"),
        (PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 5 0 R"), "a.pdf", "", "document_encrypted"),
        (
            archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            "a.docx",
            "",
            "document_has_macros",
        ),
        (
            archive("content.xml", "Basic/script-lc.xml", first=("mimetype", ODF_TEXT)),
            "a.odt",
            "",
            "document_has_macros",
        ),
        (
            archive(
                "content.xml",
                "META-INF/manifest.xml",
                first=("mimetype", ODF_TEXT),
                content=b"<manifest:encryption-data/>",
            ),
            "a.odt",
            "",
            "document_encrypted",
        ),
    ],
)
def test_refused(content: bytes, name: str, declared: str, code: str) -> None:
    error = refusal(lambda: judge(content, name, declared))
    assert error.stable_code == code
    assert [finding.field for finding in error.findings] == ["file"]
    assert "Chưa lưu" in error.text.vi
    assert "Nothing was saved" in error.text.en


def test_the_words_name_the_file_and_what_to_do() -> None:
    error = refusal(lambda: judge(b"not a pdf at all, sorry", "bao-cao.pdf"))
    assert error.text.vi == "Tệp “bao-cao.pdf” không phải PDF. Chưa lưu. Hãy xuất lại từ Word và tải lên."
    error = refusal(lambda: judge(PNG, "bao-cao.pdf"))
    assert "(nội dung giống tệp .png)" in error.text.vi


def test_a_lie_is_noticed_before_the_end() -> None:
    inspector = ContentInspector(POLICY, file_name="a.pdf")
    with pytest.raises(InputRejected):
        inspector.feed(b"MZ" + bytes(5000))


def test_size_is_bounded_while_the_bytes_pass() -> None:
    inspector = ContentInspector(DocumentPolicy(max_size_bytes=1_000_000), file_name="a.pdf")
    inspector.feed(PDF + bytes(1_000_000 - len(PDF)))
    error = refusal(lambda: inspector.feed(b"1"))
    assert error.stable_code == "document_too_large"
    assert "1 MB" in error.text.vi


def test_bytes_kept_do_not_grow_with_the_file() -> None:
    inspector = ContentInspector(POLICY, file_name="a.pdf")
    inspector.feed(PDF)
    block = bytes(1 << 20)
    for _ in range(64):
        inspector.feed(block)
    assert sum(len(kept) for kept in vars(inspector).values() if isinstance(kept, bytearray)) < 3 << 20
    inspector.feed(PDF)
    assert inspector.finish().size_bytes == 2 * len(PDF) + (64 << 20)


def test_a_zip_bomb_is_refused_without_unpacking() -> None:
    bomb = archive("[Content_Types].xml", "word/document.xml", content=bytes(4 << 20))
    assert len(bomb) < 64 << 10
    error = refusal(lambda: judge(bomb, "a.docx", policy=DocumentPolicy(max_unpacked_bytes=1 << 20)))
    assert error.stable_code == "document_unpacks_too_large"


def test_too_many_parts_are_refused() -> None:
    parts = archive("[Content_Types].xml", "word/document.xml", *(f"word/{number}.xml" for number in range(50)))
    assert judge(parts, "a.docx").content_type == WORD
    assert (
        refusal(lambda: judge(parts, "a.docx", policy=DocumentPolicy(max_parts=20))).stable_code == "document_damaged"
    )


def test_a_large_package_is_read_from_its_tail_only() -> None:
    noise = random.Random(1).randbytes(3 << 20)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        package.writestr("[Content_Types].xml", "<x/>")
        package.writestr("word/media/scan.png", noise)
        package.writestr("word/document.xml", "<x/>")
    assert judge(out.getvalue(), "a.docx", step=65_536).size_bytes == len(out.getvalue())


def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in ("[Content_Types].xml", "word/document.xml", "word/documenu.xml"):
            package.writestr(name, "<x/>")
    twice = out.getvalue().replace(b"documenu", b"document")
    assert refusal(lambda: judge(twice, "a.docx")).stable_code == "document_damaged"


@settings(deadline=None)
@given(cut=st.integers(min_value=0, max_value=len(DOCX) - 1), replacement=st.binary(max_size=60))
def test_any_mangled_package_is_accepted_or_refused_never_an_error(cut: int, replacement: bytes) -> None:
    mangled = DOCX[:cut] + replacement + DOCX[cut + len(replacement) :]
    try:
        facts = judge(mangled, "a.docx")
    except InputRejected:
        return
    assert facts.size_bytes == len(mangled)


@pytest.mark.parametrize("sign", [b"/JS", b"/JavaScript", b"/Launch", b"/EmbeddedFiles", b"/ObjStm", b"/J#53"])
@pytest.mark.parametrize("step", [1, 7, 5000])
def test_a_pdf_that_may_act_is_pointed_out(sign: bytes, step: int) -> None:
    assert judge(PDF.replace(b"/Catalog", b"/Catalog" + sign + b" 1"), "a.pdf", step=step).may_act
    assert not judge(PDF, "a.pdf", step=step).may_act


@pytest.mark.parametrize("step", [1, 7, 777, 10_000_000])
def test_a_signature_is_seen_wherever_the_pieces_part(step: int) -> None:
    signed = PDF.replace(b"/Catalog", b"/Catalog/Sig<</ByteRange [0 1 2 3]>>")
    assert judge(signed, "a.pdf", step=step).is_signed
    assert not judge(PDF, "a.pdf", step=step).is_signed
