"""A paper says what its draft says, or whoever agreed to the draft is asked once more."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.document import Document

from engine.templates import OfficialDocument, adds_nothing, draft_template, fill_blanks, fill_docx, read_draft

SUBJECT = "chuyển đơn ĐT-2026-0001"
VALUES: dict[str, Any] = {
    "co_quan_chu_quan": "ĐOÀN ĐBQH VÀ HĐND TỈNH HẢI SƠN",
    "co_quan": "VĂN PHÒNG",
    "ky_hieu": "VP-THTTDN",
    "dia_danh": "Hải Sơn",
    "nam": "2026",
    "trich_yeu": SUBJECT,
    "can_cu": [],
    "kinh_gui": "Công an tỉnh; Ủy ban nhân dân xã Vân Trạch",
    "quyen_han": ["KT. CHÁNH VĂN PHÒNG"],
    "chuc_vu": "PHÓ CHÁNH VĂN PHÒNG",
    "nguoi_ky": "Mai Thị Thanh Hảo",
    "noi_nhan": ["Như trên"],
}
BLANKS = {
    "cơ quan": "Văn phòng",
    "họ tên, địa chỉ người gửi đơn": "Nguyễn Văn An, Thôn 1",
    "yêu cầu báo cáo": "",
}


def draft(change: Callable[[Document], object] = lambda _: None, summary: str = "Không đồng ý") -> bytes:
    """Give a letter drafted from our template, filled in, with a change made in Word."""
    blanks = {**BLANKS, "tóm tắt nội dung đơn": summary}
    filled = fill_blanks(fill_docx(draft_template("cv_chuyen_don"), VALUES), blanks)
    opened, written = docx.Document(BytesIO(filled)), BytesIO()
    change(opened)
    opened.save(written)
    return written.getvalue()


def paper(content: bytes) -> OfficialDocument:
    """Give the paper that is set from a draft, as its slip has it."""
    read = read_draft(content, subject=SUBJECT)
    return OfficialDocument(
        issuer="Văn phòng",
        symbol="/VP-THTTDN",
        place="Hải Sơn",
        year=2026,
        letter_subject=SUBJECT,
        addressees=("Công an tỉnh", "Ủy ban nhân dân xã Vân Trạch"),
        grounds=read.grounds,
        blocks=read.blocks,
        recipients=("Như trên", "Lưu: VT"),
        authority=("KT. CHÁNH VĂN PHÒNG",),
        position="PHÓ CHÁNH VĂN PHÒNG",
        signer="Mai Thị Thanh Hảo",
    )


def test_the_paper_of_a_draft_from_a_template_adds_nothing() -> None:
    content = draft()
    assert adds_nothing(paper(content), content)


@pytest.mark.parametrize(
    "change",
    [
        {"symbol": "/HĐND-THTTDN"},
        {"letter_subject": "chuyển đơn"},
        {"letter_subject": "", "kind_name": "Thông báo", "subject": SUBJECT},
        {"addressees": ("Công an tỉnh",)},
        {"recipients": ("Như trên", "Sở Tài chính", "Lưu: VT")},
        {"recipients": ("Lưu: VT",)},
        {"authority": ("TL. CHÁNH VĂN PHÒNG",)},
        {"position": "CHÁNH VĂN PHÒNG"},
        {"signer": "Bùi Xuân Tường"},
        {"stamp": "Hỏa tốc"},
        {"grounds": ("Căn cứ Luật",)},
        {"blocks": ()},
    ],
    ids="+".join,
)
def test_a_paper_that_says_something_else_is_found(change: dict[str, Any]) -> None:
    content = draft()
    assert not adds_nothing(replace(paper(content), **change), content)


def after_the_foot(document: Document) -> None:
    document.add_paragraph("Phụ lục: danh sách.")


def in_the_edge(document: Document) -> None:
    document.sections[0].footer.paragraphs[0].text = "Không phổ biến."


def struck_out(document: Document) -> None:
    run = document.paragraphs[1].add_run(" không")
    run.font.hidden = True


def repeated(document: Document) -> None:
    document.paragraphs[1].insert_paragraph_before(SUBJECT)


def without_foot(document: Document) -> None:
    foot = document.tables[-1]._tbl  # the library has no way to take a table out
    above = foot.getparent()
    assert above is not None
    above.remove(foot)


@pytest.mark.parametrize("change", [after_the_foot, in_the_edge, struck_out, repeated, without_foot])
def test_what_word_shows_and_the_paper_loses_is_found(change: Callable[[Document], object]) -> None:
    content = draft(change)
    assert not adds_nothing(paper(content), content)


def test_a_blank_left_to_the_drafter_is_found() -> None:
    content = draft(summary="[tóm tắt]")
    assert not adds_nothing(paper(content), content)
