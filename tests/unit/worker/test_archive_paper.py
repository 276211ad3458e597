"""The archive's papers: every word stands on the page, nothing is read as markup, what is too long is refused."""

import io
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from engine.errors import InputRejected
from engine.worker.connectors.archive_paper import MOST_ROWS, ArchivePaper, Fact, Signer, render

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
ROW = ("1", "719/VP-CTHĐND", "25/11/2026", "đôn đốc #strong[gửi] $x$ báo cáo", "Lê Thị Kim Oanh", "01-02", "")
INDEX = ArchivePaper(
    title="Mục lục văn bản, tài liệu trong hồ sơ",
    issuer_parent="Đoàn ĐBQH và HĐND tỉnh Hải Sơn",
    issuer="Văn phòng",
    place="Hải Sơn",
    date="ngày 25 tháng 11 năm 2026",
    facts=(Fact(label="Hồ sơ số", value="15.TH"),),
    columns=("STT", "Số, ký hiệu", "Ngày, tháng", "Trích yếu nội dung", "Tác giả", "Tờ số", "Ghi chú"),
    widths=(10, 25, 22, 48, 28, 13, 19),
    centred=(0,),
    rows=(ROW,) * 40,
    closing="Mục lục này có 40 văn bản, tài liệu.",
    signers=(Signer(role="Người lập hồ sơ", name="Lê Thị Kim Oanh"),),
)


def test_an_index_of_several_pages_repeats_its_head_and_sets_texts_as_they_are() -> None:
    pages = PdfReader(io.BytesIO(render(INDEX, made_at=AT))).pages
    texts = [unicodedata.normalize("NFC", " ".join(page.extract_text().split())) for page in pages]
    assert len(texts) > 1
    assert all("Trích yếu nội dung" in text for text in texts[:2])
    for part in ("MỤC LỤC VĂN BẢN, TÀI LIỆU TRONG HỒ SƠ", "Hồ sơ số: 15.TH", "#strong[gửi] $x$"):
        assert part in texts[0]
    assert "Mục lục này có 40 văn bản, tài liệu." in texts[-1]


def test_what_is_too_long_for_a_paper_is_refused() -> None:
    for paper in (replace(INDEX, rows=(ROW,) * (MOST_ROWS + 1)), replace(INDEX, closing="x" * 5000)):
        with pytest.raises(InputRejected):
            render(paper, made_at=AT)
