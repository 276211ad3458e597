"""The final PDF, measured: where things stand and how large they are, against Decree 30/2020, Annex I."""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdfium2 import raw

from engine.errors import InputRejected
from engine.signing import Conditions, above_name, sign_as_person
from engine.signing.anchors import occurrences
from engine.signing.records import MM, Box
from engine.templates import Appendix, Block, OfficialDocument, set_pdf
from tests.signing import CHAIR, NOW, open_bureau, person_request

LONG = "Ủy ban nhân dân tỉnh tổ chức thực hiện, kiểm tra, đôn đốc các sở, ngành và địa phương theo thẩm quyền. " * 3
NOTICE = OfficialDocument(
    kind_name="Thông báo",
    subject="Kết luận giám sát chuyên đề về quản lý đất đai",
    issuer="Hội đồng nhân dân tỉnh Thanh Hóa",
    symbol="/TB-HĐND",
    place="Thanh Hóa",
    year=2026,
    authority=("TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN",),
    position="Chủ tịch",
    signer=CHAIR.name,
    recipients=("Như trên", "Lưu: VT"),
    grounds=("Căn cứ Luật Tổ chức chính quyền địa phương", "Căn cứ kết quả giám sát"),
    stamp="Khẩn",
    blocks=tuple(Block(text=LONG, lead="Điều 1.") for _ in range(14)),
)
LETTER = replace(
    NOTICE,
    kind_name="",
    subject="",
    letter_subject="chuyển đơn của công dân",
    symbol="/VP-DN",
    number="05",
    issued_on=date(2026, 2, 1),
    addressees=("Thanh tra tỉnh", "Ủy ban nhân dân phường Hạc Thành"),
    blocks=(Block(text=LONG),),
)


LETTER_SUBJECT = "V/v chuyển đơn của công dân"


def at(content: bytes, words: str) -> Box:
    found = occurrences(content, words)
    assert found, words
    return found[0]


def letters(content: bytes) -> Iterator[tuple[int, str, tuple[float, float, float, float], float]]:
    """Yield the page, each visible letter, its box and its size in points."""
    document = pypdfium2.PdfDocument(content)
    for number in range(len(document)):
        page = document[number].get_textpage()
        for index in range(page.count_chars()):
            letter = chr(raw.FPDFText_GetUnicode(page, index))
            if letter.strip():
                yield number, letter, page.get_charbox(index), float(raw.FPDFText_GetFontSize(page, index))
    document.close()


def look(content: bytes, words: str) -> tuple[float, str]:
    """Give the size and the font of the first occurrence of `words`."""
    document = pypdfium2.PdfDocument(content)
    for number in range(len(document)):
        page = document[number].get_textpage()
        place = page.search(unicodedata.normalize("NFC", words), match_case=True).get_next()
        if place is not None:
            name = ctypes.create_string_buffer(128)
            raw.FPDFText_GetFontInfo(page, place[0], name, 128, ctypes.c_int())
            size = float(raw.FPDFText_GetFontSize(page, place[0]))
            document.close()
            return size, name.value.decode().split("+")[-1]
    pytest.fail(f"“{words}” is not in the document")


@pytest.fixture(scope="module")
def notice() -> bytes:
    return set_pdf(NOTICE, made_at=NOW)


@pytest.fixture(scope="module")
def letter() -> bytes:
    return set_pdf(LETTER, made_at=NOW)


def test_the_page_is_a4_with_the_margins_of_the_decree(notice: bytes) -> None:
    pages = PdfReader(BytesIO(notice)).pages
    assert len(pages) >= 2
    for page in pages:
        assert float(page.mediabox.width) == pytest.approx(210 * MM, abs=1)
        assert float(page.mediabox.height) == pytest.approx(297 * MM, abs=1)
    body = [box for page, _, box, _ in letters(notice) if page == 0]
    assert min(box[0] for box in body) >= 30 * MM - 1
    assert max(box[2] for box in body) <= (210 - 15) * MM + 1
    assert max(box[3] for box in body) <= (297 - 20) * MM + 4  # marks over capitals rise above the line
    assert min(box[1] for box in body) >= 20 * MM - 4  # below the last line hang descenders


@pytest.mark.parametrize(
    ("words", "sizes", "font"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), "Tinos-Bold"),
        ("Độc lập - Tự do - Hạnh phúc", (13, 14), "Tinos-Bold"),
        ("HỘI ĐỒNG NHÂN DÂN", (12, 13), "Tinos-Bold"),
        ("Số:", (13, 13), "Tinos-Regular"),
        ("Thanh Hóa, ngày", (13, 14), "Tinos-Italic"),
        ("THÔNG BÁO", (13, 14), "Tinos-Bold"),
        ("Kết luận giám sát", (13, 14), "Tinos-Bold"),
        ("KHẨN", (13, 14), "Tinos-Bold"),
        ("Căn cứ Luật", (13, 14), "Tinos-Italic"),
        ("Điều 1.", (13, 14), "Tinos-Bold"),
        ("Ủy ban nhân dân tỉnh tổ chức", (13, 14), "Tinos-Regular"),
        ("TM. THƯỜNG TRỰC", (13, 14), "Tinos-Bold"),
        ("CHỦ TỊCH", (13, 14), "Tinos-Bold"),
        (CHAIR.name, (13, 14), "Tinos-Bold"),
        ("Nơi nhận:", (12, 12), "Tinos-BoldItalic"),
        ("- Như trên;", (11, 11), "Tinos-Regular"),
        ("- Lưu: VT.", (11, 11), "Tinos-Regular"),
    ],
)
def test_each_part_has_its_size_and_style(notice: bytes, words: str, sizes: tuple[int, int], font: str) -> None:
    size, name = look(notice, words)
    assert sizes[0] <= round(size, 1) <= sizes[1]
    assert name == font


def test_the_parts_stand_where_they_belong(notice: bytes) -> None:
    country, motto = at(notice, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), at(notice, "Độc lập - Tự do - Hạnh phúc")
    issuer, number, day = at(notice, "HỘI ĐỒNG NHÂN DÂN"), at(notice, "Số:"), at(notice, "Thanh Hóa, ngày")
    kind, subject = at(notice, "THÔNG BÁO"), at(notice, "Kết luận giám sát chuyên đề về quản lý đất đai")
    middle = (30 + 195) / 2 * MM
    assert country.left > issuer.right
    assert country.bottom > motto.top
    assert country.centre == pytest.approx(motto.centre, abs=2)
    assert issuer.bottom > number.top
    assert number.bottom == pytest.approx(day.bottom, abs=4)
    assert kind.centre == pytest.approx(middle, abs=2)
    assert subject.centre == pytest.approx(middle, abs=2)
    assert number.bottom > kind.top > kind.bottom > subject.top
    recipients, position, name = at(notice, "Nơi nhận:"), at(notice, "CHỦ TỊCH"), at(notice, CHAIR.name)
    assert recipients.right < position.left
    assert position.centre == pytest.approx(name.centre, abs=2)
    assert 24 * MM < position.bottom - name.top < 40 * MM


def test_the_text_is_justified_and_indented(notice: bytes) -> None:
    first = at(notice, "Điều 1.")
    assert first.left == pytest.approx((30 + 12.7) * MM, abs=1.5)
    lines: dict[int, float] = {}
    for page, _, box, _ in letters(notice):
        if page == 0 and box[3] < first.top:
            key = round(box[1] / 12)
            lines[key] = max(lines.get(key, 0), box[2])
    full = [right for right in lines.values() if right > 180 * MM]
    # A last line of a paragraph may end anywhere.
    assert sum(right == pytest.approx(195 * MM, abs=1.5) for right in full) > 10


def test_page_numbers_stand_centred_above_and_not_on_the_first_page(notice: bytes) -> None:
    top = (297 - 20) * MM
    numbers = [(page, letter, box, size) for page, letter, box, size in letters(notice) if box[1] > top + 2]
    assert [page for page, *_ in numbers] == list(range(1, len(PdfReader(BytesIO(notice)).pages)))
    for page, letter, box, size in numbers:
        assert letter == str(page + 1)
        assert 13 <= size <= 14
        assert (box[0] + box[2]) / 2 == pytest.approx((30 + 195) / 2 * MM, abs=2)


def test_a_letter_has_its_subject_under_the_number_and_no_kind(letter: bytes) -> None:
    number, subject, addressee = at(letter, "Số: 05/VP-DN"), at(letter, LETTER_SUBJECT), at(letter, "Kính gửi:")
    assert number.bottom > subject.top
    assert subject.centre == pytest.approx(number.centre, abs=3)
    assert subject.right < 105 * MM
    assert 12 <= look(letter, "V/v chuyển đơn")[0] <= 13
    assert addressee.top < subject.bottom
    at(letter, "Thanh Hóa, ngày 01 tháng 02 năm 2026")
    at(letter, "- Thanh tra tỉnh;")
    at(letter, "- Ủy ban nhân dân phường Hạc Thành.")


def test_every_font_is_embedded_and_the_same_input_gives_the_same_bytes(notice: bytes) -> None:
    assert set_pdf(NOTICE, made_at=NOW) == notice
    assert b"pdfaid:part" in notice
    pages: list[Any] = list(PdfReader(BytesIO(notice)).pages)
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all("/FontFile2" in one or "/FontFile3" in one for one in fonts)


def test_what_people_typed_is_never_read_as_markup() -> None:
    typed = '#read("/etc/passwd") *đậm* $x$ <nhãn> @tham_chieu \\u{41}'
    content = set_pdf(replace(NOTICE, blocks=(Block(text=typed),), subject="= #panic()"), made_at=NOW)
    at(content, '#read("/etc/passwd") *đậm* $x$ <nhãn>')
    at(content, "= #panic()")


def test_an_appendix_stands_behind_and_may_lie_across() -> None:
    rows = (("STT", "Nội dung"), ("1", "Rà soát quy hoạch"))
    appendix = Appendix(
        name="Phụ lục I",
        title="Danh mục dự án",
        reference="Thông báo số 05/TB-HĐND ngày 01 tháng 02 năm 2026",
        blocks=(Block(style="table", rows=rows),),
        landscape=True,
    )
    content = set_pdf(replace(NOTICE, appendices=(appendix,)), made_at=NOW)
    last = PdfReader(BytesIO(content)).pages[-1]
    assert float(last.mediabox.width) > float(last.mediabox.height)
    at(content, "(Kèm theo Thông báo số 05/TB-HĐND ngày 01 tháng 02 năm 2026)")
    at(content, "Rà soát quy hoạch")


def test_the_document_can_be_signed_where_its_words_say(notice: bytes) -> None:
    bureau = open_bureau()
    place = above_name(notice, name=CHAIR.name, position="CHỦ TỊCH", width_mm=40, height_mm=18)
    request = replace(person_request(notice), place=place)
    conditions: Conditions = bureau.conditions
    assert sign_as_person(notice, request, bureau.chair, conditions).report.valid


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signer": " "}, "document_part_missing"),
        ({"recipients": ()}, "document_part_missing"),
        ({"symbol": "/"}, "document_part_missing"),
        ({"blocks": (Block(text="x" * 20_001),)}, "document_too_long"),
        ({"blocks": (Block(text="x"),) * 3_001}, "document_too_long"),
        ({"blocks": (Block(style="table", rows=(("a", "b"), ("c",))),)}, "document_table_uneven"),
        ({"blocks": (Block(style="table"),)}, "document_table_uneven"),
    ],
)
def test_what_cannot_be_set_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(InputRejected) as refusal:
        set_pdf(replace(NOTICE, **change), made_at=NOW)  # type: ignore[arg-type]
    assert refusal.value.stable_code == code
    assert refusal.value.text.vi != refusal.value.text.en
