"""The cover sheet: every letter of Vietnamese, nothing read as markup, the same bytes for the same sheet."""

import io
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from engine.errors import InputRejected
from engine.worker.connectors.cover_sheet import CoverSheet, Row, render

AT = datetime(2026, 2, 5, 3, 0, tzinfo=UTC)
BASES, MARKS = "AĂÂEÊIOÔƠUƯYaăâeêioôơuưy", "\u0300\u0309\u0303\u0301\u0323"
LETTERS = [unicodedata.normalize("NFC", base + mark) for base in BASES for mark in MARKS] + list(BASES + "Đđ")
SHEET = CoverSheet(
    kind="Sao y",
    title="Bìa bản sao y",
    issuer_parent="Đoàn ĐBQH và HĐND tỉnh Hải Sơn",
    issuer="Văn phòng",
    number="05/SY-VP",
    place="Hải Sơn",
    date="ngày 05 tháng 02 năm 2026",
    rows=(Row(label="Văn bản được sao", value="Nghị quyết số 18/2025/NQ-HĐND"),),
    recipients=("- Nguyễn Hoài An;", "- Lưu: VT."),
    authority="KT. Chánh Văn phòng",
    signer_position="Phó Chánh Văn phòng",
    signer_name="Mai Thanh Hảo",
)


def words(pdf: bytes) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def test_everything_stands_on_one_page_of_an_archival_file() -> None:
    pdf = render(SHEET, made_at=AT)
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    shown = words(pdf)
    for part in (
        "ĐOÀN ĐBQH VÀ HĐND TỈNH HẢI SƠN",
        "VĂN PHÒNG",
        "SAO Y",
        "Số: 05/SY-VP",
        "Hải Sơn, ngày 05 tháng 02 năm 2026",
        "KT. CHÁNH VĂN PHÒNG PHÓ CHÁNH VĂN PHÒNG",
        "Mai Thanh Hảo",
        "Nơi nhận: - Nguyễn Hoài An; - Lưu: VT.",
    ):
        assert part in shown
    assert b"pdfaid" in pdf
    assert b"LibertinusSerif" in pdf
    assert b"/FontFile" in pdf


def test_every_vietnamese_letter_has_a_glyph() -> None:
    lines = tuple(Row(label="x", value=" ".join(LETTERS[start : start + 20])) for start in range(0, len(LETTERS), 20))
    shown = words(render(replace(SHEET, rows=lines), made_at=AT))
    assert [letter for letter in LETTERS if letter not in shown] == []


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("x")',
        '#read("/etc/passwd")',
        '#import "@preview/x:1.0.0"',
        "*đậm* _nghiêng_ `mã` $x^2$ @ref <nhan> = tiêu đề",
        '"}) #sys.version //',
        "\\u{0} /* ",
    ],
)
def test_what_people_type_is_never_markup(hostile: str) -> None:
    shown = words(render(replace(SHEET, rows=(Row(label="Văn bản", value=hostile),)), made_at=AT))
    assert " ".join(hostile.split()) in shown


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert render(SHEET, made_at=AT) == render(SHEET, made_at=AT)


def test_a_real_clock_s_moment_is_taken_to_the_second() -> None:
    assert render(SHEET, made_at=AT.replace(microsecond=123_456)) == render(SHEET, made_at=AT)


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(InputRejected) as caught:
        render(replace(SHEET, rows=(Row(label="x", value="ă" * 2001),)), made_at=AT)
    assert caught.value.stable_code == "cover_sheet_text_too_long"
