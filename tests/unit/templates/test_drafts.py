"""Drafting in Word: our templates pass our own check, each deviation is pointed at, hostile files are refused."""

import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from engine.errors import InputRejected, NotFound
from engine.templates import FIELDS, check_docx, docx_style, draft_template, drafts, fill_blanks, fill_docx
from engine.templates.fill_docx import Value

OWN_KINDS = (
    "Phiếu đề xuất xử lý đơn",
    "Phiếu chất vấn",
    "Lịch công tác tuần",
    "Phiếu điều xe",
    "Văn bản theo tên loại",
)
VALUES: dict[str, Value] = {
    "co_quan_chu_quan": "HỘI ĐỒNG NHÂN DÂN TỈNH THANH HÓA",
    "co_quan": "THƯỜNG TRỰC",
    "dia_danh": "Thanh Hóa",
    "nam": "2026",
    "trich_yeu": "Kết luận giám sát <đất đai> & môi trường",
    "can_cu": ["Căn cứ Luật Tổ chức chính quyền địa phương;", "Căn cứ kết quả giám sát."],
    "kinh_gui": "Ủy ban nhân dân tỉnh",
    "quyen_han": ["TM. THƯỜNG TRỰC", "KT. CHỦ TỊCH"],
    "chuc_vu": "PHÓ CHỦ TỊCH",
    "nguoi_ky": "Lê Tiến Lam",
    "noi_nhan": ["Như trên", "Ủy ban nhân dân tỉnh"],
}


def filled(code: str = "tb_ket_luan_giam_sat") -> bytes:
    kind = next(draft.kind for draft in drafts() if draft.code == code)
    return fill_docx(draft_template(code), {**VALUES, "ky_hieu": f"{kind}-HĐND" if kind else "VP-TH"})


def words(content: bytes) -> str:
    body = zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", body)


@pytest.mark.parametrize("code", [draft.code for draft in drafts()])
def test_every_template_passes_the_check(code: str) -> None:
    content = filled(code)
    assert check_docx(content, own_kinds=OWN_KINDS) == ()
    assert "{{" not in words(content)
    assert "{%" not in words(content)
    assert "Lê Tiến Lam" in words(content)


def test_words_in_brackets_are_filled_with_what_is_known_and_stay_otherwise() -> None:
    known = {
        "họ tên, địa chỉ người gửi đơn": "Ông <An> & bà Bình\x0b, Thôn 1",
        "cơ quan": "Văn phòng",
        "yêu cầu báo cáo": "",
    }
    written = words(fill_blanks(filled("cv_chuyen_don"), known))
    assert (
        "Văn phòng nhận được đơn của Ông &lt;An&gt; &amp; bà Bình , Thôn 1, nội dung: [tóm tắt nội dung đơn]."
        in written
    )
    assert "theo quy định của pháp luật." in written
    ended = words(fill_blanks(filled("cv_chuyen_don"), {"tóm tắt nội dung đơn": "Cầu treo mục ván."}))
    assert "nội dung: Cầu treo mục ván." in ended
    assert ".." not in ended.replace("...", "")


def test_the_templates_of_the_catalogue_are_there_in_both_languages() -> None:
    assert len(drafts()) == 28
    assert len({draft.code for draft in drafts()}) == 28
    assert all(draft.title.vi and draft.title.en for draft in drafts())
    assert set(VALUES) | {"ky_hieu"} == set(FIELDS)


def test_an_unknown_template_is_not_found() -> None:
    with pytest.raises(NotFound):
        draft_template("../kinds")


def line(document: Document, begin: str) -> Paragraph:
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs: list[Paragraph] = [*document.paragraphs, *(one for cell in cells for one in cell.paragraphs)]
    return next(one for one in paragraphs if one.text.startswith(begin))


def rewrite(begin: str, text: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        line(document, begin).runs[0].text = text
        for run in line(document, text).runs[1:]:
            run.text = ""

    return change


def resize(begin: str, size: float) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        for run in line(document, begin).runs:
            run.font.size = Pt(size)

    return change


def margin(document: Document) -> None:
    document.sections[0].left_margin = Mm(20)


def letter_paper(document: Document) -> None:
    document.sections[0].page_width, document.sections[0].page_height = Mm(216), Mm(279)


def number_everywhere(document: Document) -> None:
    document.sections[0].different_first_page_header_footer = False


def no_numbers(document: Document) -> None:
    header = document.sections[0].header.paragraphs[0]._p
    for child in list(header):
        header.remove(child)


def other_font(document: Document) -> None:
    line(document, "[Nêu kết quả]").runs[0].font.name = "Arial"


def plain(begin: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        for run in line(document, begin).runs:
            run.bold = run.italic = False

    return change


def left(document: Document) -> None:
    line(document, "[Nêu kết quả]").runs[0].text = "Nội dung dài được đánh máy mà không căn đều hai lề. " * 4
    line(document, "Nội dung dài").alignment = ALIGN.LEFT


def tight(document: Document) -> None:
    form = line(document, "[Nêu kết quả]").paragraph_format
    form.space_after, form.line_spacing, form.first_line_indent = Pt(0), 2.0, Mm(0)


def no_recipients(document: Document) -> None:
    line(document, "Nơi nhận:").runs[0].text = ""


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (margin, {"margin_left"}),
        (letter_paper, {"page_size"}),
        (number_everywhere, {"page_number_on_first_page"}),
        (no_numbers, {"page_number_missing"}),
        (other_font, {"font"}),
        (rewrite("CỘNG HÒA", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"), {"country_words"}),
        (rewrite("CỘNG HÒA", "VIỆT NAM"), {"country_missing"}),
        (rewrite("Độc lập", "Độc lập – Tự do – Hạnh phúc"), {"motto_words"}),
        (plain("Độc lập"), {"motto_weight"}),
        (resize("CỘNG HÒA", 16), {"country_size"}),
        (rewrite("Số:", "Số: 5/TB-HĐND"), {"number_zero"}),
        (rewrite("Số:", "Số: 05/BC-HĐND"), {"number_symbol"}),
        (rewrite("Số:", "Số: 05 TB HĐND"), {"number_form"}),
        (rewrite("Số:", "05/TB-HĐND"), {"number_missing"}),
        (rewrite("Thanh Hóa, ngày", "Thanh Hóa, ngày 5 tháng 2 năm 2026"), {"date_zero"}),
        (rewrite("Thanh Hóa, ngày", "Thanh Hóa ngày 05 tháng 02 năm 2026"), {"date_form"}),
        (plain("Thanh Hóa, ngày"), {"date_slope"}),
        (plain("THÔNG BÁO"), {"kind_weight"}),
        (rewrite("THÔNG BÁO", "THÔNG TIN"), {"kind_missing", "addressee_missing"}),
        (plain("Căn cứ Luật"), {"ground_italic"}),
        (rewrite("Căn cứ Luật", "Căn cứ Luật Tổ chức chính quyền địa phương"), {"ground_end"}),
        (left, {"body_align"}),
        (tight, {"body_indent", "body_gap", "body_line"}),
        (resize("[Nêu kết quả]", 12), {"body_size"}),
        (no_recipients, {"recipients_missing"}),
        (plain("Nơi nhận:"), {"recipients_title_weight", "recipients_title_slope"}),
        (rewrite("- Như trên", "- Như trên"), {"recipients_semicolon"}),
        (rewrite("- Lưu", "- Lưu: VT"), {"recipients_stop"}),
        (rewrite("- Lưu", "- Văn thư."), {"recipients_file"}),
        (resize("- Như trên", 13), {"recipients_size"}),
        (plain("TM. THƯỜNG TRỰC"), {"signature_weight"}),
        (rewrite("KT. CHỦ TỊCH", "KT. TL. CHỦ TỊCH"), {"authority_mixed"}),
    ],
)
def test_each_deviation_is_pointed_at(change: Callable[[Document], None], codes: set[str]) -> None:
    document = docx.Document(BytesIO(filled()))
    change(document)
    written = BytesIO()
    document.save(written)
    found = check_docx(written.getvalue())
    assert {one.code for one in found} == codes
    for one in found:
        assert one.text.vi
        assert one.text.en
        assert one.text.vi != one.text.en
        about_a_line = not one.code.endswith("_missing") and not one.code.startswith(("margin", "page"))
        assert (one.paragraph is not None and bool(one.excerpt)) is about_a_line


@pytest.mark.timeout(30)
def test_a_line_that_would_be_searched_for_hours_is_passed_over() -> None:
    document = docx.Document(BytesIO(filled()))
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "ngày tháng " * 20_000
    cell.add_paragraph(", ngày" * 20_000 + " tháng 2 năm")
    cell.add_paragraph("Số:" + "." * 100_000)
    written = BytesIO()
    document.save(written)
    assert "date_missing" not in {one.code for one in check_docx(written.getvalue())}


@pytest.mark.timeout(30)
def test_a_long_draft_is_checked_in_a_moment_and_one_without_end_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    document = docx.Document()
    like = document.add_paragraph("Căn cứ Luật Tổ chức chính quyền địa phương;")
    for _ in range(1_000):
        document.element.body.insert(0, deepcopy(like._p))
    written = BytesIO()
    document.save(written)
    assert check_docx(written.getvalue())
    monkeypatch.setattr(docx_style, "MOST_PARAGRAPHS", 999)
    with pytest.raises(InputRejected) as refused:
        check_docx(written.getvalue())
    assert refused.value.stable_code == "draft_too_long"


def test_names_of_units_that_are_gone_are_pointed_at() -> None:
    document = docx.Document(BytesIO(filled()))
    rewrite("[Nêu kết quả]", "Ủy ban nhân dân huyện Thọ Xuân đã thực hiện.")(document)
    written = BytesIO()
    document.save(written)
    found = check_docx(written.getvalue(), obsolete_words=("huyện", "thị xã"))
    assert [one.code for one in found] == ["obsolete_name"]
    assert "huyện" in found[0].excerpt


def template(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "template_not_allowed"),
        ("{{ nam.__class__ }}", "template_not_allowed"),
        ("{{ nam['__class__'] }}", "template_invalid"),
        ("{{ cycler.__init__.__globals__ }}", "template_not_allowed"),
        ("{{ nam.format(nam) }}", "template_not_allowed"),
        ("{{ 'a' * 1000000000 }}", "template_not_allowed"),
        ("{% for i in range(100000000) %}x{% endfor %}", "template_not_allowed"),
        (
            "{% for a in x %}{% for b in x %}{% for c in x %}.{% endfor %}{% endfor %}{% endfor %}",
            "template_not_allowed",
        ),
        ("{% include '/etc/passwd' %}", "template_not_allowed"),
        ("{% import 'os' as os %}", "template_not_allowed"),
        ("{% set x = 1 %}", "template_not_allowed"),
        ("{{ noi_nhan | map('upper') | join }}", "template_not_allowed"),
        ("{{ khong_co }}", "template_invalid"),
        ("{{ nam", "template_invalid"),
        ("{% if nam %}", "template_invalid"),
        ("{{ nam | khong_co_bo_loc }}", "template_not_allowed"),
    ],
)
def test_a_template_that_asks_for_more_than_values_is_refused(text: str, code: str) -> None:
    with pytest.raises(InputRejected) as refusal:
        fill_docx(template(text), {"nam": "2026", "noi_nhan": ["a", "b"]})
    assert refusal.value.stable_code == code
    assert refusal.value.text.vi != refusal.value.text.en


def test_values_are_plain_text_also_when_they_look_like_markup() -> None:
    content = fill_docx(template("{{ nam }}"), {"nam": "<w:p/>{{ 7 * 7 }} & “Đ”"})
    assert docx.Document(BytesIO(content)).paragraphs[0].text == "<w:p/>{{ 7 * 7 }} & “Đ”"


def repacked(**parts: bytes) -> bytes:
    """Give a good .docx with parts added or replaced (the names' double underscores are strokes, `_dot_` a point)."""
    source = zipfile.ZipFile(BytesIO(filled()))
    body = {name: source.read(name) for name in source.namelist()}
    body |= {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()}
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in body.items():
            target.writestr(name, part)
    return written.getvalue()


def relation(kind: str, target: str) -> bytes:
    official = "http://schemas.openxmlformats.org"
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{official}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{official}/officeDocument/2006/relationships/{kind}" Target="{target}" TargetMode="External"/>'
        "</Relationships>"
    ).encode()


def reaching(kind: str, target: str) -> bytes:
    return repacked(word___rels__settings_dot_xml_dot_rels=relation(kind, target))


def spanning() -> bytes:
    body = zipfile.ZipFile(BytesIO(filled())).read("word/document.xml")
    return body.replace(b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="900000000"/>')


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "docx_damaged"),
        (lambda: b"%PDF-1.7", "docx_damaged"),
        (lambda: filled()[:2000], "docx_damaged"),
        (lambda: repacked(word__document_dot_xml=b"<w:document"), "docx_damaged"),
        (lambda: repacked(word__document_dot_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "docx_damaged"),
        (lambda: repacked(word__vbaProject_dot_bin=b"x"), "docx_has_active_content"),
        (lambda: repacked(word__embeddings__a_dot_bin=b"x"), "docx_has_active_content"),
        (lambda: repacked(word__activeX__a_dot_xml=b"<a/>"), "docx_has_active_content"),
        (lambda: repacked(word__media__bomb_dot_png=bytes(70 * 1024 * 1024)), "docx_too_large"),
        (lambda: reaching("attachedTemplate", "http://x/a.dotm"), "docx_reaches_outside"),
        (
            lambda: repacked(word___rels__a_dot_xml_dot_rels=relation("image", "\\\\may-la\\anh.png")),
            "docx_reaches_outside",
        ),
        (
            lambda: repacked(word___rels__a_dot_xml_dot_rels=relation("hyperlink", "file:///etc/passwd")),
            "docx_reaches_outside",
        ),
    ],
    ids=[
        *("empty", "a PDF", "half", "broken XML", "entities", "macro", "embedded", "ActiveX", "bomb"),
        *("template", "picture", "file link"),
    ],
)
def test_a_hostile_word_file_is_refused(make: Callable[[], bytes], code: str) -> None:
    content = make()
    for step in (lambda: check_docx(content), lambda: fill_docx(content, VALUES)):
        with pytest.raises(InputRejected) as refusal:
            step()
        assert refusal.value.stable_code == code


def test_a_link_to_a_web_page_is_no_danger() -> None:
    content = reaching("hyperlink", "https://vanban.example")
    assert check_docx(content) == ()


def test_a_cell_that_claims_to_span_a_billion_columns_costs_nothing() -> None:
    assert check_docx(repacked(word__document_dot_xml=spanning())) == ()
