"""The blanks for number and date that stay open when a person signs, and what fills them afterwards.

A document gets its number after the signature (Decree 30/2020, article 15). The blanks are read-only form fields made
before the signature. It is an approval signature, after which fields may be filled in and signatures added (ISO 32000-2
§12.8.1); whatever else changes makes the check of the document fail.
"""

from datetime import date, datetime
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from engine.signing import refusals
from engine.signing.anchors import Gap, gap_between
from engine.signing.appearance import PageContent, draw
from engine.signing.records import Box

NUMBER, DAY, MONTH = "so_van_ban", "ngay_ban_hanh", "thang_ban_hanh"
# Words around each blank, its letters' size in points and their style (Annex I: number upright, date italic).
_BLANKS: Final = {
    NUMBER: ("Số:", "/", 13.0, "normal"),
    DAY: ("ngày", "tháng", 13.0, "italic"),
    MONTH: ("tháng", "năm", 13.0, "italic"),
}
_PRINT, _READ_ONLY = 4, 1
_NARROWEST = 8.0


def reserve(writer: IncrementalPdfFileWriter, content: bytes, at: datetime) -> None:
    """Make the three blanks in the document that `writer` continues; raises InputRejected when one has no room."""
    made = generic.ArrayObject()
    for name, (before, after, size, _style) in _BLANKS.items():
        gap = gap_between(content, before, after)
        if gap is None or gap.box.width < _NARROWEST:
            raise refusals.refuse(
                "number_place_not_found",
                f"Trang đầu không có chỗ trống để điền số, ngày (giữa “{before}” và “{after}”). "
                "Hãy để trống số và ngày, tháng ban hành trong dự thảo.",
                f"The first page has no blank for number and date (between “{before}” and “{after}”). "
                "Please leave the number, day and month empty in the draft.",
            )
        made.append(_blank(writer, name, _area(gap, size), at))
    if "/AcroForm" in writer.root:
        form = writer.root["/AcroForm"]
    else:
        form = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
        writer.root[pdf_name("/AcroForm")] = writer.add_object(form)
        writer.update_root()
    form["/Fields"].extend(made)
    writer.update_container(form["/Fields"])


def _area(gap: Gap, size: float) -> Box:
    bottom = gap.baseline - size * 0.3
    return Box(page=0, left=gap.box.left + 1, right=gap.box.right - 1, bottom=bottom, top=bottom + size * 1.3)


def _blank(writer: IncrementalPdfFileWriter, name: str, area: Box, at: datetime) -> generic.IndirectObject:
    page, _resources = writer.find_page_for_modification(area.page)
    shown = PageContent(draw("words", area, at=at), writer)
    sides = (area.left, area.bottom, area.right, area.top)
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): pdf_string(name),
            pdf_name("/Ff"): generic.NumberObject(_READ_ONLY),
            pdf_name("/F"): generic.NumberObject(_PRINT),
            pdf_name("/DA"): pdf_string("/Helv 0 Tf 0 g"),
            pdf_name("/Rect"): generic.ArrayObject(generic.FloatObject(round(side, 2)) for side in sides),
            pdf_name("/P"): page,
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): shown.reference()}),
        }
    )
    reference = writer.add_object(field)
    writer.register_annotation(page, reference)
    return reference


def _fields(holder: PdfFileReader | IncrementalPdfFileWriter) -> dict[str, generic.DictionaryObject]:
    if "/AcroForm" not in holder.root:
        return {}
    listed = (one.get_object() for one in holder.root["/AcroForm"]["/Fields"])
    return {str(one["/T"]): one for one in listed if isinstance(one, generic.DictionaryObject) and "/T" in one}


def awaits_number(reader: PdfFileReader) -> bool:
    """Tell whether the document has blanks that nobody has filled in."""
    fields = _fields(reader)
    return any(name in fields and "/V" not in fields[name] for name in _BLANKS)


def fill(writer: IncrementalPdfFileWriter, number: str, day: date, at: datetime) -> None:
    """Fill the blanks: `number` as it stands before the symbol (“05”), the date with its leading zeros."""
    month = f"{day.month:02d}" if day.month <= 2 else f"{day.month}"
    fields = _fields(writer)
    for name, words in {NUMBER: number, DAY: f"{day.day:02d}", MONTH: month}.items():
        if name not in fields or "/V" in fields[name]:
            raise refusals.wrong_order(
                "Văn bản không còn chỗ trống để điền số. Số đã được điền hoặc văn bản chưa được ký qua hệ thống.",
                "The document has no blank left for a number: it has one already, or was not signed here.",
            )
        field = fields[name]
        _before, _after, size, style = _BLANKS[name]
        left, bottom, right, top = (float(side) for side in field["/Rect"])
        area = Box(page=0, left=left, bottom=bottom, right=right, top=top)
        shown = PageContent(draw("words", area, at=at, lines=[words], size=size, style=style), writer)
        field[pdf_name("/V")] = pdf_string(words)
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): shown.reference()})
        writer.update_container(field)
