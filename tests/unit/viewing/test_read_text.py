"""Text is read out of every kind of file that has some, by a child process."""

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from engine.viewing import read_text
from tests.papers import scanned, written

OOXML = "application/vnd.openxmlformats-officedocument."
WORD, EXCEL = f"{OOXML}wordprocessingml.document", f"{OOXML}spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"


def text_of(folder: Path, content: bytes, media_type: str) -> str | None:
    source = folder / "source"
    source.write_bytes(content)
    return read_text(source, media_type)


def word() -> bytes:
    document, out = docx.Document(), BytesIO()
    document.add_paragraph("Nghị quyết về ").add_run("đất đai")
    document.add_table(1, 1).cell(0, 0).text = "Ô trong bảng"
    document.save(out)
    return out.getvalue()


def excel() -> bytes:
    book, out = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet["B2"] = "Kinh phí"
    book.save(out)
    return out.getvalue()


def open_document(body: str) -> bytes:
    out = BytesIO()
    space = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("content.xml", f'{body}<r xmlns:t="{space}"><t:p>Một <t:span>hai</t:span>&x;</t:p></r>')
    return out.getvalue()


def pdf() -> bytes:
    content = "BT /F 12 Tf 50 700 Td (Bao cao giam sat) Tj ET"
    return written(
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ]
    )


@pytest.mark.parametrize(
    ("content", "media_type", "text"),
    [
        (pdf(), "application/pdf", "Bao cao giam sat"),
        (scanned(1), "application/pdf", ""),
        (word(), WORD, "Nghị quyết về đất đai\nÔ trong bảng"),
        (excel(), EXCEL, "Kinh phí"),
        (open_document('<!DOCTYPE r [<!ENTITY x "">]>'), ODT, "Một hai&x;"),
        ("\ufeffDòng một\r\n\r\n  dòng\x07 hai".encode(), "text/plain", "Dòng một\ndòng hai"),
        (b"%PDF-1.7\nnothing\n%%EOF\n", "application/pdf", None),
        (b"PK\x03\x04", WORD, None),
        (b"\x89PNG", "image/png", None),
    ],
)
def test_the_words_of_a_file(tmp_path: Path, content: bytes, media_type: str, text: str | None) -> None:
    assert text_of(tmp_path, content, media_type) == text


def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mật khẩu", encoding="utf-8")
    found = text_of(tmp_path, open_document(f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]>'), ODT)
    assert "mật khẩu" not in (found or "")


def test_a_package_that_unpacks_without_end_is_given_up(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        for _ in range(64):
            part.write(b"<!--" + b" " * (1 << 20))
    assert text_of(tmp_path, out.getvalue(), WORD) is None
