"""What a draft says is read out of its .docx; head, addressees, recipients and signature stay behind."""

from io import BytesIO

import docx
import pytest

from engine.errors import InputRejected
from engine.templates import Block, draft_template, fill_docx, read_draft
from tests.unit.templates.test_drafts import VALUES


def saved(*paragraphs: str, rows: tuple[tuple[str, str], ...] = ()) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=len(rows), cols=2)
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    written = BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize("code", ["cv_don_doc", "tb_ket_luan_giam_sat", "nq_ca_biet", "to_trinh"])
def test_nothing_of_head_and_foot_is_taken(code: str) -> None:
    content = fill_docx(draft_template(code), {**VALUES, "ky_hieu": "TB-HĐND"})
    draft = read_draft(content, subject=str(VALUES["trich_yeu"]))
    words = " ".join([*draft.grounds, *(block.lead + block.text for block in draft.blocks)])
    for part in ("CỘNG HÒA", "Kính gửi", "Nơi nhận", "Lê Tiến Lam", "Lưu: VT", str(VALUES["trich_yeu"])):
        assert part not in words
    assert draft.blocks


def test_grounds_stand_apart_without_their_punctuation() -> None:
    draft = read_draft(
        saved("Căn cứ Luật 72/2025;", "Căn cứ kết quả giám sát.", "Nội dung.", "Căn cứ này ở lại."), subject="x"
    )
    assert draft.grounds == ("Căn cứ Luật 72/2025", "Căn cứ kết quả giám sát")
    assert [block.text for block in draft.blocks] == ["Nội dung.", "Căn cứ này ở lại."]


def test_articles_and_tables_keep_their_form() -> None:
    draft = read_draft(saved("Điều 1. Phạm vi", rows=(("Cơ quan", "Hạn"), ("Sở Xây dựng", "30/11"))), subject="x")
    assert draft.blocks == (
        Block(lead="Điều 1.", text="Phạm vi"),
        Block(style="table", rows=(("Cơ quan", "Hạn"), ("Sở Xây dựng", "30/11"))),
    )


def test_several_addressees_and_the_subject_alone_on_a_line_are_left_out() -> None:
    lines = (
        "BÁO CÁO",
        "Về việc tiến độ",
        "Kính gửi:",
        "- Sở Xây dựng;",
        "- Sở Tài chính.",
        "Thưa.",
        "- Một gạch đầu dòng",
    )
    draft = read_draft(saved(*lines), subject="tiến độ")
    assert [block.text for block in draft.blocks] == ["Thưa.", "- Một gạch đầu dòng"]


def test_what_is_no_docx_is_refused() -> None:
    with pytest.raises(InputRejected):
        read_draft(b"%PDF-1.7", subject="x")
