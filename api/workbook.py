"""Write one table as an Excel workbook (.xlsx; ISO/IEC 29500), row by row: memory stays flat at any number of rows.

Every cell is a text, so that no cell of ours is ever taken for a formula and no number loses its leading zero.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO
from xml.sax.saxutils import escape

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # characters that a cell may hold
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # Style 1: headings; style 2: text that wraps.
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Times New Roman"/>'
    '</font><font><b/><sz val="11"/><name val="Times New Roman"/></font></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf fontId="1" applyFont="1" applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/>'
    '</xf><xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>',
}
_HEADING, _PLAIN = 1, 2
_PER_CENT = 1.5  # characters of width for one per cent of a landscape sheet


def write_workbook(
    target: IO[bytes], *, sheet: str, widths: Sequence[int], headings: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Write the workbook: `headings`, kept in sight and repeated on paper (A4 landscape), then `rows`.

    `widths` are shares of the sheet's width in per cent; `sheet` names the sheet (its first 31 characters count).
    """
    name = re.sub(r"[\[\]:*?/\\']", " ", _clean(sheet))[:31]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in _PARTS.items():
            package.writestr(path, _HEAD + text)
        package.writestr("xl/workbook.xml", _HEAD + _workbook(name))
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write((_HEAD + _sheet_start(widths)).encode())
            part.write(_row(headings, _HEADING))
            for row in rows:
                part.write(_row(row, _PLAIN))
            part.write(_SHEET_END.encode())


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SHEET_END = (
    '</sheetData><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'
)


def _workbook(name: str) -> str:
    quoted = escape(name, {'"': "&quot;"})
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{quoted}" sheetId="1" r:id="r1"/></sheets>'
        f'<definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">\'{quoted}\'!$1:$1</definedName>'
        "</definedNames></workbook>"
    )


def _sheet_start(widths: Sequence[int]) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width * _PER_CENT}" customWidth="1"/>' for n, width in enumerate(widths, 1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView '
        'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )


def _row(cells: Sequence[str], style: int) -> bytes:
    written = "".join(
        f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{escape(_clean(cell))}</t></is></c>'
        for cell in cells
    )
    return f"<row>{written}</row>".encode()


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)[:LONGEST_CELL]
