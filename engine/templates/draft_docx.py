"""Makes the .docx templates that drafting begins with, laid out by Decree 30/2020, with blanks for `fill_docx`.

What each contains is data (drafts.json); words in square brackets are for the drafter to replace. Documents without a
kind of their own in Decree 30 are letters, or internal forms with their name as the title.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from engine.errors import NotFound, Text
from engine.templates.check_docx import kinds
from engine.templates.official import layout

_LEFT_MM, _RIGHT_MM = 73, 92
# The values that every template asks for.
FIELDS: Final = (
    *("co_quan_chu_quan", "co_quan", "ky_hieu", "dia_danh", "nam", "trich_yeu", "can_cu", "kinh_gui"),
    *("quyen_han", "chuc_vu", "nguoi_ky", "noi_nhan"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One template that we ship; `kind` is a code of Decree 30, empty for letters and for forms within the Office."""

    code: str
    kind: str
    title: Text
    internal: bool


def drafts() -> tuple[Draft, ...]:
    """List the templates."""
    return tuple(
        Draft(code=one["code"], kind=one["kind"], title=Text(vi=one["vi"], en=one["en"]), internal=one["internal"])
        for one in _read()
    )


@cache
def _read() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((files(__package__) / "drafts.json").read_text(encoding="utf-8")))


def draft_template(code: str, *, body: Sequence[Mapping[str, str]] | None = None, kind: str = "") -> bytes:
    """Give the template `code` as .docx with its blanks (`FIELDS`); raises NotFound.

    With `body` (blocks of `style` and `text`, as in drafts.json) its text is that instead of words to be replaced.
    `kind` is a code of Decree 30 for a template that has none of its own.
    """
    content = next((one for one in _read() if one["code"] == code), None)
    if content is None:
        raise NotFound(
            Text(vi=f"Không có mẫu văn bản “{code}”.", en=f"There is no template “{code}”."), code="template_not_found"
        )
    document = docx.Document()
    _page(document)
    names = {one["code"]: one["name"] for one in kinds()}
    title = names.get(content["kind"] or kind) or (content["vi"] if content["internal"] else "")
    _head(document, letter=not title)
    if title:
        _line(document.add_paragraph(), title.upper(), "kind", bold=True, align=ALIGN.CENTER)
        _line(document.add_paragraph(), "{{ trich_yeu }}", "subject", bold=True, align=ALIGN.CENTER)
    if content["addressed"]:
        _line(document.add_paragraph(), "Kính gửi: {{ kinh_gui }}", "addressee", align=ALIGN.CENTER)
    if content["grounds"]:
        _repeat(document, "can_cu", "{{ mot }}", italic=True)
    if content["enacting"]:
        _line(document.add_paragraph(), content["enacting"].upper(), "body", bold=True, align=ALIGN.CENTER)
    for block in content["body"] if body is None else body:
        _block(document, block)
    _foot(document)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: Document) -> None:
    rules, section = layout(), document.sections[0]
    section.page_width, section.page_height = Mm(rules["page"]["width_mm"]), Mm(rules["page"]["height_mm"])
    for side, bounds in rules["margins_mm"].items():
        setattr(section, f"{side}_margin", Mm(bounds["set"]))
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = rules["fonts"][0], Pt(rules["sizes_pt"]["body"]["set"])
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), rules["fonts"][0])
    normal.paragraph_format.space_after = Pt(0)
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)  # noqa: SLF001 – the library makes no fields


def _head(document: Document, *, letter: bool) -> None:
    left, right = _columns(document)
    _line(left.paragraphs[0], "{{ co_quan_chu_quan }}", "issuer", align=ALIGN.CENTER)
    _line(left.add_paragraph(), "{{ co_quan }}", "issuer", bold=True, align=ALIGN.CENTER)
    _line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "country", bold=True, align=ALIGN.CENTER)
    motto = _line(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", "motto", bold=True, align=ALIGN.CENTER)
    motto.runs[0].underline = True
    _line(left.add_paragraph(), "Số:         /{{ ky_hieu }}", "number", align=ALIGN.CENTER)
    if letter:
        _line(left.add_paragraph(), "V/v {{ trich_yeu }}", "letter_subject", align=ALIGN.CENTER)
    date = "{{ dia_danh }}, ngày      tháng      năm {{ nam }}"
    _line(right.add_paragraph(), date, "date", italic=True, align=ALIGN.CENTER)


def _foot(document: Document) -> None:
    document.add_paragraph()
    left, right = _columns(document)
    _line(left.paragraphs[0], "Nơi nhận:", "recipients_title", bold=True, italic=True)
    for text in ("{%p for mot in noi_nhan %}", "- {{ mot }};", "{%p endfor %}", "- Lưu: VT."):
        _line(left.add_paragraph(), text, "recipients")
    right.paragraphs[0].text = "{%p for mot in quyen_han %}"
    _line(right.add_paragraph(), "{{ mot }}", "signature", bold=True, align=ALIGN.CENTER)
    right.add_paragraph("{%p endfor %}")
    _line(right.add_paragraph(), "{{ chuc_vu }}", "signature", bold=True, align=ALIGN.CENTER)
    for _ in range(5):
        _line(right.add_paragraph(), "", "signature")
    _line(right.add_paragraph(), "{{ nguoi_ky }}", "signature", bold=True, align=ALIGN.CENTER)


def _columns(document: Document) -> tuple[_Cell, _Cell]:
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    left.width, right.width = Mm(_LEFT_MM), Mm(_RIGHT_MM)
    return left, right


def _repeat(document: Document, name: str, text: str, *, italic: bool = False) -> None:
    document.add_paragraph(f"{{%p for mot in {name} %}}")
    _body(_line(document.add_paragraph(), text, "body", italic=italic))
    document.add_paragraph("{%p endfor %}")


def _block(document: Document, block: Mapping[str, str]) -> None:
    paragraph = document.add_paragraph()
    if block["style"] == "centre":
        _line(paragraph, block["text"], "body", bold=True, align=ALIGN.CENTER)
    elif block["text"].startswith("Điều "):
        number, rest = block["text"].split(". ", 1)
        _body(_line(paragraph, f"{number}. ", "body", bold=True))
        paragraph.add_run(rest).font.size = Pt(layout()["sizes_pt"]["body"]["set"])
    else:
        _body(_line(paragraph, block["text"], "body", bold=block["style"] == "heading"))


def _body(paragraph: Paragraph) -> None:
    rules = layout()
    paragraph.alignment = ALIGN.JUSTIFY
    form = paragraph.paragraph_format
    form.first_line_indent = Mm(rules["first_line_mm"]["set"])
    form.space_after, form.line_spacing = Pt(rules["paragraph_gap_pt"]["set"]), 1.15


def _line(
    paragraph: Paragraph,
    text: str,
    part: str,
    *,
    bold: bool = False,
    italic: bool = False,
    align: ALIGN | None = None,
) -> Paragraph:
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    run.font.size = Pt(layout()["sizes_pt"][part]["set"])
    if align is not None:
        paragraph.alignment = align
    return paragraph
