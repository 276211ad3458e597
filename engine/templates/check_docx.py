"""Checks the layout of a drafted .docx against Decree 30/2020, Annex I, and points at each deviation.

It finds parts by their words, in the order in which they must stand. Bounds and kinds of document are data
(layout.json, kinds.json). It never changes a draft, and it judges no content.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from docx.document import Document
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn

from engine.errors import Text
from engine.templates.docx_style import Look, looks
from engine.templates.official import layout
from engine.templates.open_docx import damaged, open_docx

_EXCERPT: Final = 60  # characters by which a finding is found again
_TOLERANCE_MM: Final = 0.6
_TOLERANCE_PT: Final = 0.05
_SIDES: Final = {
    "top": ("trên", "top"),
    "bottom": ("dưới", "bottom"),
    "left": ("trái", "left"),
    "right": ("phải", "right"),
}
_COUNTRY: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
# Blanks of a draft count: its number comes after the signature.
_BLANK: Final = r"[.…_\s]*"
_NUMBER: Final = re.compile(rf"^Số:\s*(?P<number>\d{{1,5}}|{_BLANK})/(?:\d{{4}}/)?(?P<symbol>[\w&.-]+(?:/[\w&.-]+)*)$")
_DATE: Final = re.compile(
    rf"^.+, ngày\s*(?P<day>\d{{1,2}}|{_BLANK})\s*tháng\s*(?P<month>\d{{1,2}}|{_BLANK})\s*năm\s*\d{{4}}$"
)
_LONGEST: Final = 300  # letters of the lines of number and date; in longer ones a pattern could search for hours
_AUTHORITY: Final = re.compile(r"^(TM|KT|TL|TUQ|Q)\. ?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One thing to mend: the paragraph (from 1; nothing for the whole page), its first words, what and how."""

    code: str
    text: Text
    paragraph: int | None = None
    excerpt: str = ""


@cache
def kinds() -> tuple[dict[str, Any], ...]:
    """Give the kinds of document: code and name, and whether it is addressed to somebody."""
    return tuple(json.loads((files(__package__) / "kinds.json").read_text(encoding="utf-8")))


def check_docx(
    content: bytes, *, obsolete_words: Sequence[str] = (), own_kinds: Sequence[str] = ()
) -> tuple[Deviation, ...]:
    """Give every deviation in reading order; raises InputRejected for what is no safe .docx.

    `obsolete_words` are names that no longer exist (units that were dissolved), kept by administrators;
    `own_kinds` are names of documents that the Office declared beyond those of Decree 30.
    """
    document = open_docx(content)
    try:
        lines = tuple(looks(document))
        page = tuple(_page(document))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError, InvalidXmlError) as error:
        raise damaged() from error
    found = [*page, *_parts(lines, own_kinds), *_fonts(lines), *_obsolete(lines, obsolete_words)]
    return tuple(sorted(found, key=lambda one: one.paragraph or 0))


def _page(document: Document) -> Iterator[Deviation]:
    rules = layout()
    for number, section in enumerate(document.sections, start=1):
        sides = sorted(length.mm if length is not None else 0 for length in (section.page_width, section.page_height))
        wanted = [rules["page"]["width_mm"], rules["page"]["height_mm"]]
        if any(abs(one - other) > 1 for one, other in zip(sides, wanted, strict=True)):
            yield _say("page_size", f"Phần {number}: khổ giấy phải là A4.", f"Section {number}: the paper must be A4.")
        for side, (vi, en) in _SIDES.items():
            bounds = rules["margins_mm"][side]
            length = getattr(section, f"{side}_margin")
            size = length.mm if length is not None else 0.0
            if not bounds["least"] - _TOLERANCE_MM <= size <= bounds["most"] + _TOLERANCE_MM:
                yield _say(
                    f"margin_{side}",
                    f"Phần {number}: lề {vi} là {_number(size)} mm; đặt từ {bounds['least']} đến {bounds['most']} mm.",
                    f"Section {number}: {en} margin {size:.1f} mm; set {bounds['least']} to {bounds['most']} mm.",
                )
    first = document.sections[0]
    header = first.header._element  # noqa: SLF001 – the library shows no fields
    fields = [*header.iter(qn("w:instrText")), *header.iter(qn("w:fldSimple"))]
    if not any("PAGE" in (one.text or one.get(qn("w:instr")) or "") for one in fields):
        yield _say(
            "page_number_missing",
            "Chưa đánh số trang. Chèn số trang ở giữa, phía trên; trang đầu không hiển thị.",
            "There are no page numbers. Insert them centred at the top; none on the first page.",
        )
    elif not first.different_first_page_header_footer:
        yield _say(
            "page_number_on_first_page",
            "Trang đầu không được hiển thị số trang. Chọn “Trang đầu khác” cho đầu trang.",
            "The first page must not show its number. Choose “Different first page” for the header.",
        )


def _parts(lines: tuple[Look, ...], own_kinds: Sequence[str]) -> Iterator[Deviation]:
    country = _find(lines, lambda line: _folded(line.text) == _folded(_COUNTRY))
    motto = _find(lines, lambda line: _folded(line.text).replace("–", "-") == _folded(_MOTTO))
    number = _find(lines, lambda line: line.text.startswith("Số:") and len(line.text) <= _LONGEST)
    day = _find(lines, lambda line: line.in_table and len(line.text) <= _LONGEST and _names_a_day(line.text))
    names = {name.upper(): {"code": "", "name": name} for name in own_kinds}
    names |= {one["name"].upper(): one for one in kinds()}
    kind = _find(lines, lambda line: line.text.upper() in names and line.text.isupper())
    subject = _find(lines, lambda line: line.text.startswith("V/v"))
    recipients = _find(lines, lambda line: line.text.casefold().startswith("nơi nhận"))
    yield from _exactly(country, _COUNTRY, "country", ("Quốc hiệu", "The country's name"))
    yield from _exactly(motto, _MOTTO, "motto", ("Tiêu ngữ", "The motto"))
    yield from _number_line(number, names[kind.text.upper()] if kind else None)
    yield from _date_line(day)
    if kind is not None:
        yield from _style(kind, "kind", ("Tên loại", "The kind"), bold=True, align="center")
        below = _find(lines, lambda line: line.number > kind.number and bool(line.text.strip()))
        if below is not None and not below.text.startswith("Căn cứ "):
            yield from _style(below, "subject", ("Trích yếu", "The subject"), bold=True, align="center")
    elif subject is not None:
        yield from _style(
            subject, "letter_subject", ("Trích yếu công văn", "The letter's subject"), bold=False, align="center"
        )
    else:
        yield _missing(
            "kind", "tên loại văn bản (hoặc “V/v …” của công văn)", "the kind of document (or a letter's “V/v …”)"
        )
    addressed = kind is None or names[kind.text.upper()].get("addressed", False)
    if addressed and _find(lines, lambda line: line.text.startswith("Kính gửi")) is None:
        yield _missing("addressee", "“Kính gửi:”", "“Kính gửi:” (the addressee)")
    yield from _recipients(lines, recipients)
    yield from _signature(lines)
    yield from _order([("number", number), ("kind", kind or subject), ("recipients", recipients)])
    start = (kind or subject or number or lines[0]).number if lines else 0
    yield from _body([line for line in lines if line.number > start and not line.in_table])


def _exactly(line: Look | None, words: str, part: str, names: tuple[str, str]) -> Iterator[Deviation]:
    if line is None:
        yield _missing(part, f"{names[0].lower()} “{words}”", f"{names[1].lower()} “{words}”")
        return
    if line.text != words:
        yield _say(f"{part}_words", f"{names[0]} phải viết đúng: “{words}”.", f"{names[1]} must read “{words}”.", line)
    yield from _style(line, part, names, bold=True)


def _number_line(line: Look | None, kind: dict[str, Any] | None) -> Iterator[Deviation]:
    if line is None:
        yield _missing("number", "dòng số, ký hiệu “Số: …/…”", "the line of number and symbol “Số: …/…”")
        return
    yield from _style(line, "number", ("Số, ký hiệu", "Number and symbol"), bold=False)
    match = _NUMBER.match(unicodedata.normalize("NFC", line.text))
    if match is None:
        yield _say(
            "number_form",
            "Số, ký hiệu viết theo dạng “Số: 05/TB-HĐND”, hoặc để trống số.",
            "Number and symbol read like “Số: 05/TB-HĐND”, or with the number left blank.",
            line,
        )
        return
    number, symbol = match["number"].strip(), match["symbol"]
    if number.isdigit() and len(number) == 1:
        yield _say(
            "number_zero",
            f"Số dưới 10 phải có số 0 phía trước: “0{number}”.",
            f"Numbers below 10 take a zero: “0{number}”.",
            line,
        )
    if kind is not None and kind["code"] and symbol.split("-")[0] != kind["code"]:
        yield _say(
            "number_symbol",
            f"Ký hiệu của {kind['name'].lower()} bắt đầu bằng “{kind['code']}-”, không phải “{symbol.split('-')[0]}”.",
            f"The symbol of this kind begins with “{kind['code']}-”, not “{symbol.split('-')[0]}”.",
            line,
        )


def _date_line(line: Look | None) -> Iterator[Deviation]:
    if line is None:
        yield _missing("date", "dòng địa danh, ngày tháng năm", "the line of place and date")
        return
    yield from _style(line, "date", ("Địa danh, ngày tháng", "Place and date"), italic=True)
    match = _DATE.match(unicodedata.normalize("NFC", line.text))
    if match is None:
        yield _say(
            "date_form",
            "Viết theo dạng “Thanh Hóa, ngày 05 tháng 02 năm 2026”.",
            "It reads like “Thanh Hóa, ngày 05 tháng 02 năm 2026”.",
            line,
        )
        return
    day, month = match["day"].strip(), match["month"].strip()
    if (day.isdigit() and len(day) == 1) or month in {"1", "2"}:
        yield _say(
            "date_zero",
            "Ngày dưới 10 và tháng 1, tháng 2 phải có số 0 phía trước.",
            "Days below 10 and the months 1 and 2 take a zero.",
            line,
        )


def _recipients(lines: tuple[Look, ...], title: Look | None) -> Iterator[Deviation]:
    if title is None:
        yield _missing("recipients", "phần “Nơi nhận:”", "the recipients (“Nơi nhận:”)")
        return
    yield from _style(title, "recipients_title", ("“Nơi nhận:”", "“Nơi nhận:”"), bold=True, italic=True)
    entries = [line for line in lines if line.number > title.number and line.text.startswith("-")]
    if not entries:
        yield _say("recipients_empty", "Nơi nhận chưa có nơi nào.", "No recipient is named.", title)
        return
    for line in entries:
        yield from _style(line, "recipients", ("Nơi nhận", "Recipients"))
    for line in entries[:-1]:
        if not line.text.endswith(";"):
            yield _say("recipients_semicolon", "Cuối mỗi nơi nhận dùng dấu “;”.", "Each recipient ends with “;”.", line)
    last = entries[-1]
    if not last.text.endswith("."):
        yield _say(
            "recipients_stop",
            "Dòng cuối của nơi nhận kết thúc bằng dấu “.”.",
            "The last recipient ends with “.”.",
            last,
        )
    if "Lưu:" not in last.text:
        yield _say(
            "recipients_file", "Dòng cuối của nơi nhận là “- Lưu: VT, …”.", "The last line is “- Lưu: VT, …”.", last
        )


def _signature(lines: tuple[Look, ...]) -> Iterator[Deviation]:
    for line in (line for line in lines if _AUTHORITY.match(line.text)):
        yield from _style(line, "signature", ("Quyền hạn ký", "The signing authority"), bold=True)
        if "KT." in line.text and "TL." in line.text:
            yield _say(
                "authority_mixed",
                "Không dùng “KT.” và “TL.” trong cùng một dòng.",
                "“KT.” and “TL.” exclude each other.",
                line,
            )


def _body(lines: list[Look]) -> Iterator[Deviation]:
    rules = layout()
    grounds = [line for line in lines if line.text.startswith("Căn cứ ")]
    for line in grounds:
        if not line.italic:
            yield _say("ground_italic", "Căn cứ trình bày chữ nghiêng.", "Legal grounds are set in italics.", line)
        if line.text[-1] not in ";.,":
            yield _say(
                "ground_end",
                "Cuối mỗi căn cứ dùng dấu “;”, căn cứ cuối dùng dấu “.”.",
                "Grounds end with “;”, the last one with “.”.",
                line,
            )
    for line in (line for line in lines if line.align == "both" or len(line.text) > 120):
        yield from _style(line, "body", ("Nội dung", "The text"))
        if line.align != "both":
            yield _say("body_align", "Nội dung căn đều hai lề.", "The text is justified.", line)
        indent = rules["first_line_mm"]
        if not indent["least"] - _TOLERANCE_MM <= line.first_line_mm <= indent["most"] + _TOLERANCE_MM:
            yield _say(
                "body_indent",
                f"Dòng đầu lùi vào 1 cm hoặc 1,27 cm (đang là {_number(line.first_line_mm)} mm).",
                f"The first line is indented by 1 or 1.27 cm (it is {line.first_line_mm:.1f} mm).",
                line,
            )
        if line.after_pt < rules["paragraph_gap_pt"]["least"] - _TOLERANCE_PT:
            yield _say(
                "body_gap", "Khoảng cách giữa các đoạn tối thiểu 6 pt.", "Paragraphs are at least 6 pt apart.", line
            )
        spacing = rules["line_spacing"]
        if line.line is not None and not spacing["least"] <= line.line <= spacing["most"]:
            yield _say("body_line", "Giãn dòng từ 1 đến 1,5 dòng.", "Line spacing is 1 to 1.5 lines.", line)


def _order(parts: list[tuple[str, Look | None]]) -> Iterator[Deviation]:
    present = [(name, line) for name, line in parts if line is not None]
    for (_, before), (name, line) in pairwise(present):
        if line.number < before.number:
            yield _say(
                f"order_{name}",
                f"“{line.text[:40]}” đứng sai thứ tự: phải ở sau “{before.text[:40]}”.",
                f"“{line.text[:40]}” stands in the wrong order: it comes after “{before.text[:40]}”.",
                line,
            )


def _fonts(lines: tuple[Look, ...]) -> Iterator[Deviation]:
    allowed = set(layout()["fonts"])
    for line in lines:
        strange = sorted(line.fonts - allowed)
        if strange:
            yield _say(
                "font",
                f"Dùng phông “{strange[0] or 'mặc định'}”; đổi sang {', '.join(sorted(allowed))}.",
                f"The font is “{strange[0] or 'default'}”; use {', '.join(sorted(allowed))}.",
                line,
            )


def _obsolete(lines: tuple[Look, ...], words: Sequence[str]) -> Iterator[Deviation]:
    for line in lines:
        for word in words:
            if re.search(rf"\b{re.escape(word)}\b", line.text, re.IGNORECASE):
                yield _say(
                    "obsolete_name",
                    f"“{word}” không còn tồn tại. Hãy kiểm tra và dùng tên hiện hành.",
                    f"“{word}” no longer exists. Please check and use the present name.",
                    line,
                )


def _style(
    line: Look,
    part: str,
    names: tuple[str, str],
    *,
    bold: bool | None = None,
    italic: bool | None = None,
    align: str | None = None,
) -> Iterator[Deviation]:
    """Compare size, weight, slope and alignment of a part with its bounds."""
    bounds = layout()["sizes_pt"][part]
    wrong = [size for size in line.sizes if not bounds["least"] - 0.05 <= size <= bounds["most"] + 0.05]
    if wrong:
        wanted = str(bounds["least"]) if bounds["least"] == bounds["most"] else f"{bounds['least']}-{bounds['most']}"
        yield _say(
            f"{part}_size",
            f"{names[0]}: cỡ chữ {_number(wrong[0])}; đặt cỡ {wanted}.",
            f"{names[1]}: size {wrong[0]:g}; set {wanted}.",
            line,
        )
    if bold is not None and line.bold is not bold:
        vi, en = ("chưa đậm; trình bày chữ đậm", "bold") if bold else ("đang đậm; trình bày chữ không đậm", "not bold")
        yield _say(f"{part}_weight", f"{names[0]} {vi}.", f"{names[1]}: set it {en}.", line)
    if italic is not None and line.italic is not italic:
        yield _say(f"{part}_slope", f"{names[0]}: trình bày chữ nghiêng.", f"{names[1]}: set it in italics.", line)
    if align is not None and line.align != align:
        yield _say(f"{part}_align", f"{names[0]}: căn giữa.", f"{names[1]}: centre it.", line)


def _find(lines: tuple[Look, ...], fits: Callable[[Look], bool]) -> Look | None:
    return next((line for line in lines if fits(line)), None)


def _names_a_day(words: str) -> bool:
    """Tell whether day, month and year are named in this order."""
    after_day = words.partition("ngày")[2]
    return "năm" in after_day.partition("tháng")[2]


def _folded(words: str) -> str:
    """Bring old and new places of the tone mark together: HOÀ is HÒA."""
    flat = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in flat if not unicodedata.combining(letter)).replace("đ", "d").replace(" ", "")


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def _missing(part: str, vi: str, en: str) -> Deviation:
    return _say(f"{part}_missing", f"Thiếu {vi}.", f"The draft lacks {en}.")


def _say(code: str, vi: str, en: str, line: Look | None = None) -> Deviation:
    place = line.number if line else None
    return Deviation(code=code, text=Text(vi=vi, en=en), paragraph=place, excerpt=_begins(line.text) if line else "")


def _begins(text: str) -> str:
    """Give the first words of a paragraph, none of them cut."""
    return text if len(text) <= _EXCERPT else text[: _EXCERPT + 1].rpartition(" ")[0].strip() or text[:_EXCERPT]
